import { describe, expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { failResources, healResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { writesSince } from "../support/aws-world.ts";
import { approveRemovals, pruneShop, pruning, removalsIn } from "../support/removal.ts";
import { killedPass, linesOf, newProcess, passOf } from "../support/restarts.ts";
import { openAdoptedShop, type Shop, shopAccount, shopFiles, shopRegion } from "../support/shop.ts";
import { stepLabel } from "../support/steps.ts";

const withoutWorker = { "copilot/worker/manifest.yml": null };
const withoutBatch = { "copilot/daily-batch/manifest.yml": null };

function ends(report: Report): readonly string[] {
  return report.outcomes.map(
    (outcome) =>
      `${outcome.kind} ${stepLabel(outcome.step)}${outcome.kind === "skipped" ? ` ${outcome.reason}` : ""}`,
  );
}

function held(report: Report): readonly string[] {
  return report.plan.environments
    .flatMap((plan) => plan.held.map((item) => `${item.environment}/${item.workload ?? "*"} ${item.reason}`))
    .toSorted();
}

function message(report: Report, reason: string): string {
  const found = report.plan.environments.flatMap((plan) => plan.held).find((item) => item.reason === reason);
  return `${found?.message ?? ""} → ${found?.remedy ?? ""}`;
}

/** What is there of a workload: repositories, records and stacks. */
async function standing(shop: Shop, workload: string): Promise<readonly string[]> {
  const credentials = shop.world.issueCredentials(rootOf(shopAccount));
  const call = (service: string, action: string, input: object): Promise<Record<string, unknown>> =>
    shop.world.run(shop.world.call({ service, action, credentials, region: shopRegion, input }));
  const { repositories } = await call("ecr", "DescribeRepositories", {});
  const { Parameters: records } = await call("ssm", "GetParametersByPath", {
    Path: "/copilot/applications/shop/components",
  });
  const { observed } = await shop.look();
  const stacks = [...observed.environments].flatMap(([environment, seen]) => {
    const stack = seen.workloads.get(workload);
    return stack === undefined || stack.kind === "absent" ? [] : [`stack in ${environment}`];
  });
  return [
    ...stacks,
    ...((repositories as { repositoryName: string }[]).some(
      (item) => item.repositoryName === `shop/${workload}`,
    )
      ? ["repository"]
      : []),
    ...((records as { Name: string }[]).some((item) => item.Name.endsWith(`/${workload}`)) ? ["record"] : []),
  ];
}

describe("a folder removed on one branch", () => {
  test("is deleted where that branch feeds and a person approved it, and nowhere else; its images stay", async () => {
    const shop = await openAdoptedShop();
    const subject = pruning(shop);
    shop.source.commit("develop", withoutWorker);
    const first = await shop.sync(subject);
    expect(ends(first)).toEqual(["skipped delete-stack shop-develop-worker ApprovalMissing"]);
    await approveRemovals(shop, first.plan);
    expect(ends(await shop.sync(subject))).toEqual(["applied delete-stack shop-develop-worker"]);
    expect(await standing(shop, "worker")).toEqual([
      "stack in staging",
      "stack in production",
      "repository",
      "record",
    ]);
    const last = await shop.sync(subject);
    expect(ends(last)).toEqual([]);
    expect(last.plan.inconsistencies).toEqual([]);
  });

  test("and restored before the approval is used is left alone", async () => {
    const shop = await openAdoptedShop();
    const subject = pruning(shop);
    shop.source.commit("develop", withoutWorker);
    await approveRemovals(shop, (await shop.look(subject)).plan);
    const manifest = "copilot/worker/manifest.yml";
    shop.source.commit("develop", { [manifest]: shopFiles[manifest] ?? "" });
    expect(ends(await shop.sync(subject))).toEqual([]);
    expect(await standing(shop, "worker")).toContain("stack in develop");
  });
});

describe("a folder removed everywhere", () => {
  test("goes environment by environment, then its images, its entry and its record, each with an approval", async () => {
    const shop = await openAdoptedShop();
    const subject = pruning(shop);
    for (const branch of ["develop", "release"]) shop.source.commit(branch, withoutBatch);
    const done: string[] = [];
    for (let pass = 0; pass < 8; pass += 1) {
      await approveRemovals(shop, (await shop.look(subject)).plan);
      done.push(...ends(await shop.sync(subject)));
    }
    expect(done.filter((end) => end.startsWith("applied")).toSorted()).toEqual([
      "applied delete-stack shop-develop-daily-batch",
      "applied delete-stack shop-production-daily-batch",
      "applied delete-stack shop-staging-daily-batch",
      "applied forget-workload production/daily-batch",
    ]);
    expect(await standing(shop, "daily-batch")).toEqual([]);
    expect((await shop.look(subject)).plan.inconsistencies).toEqual([]);
    expect(await standing(shop, "api")).toContain("repository");
  });

  test("keeps its images while prune is off in one environment, and says so", async () => {
    const shop = await openAdoptedShop();
    const subject = pruning(shop, ["develop", "staging"]);
    for (const branch of ["develop", "release"]) shop.source.commit(branch, withoutBatch);
    for (let pass = 0; pass < 4; pass += 1) {
      await approveRemovals(shop, (await shop.look(subject)).plan);
      await shop.sync(subject);
    }
    expect(await standing(shop, "daily-batch")).toEqual(["stack in production", "repository", "record"]);
    expect(held(await shop.sync(subject))).toEqual(["production/daily-batch NotInGit"]);
  });
});

test("a deletion that a process had begun before it was killed is followed by the next one, which stops the job's tasks", async () => {
  const shop = await openAdoptedShop();
  const subject = pruning(shop, ["develop"]);
  shop.source.commit("develop", withoutBatch);
  await approveRemovals(shop, (await shop.look(subject)).plan);
  const since = shop.world.log.records.length;
  await killedPass(shop, subject, "DeleteStack");
  const next = newProcess(shop);
  const report = await passOf(shop, next, subject);
  expect(linesOf(next)).toEqual(["began delete-stack daily-batch", "applied delete-stack daily-batch"]);
  expect(ends(report)).toEqual(["applied delete-stack shop-develop-daily-batch"]);
  const calls = shop.world.log.records.slice(since).filter(({ via }) => via === undefined);
  expect(calls.filter(({ action }) => action === "DeleteStack")).toHaveLength(1);
  expect(
    calls.some(
      ({ action, input }) =>
        action === "ListTasks" && JSON.stringify(input).includes("shop-develop-daily-batch"),
    ),
  ).toBe(true);
  expect((await passOf(shop, newProcess(shop), subject)).outcomes).toEqual([]);
});

test("a deletion by somebody else is not followed, and asked about once", async () => {
  const shop = await openAdoptedShop();
  const subject = pruning(shop, ["develop"]);
  shop.source.commit("develop", withoutBatch);
  const credentials = shop.world.issueCredentials(rootOf("222222222222"));
  const input = { StackName: "shop-develop-daily-batch" };
  const request = {
    service: "cloudformation",
    action: "DeleteStack",
    credentials,
    region: shopRegion,
    input,
  };
  await shop.world.run(shop.world.call(request));
  const since = shop.world.log.records.length;
  const next = newProcess(shop);
  for (const _ of [1, 2]) await passOf(shop, next, subject);
  expect(linesOf(next)).toEqual([]);
  const asked = shop.world.log.records.slice(since).filter(({ action }) => action === "DescribeStackEvents");
  expect(asked).toHaveLength(1);
});

describe("what speaks against a deletion", () => {
  test.each<
    [string, (shop: Shop) => ReturnType<typeof pruning>, Record<string, string | null>, string, RegExp]
  >([
    ["prune that is off", (shop) => shop.subject(), withoutWorker, "NotInGit", /docs\/prune\.md/],
    [
      "data that nobody named",
      (shop) => pruning(shop, ["develop"], { most: 1, data: ["*/LogGroup"] }),
      withoutWorker,
      "PruneDataAtRisk",
      /EventsQueue.*prune\.data: \[worker\//,
    ],
    [
      "more at once than may go",
      (shop) => pruning(shop),
      { ...withoutWorker, ...withoutBatch },
      "PruneCapExceeded",
      /2 stacks.*daily-batch, worker.*at most 1/,
    ],
    [
      "a manifest that cannot be read",
      (shop) => pruning(shop),
      { ...withoutWorker, "copilot/api/manifest.yml": "name: api\ntype: Nothing\n" },
      "PruneBlocked",
      /not read and rendered wholly \(api: ManifestInvalid\)/,
    ],
    [
      "a commit that asks for nothing at all",
      (shop) => pruning(shop, ["develop"], { ...pruneShop, most: 9 }),
      { ...withoutWorker, ...withoutBatch, "copilot/api/manifest.yml": null },
      "PruneBlocked",
      /taken for a mistake/,
    ],
  ])("%s", async (_name, subjectOf, files, reason, words) => {
    const shop = await openAdoptedShop();
    const subject = subjectOf(shop);
    shop.source.commit("develop", files);
    const calls = shop.world.log.records.length;
    const report = await shop.sync(subject);
    expect(removalsIn(report.plan)).toEqual([]);
    expect(held(report).join("\n")).toContain(reason);
    expect(message(report, reason)).toMatch(words);
    expect(deletedSince(shop, calls)).toEqual([]);
  });

  test.each<[string, (shop: Shop) => void, readonly string[]]>([
    [
      "an empty repository",
      (shop) =>
        shop.source.commit("develop", Object.fromEntries(Object.keys(shopFiles).map((file) => [file, null]))),
      ["develop/* WorkspaceMissing"],
    ],
    ["a branch that is gone", (shop) => shop.source.deleteBranch("develop"), ["develop/* BranchMissing"]],
    [
      "an unreadable Parameter Store",
      (shop) => {
        shop.source.commit("develop", withoutWorker);
        shop.world.faults.add({ service: "ssm", action: "GetParametersByPath", nth: [2], effect: denied });
      },
      ["develop/* AccessDenied", "production/* AccessDenied", "staging/* AccessDenied"],
    ],
    [
      "an unreadable environment",
      (shop) => {
        shop.source.commit("develop", withoutWorker);
        shop.world.faults.add({ service: "cloudformation", account: "222222222222", effect: denied });
      },
      ["develop/* AccessDenied"],
    ],
  ])("%s", async (_name, happen, expected) => {
    const shop = await openAdoptedShop();
    happen(shop);
    const report = await shop.sync(pruning(shop));
    expect(removalsIn(report.plan)).toEqual([]);
    expect(held(report)).toEqual(expected);
    shop.world.faults.clear();
    expect(await standing(shop, "worker")).toHaveLength(5);
  });

  test("one environment that cannot be read keeps the images of what is wanted nowhere else", async () => {
    const shop = await openAdoptedShop();
    const subject = pruning(shop);
    for (const branch of ["develop", "release"]) shop.source.commit(branch, withoutBatch);
    await pruneUntilForgotten(shop, subject);
    shop.source.deleteBranch("release");
    const { plan } = await shop.sync(subject);
    expect(removalsIn(plan)).toEqual([]);
    expect(plan.inconsistencies.map((item) => item.explanation).join()).toContain(
      "what staging needs could not be told (BranchMissing)",
    );
    expect(await standing(shop, "daily-batch")).toEqual(["repository", "record"]);
  });
});

const denied = { kind: "refuse", code: "AccessDeniedException", message: "no", httpStatus: 400 } as const;

test("a deletion that fails is told with what blocks it, and tried again at a person's word", async () => {
  const shop = await openAdoptedShop();
  const subject = pruning(shop);
  shop.source.commit("develop", withoutWorker);
  await approveRemovals(shop, (await shop.look(subject)).plan);
  failResources(shop.world, {
    stackName: "shop-develop-worker",
    logicalId: "EventsQueue",
    verb: "delete",
    reason: "it is in use",
  });
  const failed = await shop.sync(subject);
  expect(failed.outcomes).toMatchObject([{ kind: "failed", failure: { reason: "DeleteFailed" } }]);
  expect(failed.outcomes[0]?.kind === "failed" ? failed.outcomes[0].failure.message : "").toMatch(
    /EventsQueue \(AWS::SQS::Queue\): .*it is in use/,
  );
  const calls = shop.world.log.records.length;
  const next = await shop.sync(subject);
  expect(held(next)).toEqual(["develop/worker DeleteFailed"]);
  expect(message(next, "DeleteFailed")).toMatch(/it is in use.*autoland retry develop\/worker/);
  expect(deletedSince(shop, calls)).toEqual([]);
  healResources(shop.world);
  const at = shop.world.clock.now();
  await shop.world.run(
    shop.hands.records.record("shop", { kind: "retry", environment: "develop", workload: "worker", at }),
  );
  await approveRemovals(shop, (await shop.look(subject)).plan);
  expect(ends(await shop.sync(subject))).toEqual(["applied delete-stack shop-develop-worker"]);
});

/** Approves and carries out deletions until only the images and the record are left, with their approval given. */
async function pruneUntilForgotten(shop: Shop, subject: ReturnType<typeof pruning>): Promise<void> {
  for (let pass = 0; pass < 8; pass += 1) {
    const { plan } = await shop.look(subject);
    await approveRemovals(shop, plan);
    if (removalsIn(plan).some((step) => step.kind === "forget-workload")) return;
    await shop.sync(subject);
  }
  throw new Error("nothing came to be forgotten");
}

/** What was changed since so many calls, but for what Autoland keeps of its own passes. */
function deletedSince(shop: Shop, calls: number): readonly string[] {
  return writesSince(shop.world, calls).filter((call) => call !== "ssm:PutParameter");
}
