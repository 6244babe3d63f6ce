import { defaultImages } from "../domain/image-settings.ts";
import { defaultPolicy } from "../domain/policy.ts";
import path from "node:path";
import type { ApplicationConfig } from "../config/config.ts";
import { isAtCommit } from "../domain/plan.ts";
import { sync } from "../reconcile/sync.ts";
import { planText } from "../report/plan-text.ts";
import { makeDemoRepository } from "./demo-repository.ts";
import { makeDemoWorld } from "./demo-world.ts";
import type { Performance, PerformanceInputs } from "./performance.ts";
import { readFolder } from "./read-folder.ts";
import { makeStage } from "./stage.ts";
import { tellReport } from "./tell-report.ts";

const region = "eu-west-1";
const account = "111111111111";

/**
 * Tries somebody's own workspace: Copilot deploys it to a simulated account, and Autoland takes it over. One branch feeds all
 * of its environments, each after the one before it, in the order of their names.
 */
export async function playWorkspace(inputs: PerformanceInputs, workspace: string): Promise<Performance> {
  const { narrator } = inputs;
  const files = await readFolder(workspace);
  const application = /^application:\s*["']?([a-z][a-z0-9-]*)/m.exec(
    files.get("copilot/.workspace") ?? "",
  )?.[1];
  if (application === undefined)
    throw new Error(`${workspace} has no copilot/.workspace that names an application`);
  const names = environmentsIn(files);
  // Manifests name files outside their folder too: a site's, env files, build contexts.
  const parts = [...new Set([...files.keys()].map((file) => file.split("/")[0] ?? file))];
  const repository = await makeDemoRepository(workspace, path.join(inputs.folder, application), parts);
  const { world, seeded } = await makeDemoWorld({
    seed: inputs.seed,
    files,
    applicationAccount: account,
    region,
    environments: names.map((name) => ({ name, account, region })),
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
  const config = configFor(application, repository.folder, names);
  narrator.act("The first look changes nothing");
  const calls = stage.inspector.calls;
  const looking = stage.open({
    ...config,
    environments: config.environments.map((item) => ({ ...item, mode: "look" })),
  });
  const report = await sync(looking.eyes, looking.hands, looking.subject, AbortSignal.timeout(60_000));
  for (const line of planText(report.plan).trimEnd().split("\n").slice(2)) narrator.say(line);
  narrator.check(
    "not one call that changes anything was made",
    stage.inspector.writesSince(calls).length === 0,
  );
  narrator.act("The first sync takes the application over");
  const page = await stage.start(config);
  const settled = await stage.until(() => {
    if (stage.last?.kind !== "report") return false;
    return stage.last.report.plan.environments.every((plan) => isAtCommit(plan) || plan.steps.length === 0);
  });
  narrator.check("every environment comes to rest", settled);
  const ill: string[] = [];
  for (const name of names) {
    for (const workload of workloadsIn(files)) {
      const stack = await stage.inspector.stack(account, region, `${application}-${name}-${workload}`);
      if (stack === undefined || !/^(?:CREATE|UPDATE)_COMPLETE$/.test(stack.status)) {
        ill.push(`${application}-${name}-${workload} ${stack?.status ?? "is not there"}`);
      }
    }
  }
  narrator.check("every stack is there and well", ill.length === 0, ill.join(", "));
  return { stage, page };
}

function workloadsIn(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files.keys()].flatMap((file) => /^copilot\/([^/]+)\/manifest\.yml$/.exec(file)?.[1] ?? []);
}

function environmentsIn(files: ReadonlyMap<string, string>): readonly string[] {
  const found = [...files.keys()].flatMap(
    (file) => /^copilot\/environments\/([^/]+)\/manifest\.yml$/.exec(file)?.[1] ?? [],
  );
  return found.length === 0 ? ["test"] : found;
}

function configFor(application: string, url: string, names: readonly string[]): ApplicationConfig {
  return {
    application,
    variables: {},
    waivers: [],
    identities: [],
    assets: {},
    images: defaultImages,
    policy: defaultPolicy,
    otherApplications: [],
    source: { kind: "git", url, interval: 30_000 },
    branches: [{ pattern: "develop", matches: (branch) => branch === "develop", environments: names }],
    environments: names.map((environment, index) => {
      const after = names[index - 1];
      return { environment, mode: "apply", ...(after === undefined ? {} : { after }), roles: {} };
    }),
  };
}
