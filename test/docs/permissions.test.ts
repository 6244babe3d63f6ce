import { describe, expect, test } from "vitest";
import type { StackChange } from "../../src/domain/cloud.ts";
import type { EnvironmentRecord } from "../../src/domain/copilot-records.ts";
import { failureOf } from "../../src/domain/failure.ts";
import type { ObservedApplication } from "../../src/domain/observed-application.ts";
import { environmentStackName } from "../../src/domain/stack-names.ts";
import type { Release } from "../../src/domain/release.ts";
import type { CommitSha } from "../../src/domain/revision.ts";
import { stackName } from "../../src/domain/stack.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { failResources, healResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { type Principal, rootOf } from "../../src/simulator/kernel/principal.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { pushImage } from "../../src/simulator/services/ecr/push-image.ts";
import { authorize } from "../../src/simulator/services/iam/authorize.ts";
import { permissionTable } from "../support/permission-table.ts";
import { desiredStack } from "../support/stacks.ts";
import { openShop, type Shop, shopAccount, shopFiles, shopRegion } from "../support/shop.ts";

interface Recorded {
  /** `who part service:Call` */
  readonly calls: ReadonlySet<string>;
  /** `who service:Action`, implicit ones included, as the simulated IAM was asked. */
  readonly actions: ReadonlySet<string>;
  readonly refused: readonly string[];
}

/** Plays a shop's life with Copilot's roles and records what was asked of AWS, told apart by whether the writing ports asked. */
async function playShop(): Promise<Recorded> {
  const calls = new Set<string>();
  const actions = new Set<string>();
  const shop = await openShop({
    authorize: (context, permission) => {
      const who = whoIs(context.principal);
      if (who !== undefined) actions.add(`${who} ${permission.action}`);
      return authorize(context, permission);
    },
  });
  let writing = 0;
  const begun = shop.world.log.records.length;
  shop.world.intercept({
    before: (context, action) => {
      const who = whoIs(context.principal);
      if (who === undefined || context.via !== undefined) return;
      // Roles are assumed by whoever comes first.
      const part = writing > 0 && action !== "AssumeRole" ? "apply" : "look";
      calls.add(`${who} ${part} ${context.service}:${action}`);
    },
  });
  const during = async <T>(work: () => Promise<T>): Promise<T> => {
    writing += 1;
    try {
      return await work();
    } finally {
      writing -= 1;
    }
  };
  const { writer, records, registry, remover } = shop.hands;
  await live({
    ...shop,
    hands: {
      ...shop.hands,
      writer: {
        redeploy: (request, signal) => during(() => writer.redeploy(request, signal)),
        heal: (request, signal) => during(() => writer.heal(request, signal)),
        upload: (change, signal) => during(() => writer.upload(change, signal)),
        prepare: (change, signal) => during(() => writer.prepare(change, signal)),
        readProcessed: (change, changes, signal) =>
          during(() => writer.readProcessed(change, changes, signal)),
        execute: (change, signal) => during(() => writer.execute(change, signal)),
        sweep: (leftover, signal) => during(() => writer.sweep(leftover, signal)),
        discard: (change, signal) => during(() => writer.discard(change, signal)),
        follow: (change, watcher, signal) => during(() => writer.follow(change, watcher, signal)),
        newestOperation: (request, signal) => during(() => writer.newestOperation(request, signal)),
        end: (change, signal) => during(() => writer.end(change, signal)),
        mend: (request, signal) => during(() => writer.mend(request, signal)),
      },
      registry: {
        register: (...words) => during(() => registry.register(...words)),
        forget: (...words) => during(() => registry.forget(...words)),
      },
      remover: { remove: (...words) => during(() => remover.remove(...words)) },
      records: {
        ...records,
        record: (application, record, signal) => during(() => records.record(application, record, signal)),
        forget: (application, name, signal) => during(() => records.forget(application, name, signal)),
        recordMessages: (...words) => during(() => records.recordMessages(...words)),
        recordRelease: (...words) => during(() => records.recordRelease(...words)),
      },
    },
  });
  const refused = shop.world.log.records
    .slice(begun)
    .filter((record) => record.via === undefined && record.principal.includes("autoland"))
    .filter((record) => /AccessDenied|UnauthorizedOperation/.test(record.outcome))
    .map((record) => `${record.service}:${record.action}`);
  return { calls, actions, refused: [...new Set(refused)] };
}

