import { defaultImages } from "../domain/image-settings.ts";
import { defaultPolicy } from "../domain/policy.ts";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { ApplicationConfig } from "../config/config.ts";
import { pushImage } from "../simulator/services/ecr/push-image.ts";
import { makeDemoRepository } from "./demo-repository.ts";
import { makeDemoWorld } from "./demo-world.ts";
import type { Performance, PerformanceInputs } from "./performance.ts";
import { readFolder } from "./read-folder.ts";
import { playShopStory, type ShopEnvironment } from "./shop-story.ts";
import { makeStage } from "./stage.ts";
import { tellReport } from "./tell-report.ts";

const region = "eu-west-1";
const applicationAccount = "111111111111";
const environments: readonly ShopEnvironment[] = [
  { name: "develop", account: "222222222222", region },
  { name: "staging", account: "333333333333", region },
  { name: "production", account: "333333333333", region },
];

/** Plays the shop of `examples/shop`: two accounts besides the application's own, three environments, five workloads of as many types. */
export async function playShop(inputs: PerformanceInputs): Promise<Performance> {
  const { narrator } = inputs;
  const shop = fileURLToPath(new URL("../../examples/shop", import.meta.url));
  const repository = await makeDemoRepository(shop, path.join(inputs.folder, "shop"));
  narrator.say("Copilot deploys the shop, in spring");
  const { world, seeded } = await makeDemoWorld({
    seed: inputs.seed,
    files: await readFolder(shop),
    applicationAccount,
    region,
    environments,
    factor: inputs.factor,
  });
  const stage = await makeStage({
    ...inputs,
    world,
    credentials: seeded.administrator,
    region,
    onReport: (report) => tellReport(narrator, report),
  });
  inputs.announce({ repository: repository.folder, aws: stage.awsUrl });
  const page = await playShopStory({
    stage,
    narrator,
    repository,
    environments,
    config: configFor(repository.folder),
    pushImage: async (workload, tag) => {
      const push = { account: applicationAccount, region, repository: `shop/${workload}` };
      narrator.say(
        `${workload} is ${pushImage(world, { ...push, tags: [tag], content: tag }).slice(0, 19)}…`,
      );
    },
  });
  return { stage, page };
}

function configFor(repository: string): ApplicationConfig {
  return {
    application: "shop",
    variables: {},
    waivers: [],
    identities: [],
    assets: {},
    images: defaultImages,
    policy: defaultPolicy,
    otherApplications: [],
    source: { kind: "git", url: repository, interval: 30_000 },
    branches: [
      { pattern: "develop", matches: exactly("develop"), environments: ["develop"] },
      { pattern: "release", matches: exactly("release"), environments: ["staging", "production"] },
    ],
    environments: [
      { environment: "develop", mode: "apply", roles: {} },
      { environment: "staging", mode: "apply", roles: {} },
      { environment: "production", mode: "apply", after: "staging", roles: {} },
    ],
  };
}

function exactly(name: string): (branch: string) => boolean {
  return (branch) => branch === name;
}
