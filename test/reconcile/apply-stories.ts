import { defaultFailurePolicy, type FailurePolicy } from "../../src/domain/failure-policy.ts";
import type { Report } from "../../src/domain/report.ts";
import type { Hands } from "../../src/reconcile/hands.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { extraManifest } from "../support/extra-workload.ts";
import { makeApplyRole } from "../support/apply-role.ts";
import { approveRemovals, pruning } from "../support/removal.ts";
import { openAdoptedShop, type Shop, shopFiles, shopRegion, shopAccount } from "../support/shop.ts";
import { pushImage } from "../../src/simulator/services/ecr/push-image.ts";

/** A shop in which something is to be changed. */
export interface ApplyStory {
  readonly shop: Shop;
  /** One pass by these hands. */
  pass(hands: Hands): Promise<Report>;
  /** Passes until nothing is done any more. */
  settle(hands: Hands): Promise<void>;
}

/** The stories in which together each call of the applying side is made. */
export const applyStories = { changes, failing, ended, leftover } as const;

/** Which story. */
export type ApplyStoryName = keyof typeof applyStories;

/** Develop gets an update with a new image, a new workload, a deletion that a person approved, and new tasks; staging an update. */
async function changes(): Promise<ApplyStory> {
  const shop = await openAdoptedShop();
  const { hands, source, world } = shop;
  const subject = pruning(shop, ["develop"]);
  const at = world.clock.now();
  const redeployed = { kind: "redeployment", environment: "develop", workload: "worker", at } as const;
  await world.run(hands.records.record("shop", redeployed));
  const commit = source.commit("develop", {
    "copilot/api/manifest.yml": edited("copilot/api/manifest.yml", "LOG_LEVEL: debug", "LOG_LEVEL: trace"),
    "api/server.mjs": "// faster",
    "copilot/extra/manifest.yml": extraManifest,
    "copilot/daily-batch/manifest.yml": null,
  });
  shop.push("api", commit);
  source.commit("release", {
    "copilot/worker/manifest.yml": louderWorker(),
  });
  await approveRemovals(shop, (await shop.look(subject)).plan);
  return storyOf(shop, subject);
}

/** Develop's api gets an image whose tasks end at once, and somebody wants to read what they said. */
function failing(): Promise<ApplyStory> {
  return crashing({ tasks: 100, logLines: 5 });
}

/** The same, and the first task that ends is enough: the rollout is stopped and the update cancelled. */
function ended(): Promise<ApplyStory> {
  return crashing({ tasks: 1 });
}

/** With a role of the operator's that may end the rollout. */
async function crashing(policy: Partial<FailurePolicy>): Promise<ApplyStory> {
  const shop = await openAdoptedShop();
  const { source, world } = shop;
  const made = source.commit("develop", { "api/server.mjs": "// broken" });
  pushImage(world, {
    account: shopAccount,
    region: shopRegion,
    repository: "shop/api",
    tags: [made],
    content: made,
    behaviour: "exits:1",
  });
  const roles = { apply: await makeApplyRole(shop) };
  const failing = { ...defaultFailurePolicy, ...policy };
  const subject = shop.subject({ staging: "look", production: "look" });
  const environments = subject.environments.map((rule) =>
    rule.environment === "develop" ? { ...rule, roles, failing } : rule,
  );
  return storyOf(shop, { ...subject, environments });
}

/** A creation was cut off between its change set and its execution, and its commit taken back; staging gets an update. */
async function leftover(): Promise<ApplyStory> {
  const shop = await openAdoptedShop();
  const { source, world } = shop;
  const before = source.head("develop");
  source.commit("develop", { "copilot/extra/manifest.yml": extraManifest });
  const kill = new AbortController();
  const release = world.intercept({
    after: (context, action) => {
      if (context.via === undefined && action === "DescribeChangeSet") kill.abort(new Error("killed"));
    },
  });
  await world.run(sync(shop.eyes, shop.hands, shop.subject(), kill.signal)).catch(() => undefined);
  release();
  source.setBranch("develop", before);
  source.commit("release", { "copilot/worker/manifest.yml": louderWorker() });
  await world.run(world.clock.sleep(300_000));
  return storyOf(shop, shop.subject());
}

function storyOf(shop: Shop, subject: Subject): ApplyStory {
  const { signal } = new AbortController();
  const pass = (hands: Hands): Promise<Report> => shop.world.run(sync(shop.eyes, hands, subject, signal));
  return {
    shop,
    pass,
    settle: async (hands) => {
      for (let count = 0; count < 10; count += 1) {
        const { outcomes } = await pass(hands);
        if (!outcomes.some(({ kind }) => kind === "applied")) return;
      }
    },
  };
}

function louderWorker(): string {
  return edited("copilot/worker/manifest.yml", "LOG_LEVEL: info", "LOG_LEVEL: warn");
}

function edited(file: string, from: string, to: string): string {
  const text = shopFiles[file] ?? "";
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  return text.replace(from, to);
}