function whoIs(principal: Principal): string | undefined {
  if (principal.arn.endsWith(":user/admin")) return "application";
  return principal.arn.includes("EnvManagerRole/autoland") ? "environment" : undefined;
}

/** Taking over, a commit with an image, a failed update, a failed creation, a retry, a creation called off, and every look-up. */
async function live(shop: Shop): Promise<void> {
  const { world, source, eyes, hands } = shop;
  const pass = (): Promise<unknown> =>
    world.run(sync(eyes, hands, { ...shop.subject(), assets }, new AbortController().signal));
  await shop.look();
  await pass();
  const api = shopFiles["copilot/api/manifest.yml"] ?? "";
  const louder = api.replace("LOG_LEVEL: debug", "LOG_LEVEL: trace");
  const cache = api.replace("name: api", "name: cache");
  const commit = source.commit("develop", {
    "copilot/api/manifest.yml": louder,
    "api/server.mjs": "// faster",
    "copilot/site/manifest.yml": "name: site\ntype: Static Site\nfiles:\n  - source: dist\n",
    "copilot/cache/manifest.yml": cache.replace(/\n {2}build:[^\n]*/, "\n  location: nginx:1.29"),
  });
  shop.push("api", commit);
  failResources(world, {
    stackName: "shop-develop-api",
    logicalId: "Service",
    verb: "update",
    during: "forward",
    reason: "no",
  });
  await putBuild(shop, commit);
  failResources(world, {
    stackName: "shop-develop-cache",
    logicalId: "Service",
    verb: "create",
    reason: "no",
  });
  await pass();
  healResources(world);
  await pass();
  await crash(shop);
  await pass();
  const target = { environment: "develop", workload: "api", at: world.clock.now() };
  await world.run(hands.records.record("shop", { kind: "retry", ...target }));
  const suspension = {
    kind: "suspension",
    what: { kind: "application" },
    reason: "x",
    at: target.at,
  } as const;
  await world.run(hands.records.record("shop", suspension));
  await world.run(eyes.records.read("shop"));
  await world.run(hands.records.forget("shop", suspension));
  const redeployment = {
    kind: "redeployment",
    environment: "develop",
    workload: "worker",
    at: target.at,
  } as const;
  await world.run(hands.records.record("shop", redeployment));
  await pass();
  const release = releaseOf(commit, target.at);
  await world.run(hands.records.recordRelease("shop", release, []));
  await world.run(hands.records.readRelease({ application: "shop", environment: "develop", commit }));
  await world.run(hands.records.listReleases("shop", "develop"));
  const name = { application: "shop", environment: "develop", commit };
  await world.run(hands.records.recordMessages(name, { slack: "C0123456789:1.2:deployed" }));
  await world.run(hands.records.recentReleases("shop", "develop", target.at));
  const { observed } = await shop.look();
  const record = observed.environments.get("develop")?.record;
  if (record?.kind !== "present") throw new Error("develop has no record");
  const change = calledOff(record.value);
  await world.run(hands.writer.prepare(change));
  await world.run(hands.writer.discard(change));
  const where = { record: record.value, roles: {} };
  const arn = `arn:aws:acm:eu-west-1:${record.value.account}:certificate/none`;
  await world.run(eyes.cloud.findCertificateNames({ ...where, arn }));
  // The adapter loads it in real time, for which a virtual clock does not wait.
  await import("@aws-sdk/client-ec2");
  await world.run(eyes.cloud.findSubnets({ ...where, tags: { tier: ["private"] } }));
  await world.run(eyes.cloud.findPrefixLists({ region: record.value.region, name: "none" }));
  await world.run(eyes.cloud.findLoadBalancer({ ...where, nameOrArn: "none" }));
  await leave(shop, observed, record.value);
}

