import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { makeCloud } from "../../src/aws/observe-application.ts";
import { makeRecords } from "../../src/aws/records.ts";
import { makeRegistry } from "../../src/aws/registry.ts";
import { makeRemover } from "../../src/aws/remove-stack.ts";
import { makeSessions } from "../../src/aws/sessions.ts";
import { makeStackListings } from "../../src/aws/stack-listings.ts";
import { makeStackWriter } from "../../src/aws/stack-writer.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { rootOf, sessionOf } from "../../src/simulator/kernel/principal.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { approveRemovals, pruning } from "../support/removal.ts";
import { openShop, type Shop, shopAccount, shopFiles, shopRegion } from "../support/shop.ts";

async function cloudformation(shop: Shop, action: string, input: object): Promise<Record<string, unknown>> {
  const credentials = shop.world.issueCredentials(rootOf(shopAccount));
  return shop.world.run(
    shop.world.call({ service: "cloudformation", action, credentials, region: shopRegion, input }),
  );
}

/** Deploys the template of `deploy/` as a person would and answers the role's ARN. */
async function deployTaskRole(shop: Shop): Promise<string> {
  await cloudformation(shop, "CreateStack", {
    StackName: "autoland-task-role",
    TemplateBody: readFileSync(new URL("../../deploy/task-role.yml", import.meta.url), "utf8"),
    Parameters: [{ ParameterKey: "Application", ParameterValue: "shop" }],
    Capabilities: ["CAPABILITY_IAM"],
  });
  await shop.world.run(shop.world.clock.sleep(120_000));
  const { Stacks: stacks } = await cloudformation(shop, "DescribeStacks", {
    StackName: "autoland-task-role",
  });
  const [stack] = stacks as readonly {
    readonly StackStatus: string;
    readonly Outputs: readonly { readonly OutputValue: string }[];
  }[];
  expect(stack?.StackStatus).toBe("CREATE_COMPLETE");
  return stack?.Outputs[0]?.OutputValue ?? "";
}

test("with exactly the role of deploy/task-role.yml a shop is taken over, a commit lands, and a failure is remembered", async () => {
  const shop = await openShop();
  const role = sessionOf(await deployTaskRole(shop), "autoland");
  const clients = {
    region: shopRegion,
    credentials: shop.world.issueCredentials(role),
    requestHandler: makeRequestHandler(shop.world),
  };
  const sessions = makeSessions(clients, shop.world.clock);
  const listings = makeStackListings(shop.world.clock);
  const records = makeRecords(sessions, shop.world.clock);
  const eyes = { ...shop.eyes, cloud: makeCloud(sessions, shop.world.clock, listings), records };
  const hands = {
    ...shop.hands,
    writer: makeStackWriter(sessions, shop.world.clock, listings),
    remover: makeRemover(sessions, shop.world.clock, listings),
    registry: makeRegistry(sessions, shop.world.clock, listings),
    records,
  };
  const subject = pruning(shop);
  const pass = () => shop.world.run(sync(eyes, hands, subject, new AbortController().signal));
  const commit = shop.source.commit("develop", { "api/server.mjs": "// faster" });
  shop.push("api", commit);
  for (let index = 0; index < 4; index++) {
    const report = await pass();
    expect(report.outcomes.filter((outcome) => outcome.kind === "failed")).toEqual([]);
  }
  expect((await pass()).plan.environments.map((plan) => [plan.steps.length, plan.held.length])).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
  await shop.world.run(
    records.record("shop", {
      kind: "retry",
      environment: "develop",
      workload: "api",
      at: shop.world.clock.now(),
    }),
  );
  // A service that is registered, deployed, and then removed from Git.
  const api = shopFiles["copilot/api/manifest.yml"] ?? "";
  const cache = api
    .replace("name: api", "name: cache")
    .replace(/\n {2}build:[^\n]*/, "\n  location: nginx:1.29");
  shop.source.commit("develop", { "copilot/cache/manifest.yml": cache });
  expect((await pass()).outcomes.map(({ kind, step }) => `${kind} ${step.kind}`)).toEqual([
    "applied register-workload",
    "applied create-stack",
  ]);
  shop.source.commit("develop", { "copilot/cache/manifest.yml": null });
  const removed: string[] = [];
  for (let index = 0; index < 3; index++) {
    await approveRemovals(shop, (await shop.look(subject)).plan);
    removed.push(...(await pass()).outcomes.map(({ kind, step }) => `${kind} ${step.kind}`));
  }
  expect(removed).toEqual(["applied delete-stack", "applied forget-workload"]);
  const refused = shop.world.log.records.filter(
    (record) => record.principal.includes("TaskRole") && /AccessDenied/.test(record.outcome),
  );
  expect(refused.map((record) => `${record.service}:${record.action}`)).toEqual([]);
});