/** What is pruned: a site with its files, a job with a task that runs, and what is registered of a workload; and a registration that fails. */
async function leave(
  { world, eyes, hands }: Shop,
  observed: ObservedApplication,
  record: EnvironmentRecord,
): Promise<void> {
  const call = (account: string, service: string, action: string, input: object): Promise<unknown> =>
    world.run(
      world.call({
        service,
        action,
        credentials: world.issueCredentials(rootOf(account)),
        region: shopRegion,
        input,
      }),
    );
  const family = "shop-develop-daily-batch";
  const { clusterArns } = (await call(record.account, "ecs", "ListClusters", {})) as {
    clusterArns: readonly string[];
  };
  await call(record.account, "ecs", "RunTask", {
    cluster: clusterArns[0],
    taskDefinition: family,
    launchType: "FARGATE",
    networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } },
  });
  for (const [workload, more] of [
    ["daily-batch", { tasks: { family, environmentStack: environmentStackName("shop", "develop") } }],
    ["site", { empties: ["Bucket"] }],
  ] as const) {
    const stack = observed.environments.get("develop")?.workloads.get(workload);
    if (stack?.kind !== "present") throw new Error(`${workload} is not there`);
    const { id, arn, updatedAt, createdAt } = stack.value;
    const { executionRoleArn, managerRoleArn } = record;
    const nested = await world.run(
      eyes.cloud.readNested({ record, roles: {}, stack: arn, nested: ["AddonsStack"] }),
    );
    expect(nested.kind).toBe("present");
    const removal = {
      stack: id,
      arn,
      plannedAgainst: (updatedAt ?? createdAt).toISOString(),
      token: "autoland-removal",
    };
    const end = await world.run(
      hands.remover.remove(
        { empties: [], ...removal, ...more, executionRoleArn, managerRoleArn, roles: {} },
        () => undefined,
      ),
    );
    expect(end).toEqual({ kind: "gone" });
  }
  if (observed.record.kind !== "present") throw new Error("the application has no record");
  const application = observed.record.value;
  await call(shopAccount, "ecr", "PutImage", {
    repositoryName: "shop/cache",
    imageManifest: imageManifest,
    imageTag: "1",
  });
  await world.run(hands.registry.forget({ application, workload: "cache" }));
  await call(shopAccount, "ecr", "CreateRepository", { repositoryName: "shop/orders" });
  const component = { application: "shop", name: "orders", type: "Backend Service" } as const;
  const failed = await world.run(hands.registry.register({ application, component }).catch(failureOf));
  expect(failed).toMatchObject({ reason: "RegistryFailed" });
}

const imageManifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: "application/vnd.docker.distribution.manifest.v2+json",
  config: {
    mediaType: "application/vnd.docker.container.image.v1+json",
    size: 1,
    digest: `sha256:${"0".repeat(64)}`,
  },
  layers: [],
});

function releaseOf(commit: CommitSha, at: Date): Release {
  return {
    environment: "develop",
    commit,
    branch: "develop",
    startedAt: at,
    endedAt: at,
    outcome: "deployed",
    workloads: {},
  };
}

const assets = { site: { s3: "s3://acme-builds/{commit}", complete: ".complete" } };

/** A commit whose image ends at once. */
async function crash({ world, source }: Shop): Promise<void> {
  const commit = source.commit("develop", { "api/server.mjs": "process.exit(1)" });
  pushImage(world, {
    account: shopAccount,
    region: shopRegion,
    repository: "shop/api",
    tags: [commit],
    content: commit,
    behaviour: "exits:1",
  });
  await putFiles(world, commit);
}

/** A build's files, in a bucket of the application's account. */
async function putBuild({ world }: Shop, commit: string): Promise<void> {
  await callS3(world, "CreateBucket", {});
  await putFiles(world, commit);
}

async function putFiles(world: World, commit: string): Promise<void> {
  for (const path of ["dist/index.html", ".complete"])
    await callS3(world, "PutObject", { Key: `${commit}/${path}`, Body: new Uint8Array() });
}

async function callS3(world: World, action: string, input: object): Promise<unknown> {
  const credentials = world.issueCredentials(rootOf(shopAccount));
  const request = { credentials, region: shopRegion, input: { Bucket: "acme-builds", ...input } };
  return world.run(world.call({ service: "s3", action, ...request }));
}

function calledOff(record: {
  account: string;
  region: string;
  executionRoleArn: string;
  managerRoleArn: string;
}): StackChange {
  const { account, region, executionRoleArn, managerRoleArn } = record;
  const stack = desiredStack({ template: { Resources: { Queue: { Type: "AWS::SQS::Queue" } } } });
  const tags = { "copilot-application": "shop", "copilot-environment": "develop" };
  const name = stackName("shop-develop-later");
  return {
    kind: "create",
    stack: { ...stack, id: { account, region, name }, parameters: {}, tags },
    changeSetName: "autoland-called-off",
    includeNested: false,
    executionRoleArn,
    managerRoleArn,
    roles: {},
  };
}

/** The shop has no load balancer to list the listeners of, and the simulated AWS no EC2. */
const notPlayed = [
  "application look codepipeline:GetPipelineState",
  "application apply s3:PutObject",
  // Only with reports, which test/reconcile/scheduled-reports plays.
  "application look s3:PutObject",
  "application look s3:GetObject",
  // Only with hints, which test/deploy/hints plays.
  "application look sqs:ReceiveMessage",
  "application look sqs:DeleteMessageBatch",
  // Only with a lease, which test/aws plays.
  "application apply s3:ListObjectsV2",
  "application apply s3:GetObject",
  "application apply s3:DeleteObject",
  "environment look elastic-load-balancing-v2:DescribeListeners",
  "environment look ec2:DescribeSubnets",
  "application look ec2:DescribeManagedPrefixLists",
  // Copilot's role may not, so it is not asked; and no line of a container is read unless the operator says so.
  "environment apply ecs:ListServiceDeployments",
  "environment apply ecs:StopServiceDeployment",
  "environment apply cloudformation:ContinueUpdateRollback",
  "environment apply ecs:DescribeTaskDefinition",
  "environment apply cloudwatch-logs:GetLogEvents",
  // Only where a template has transforms, which test/reconcile/transforms.test.ts plays with the same role.
  "environment apply cloudformation:GetTemplate",
  // Only where a build is configured, which test/reconcile/gates.test.ts and test/reconcile/image-builds.test.ts play.
  "application look codebuild:BatchGetBuilds",
  "application look codebuild:ListBuildsForProject",
  "application apply codebuild:StartBuild",
  // Only with a job that runs before changes, which test/reconcile/job-pre-step.test.ts plays.
  "environment apply ecs:ListTaskDefinitions",
  "environment apply ecs:RegisterTaskDefinition",
  "environment apply ecs:TagResource",
  "environment apply ecs:RunTask",
  // Only with a look role, which test/aws/observe-stacks.test.ts plays.
  "environment look cloudformation:ListStacks",
  // Likewise; test/aws/preflight-looks.test.ts plays them.
  "environment look cloudformation:ListExports",
  "environment look ssm:DescribeParameters",
  // Only `autoland doctor` asks: test/doctor plays it.
  "application look iam:SimulatePrincipalPolicy",
  "environment look iam:SimulatePrincipalPolicy",
];

describe("the table of permissions", async () => {
  const rows = permissionTable();
  const recorded = await playShop();

  test("names every call of a shop's life, by who makes it and in which part, and no other", () => {
    const played = new Set([...recorded.calls, ...notPlayed]);
    expect([...played].toSorted()).toEqual(
      [...new Set(rows.map((row) => `${row.who} ${row.part} ${row.call}`))].toSorted(),
    );
  });

  test("names every IAM action that was asked for, implicit ones included", () => {
    const allowed = new Set(rows.flatMap((row) => row.actions.map((action) => `${row.who} ${action}`)));
    expect([...recorded.actions].filter((action) => !allowed.has(action))).toEqual([]);
    expect(recorded.actions).toContain("environment iam:PassRole");
  });

  test("needs nothing that Copilot's manager role refuses, but for looking up what Copilot did not make", () => {
    const lookUps = ["acm:", "ec2:", "elastic-load-balancing-v2:"];
    expect(recorded.refused.filter((call) => !lookUps.some((prefix) => call.startsWith(prefix)))).toEqual([]);
  });
});
