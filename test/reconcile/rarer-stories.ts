import pino from "pino";
import { makeBuilds } from "../../src/aws/builds.ts";
import { makeJobRuns } from "../../src/aws/job-runs.ts";
import { makeLeaseStore } from "../../src/aws/lease-store.ts";
import { failureOf } from "../../src/domain/failure.ts";
import type { Report } from "../../src/domain/report.ts";
import type { Eyes } from "../../src/reconcile/eyes.ts";
import { approve } from "../../src/reconcile/decisions/approve.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { failResources, healResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { makeApplyRole } from "../support/apply-role.ts";
import { makeBuildProject } from "../support/build-project.ts";
import { extraManifest } from "../support/extra-workload.ts";
import { deskOf, marked, withRules } from "../support/promotion.ts";
import { approveRemovals, pruneShop, pruning, removalsIn } from "../support/removal.ts";
import {
  openAdoptedShop,
  sessionsOf,
  type Shop,
  shopAccount,
  shopFiles,
  shopRegion,
} from "../support/shop.ts";

/** A shop that is about to make a call that few do. */
export interface RarerStory {
  readonly shop: Shop;
  /** Makes it, and answers all that people are told. */
  play(): Promise<string>;
}

const signal = new AbortController().signal;
const develop = "222222222222";

/** By call, as the table of permissions names it: who makes it, and a short world in which it is made. */
export const rarerStories: Readonly<Record<string, () => Promise<RarerStory>>> = {
  "application cloudformation:ListStackSetOperationResults": stackSetThatFails,
  "application codebuild:StartBuild": imageBuild,
  "application ecr:BatchDeleteImage": forgotten,
  "application ecr:DescribeImages": forgotten,
  "application s3:CopyObject": builtSite,
  "application s3:DeleteObject": lease,
  "application s3:GetObject": lease,
  "application s3:HeadObject": builtSite,
  "application s3:ListObjectsV2": lease,
  "application s3:PutObject": lease,
  "environment cloudformation:ContinueUpdateRollback": stuckRollback,
  "environment cloudformation:GetTemplate": include,
  "environment ecs:ListTaskDefinitions": preStep,
  "environment ecs:RegisterTaskDefinition": preStep,
  "environment ecs:RunTask": preStep,
  "environment ecs:StopTask": runningJob,
  "environment ecs:TagResource": preStep,
  "environment s3:DeleteObjects": site,
  "environment s3:ListObjectVersions": site,
  "environment s3:PutObject": addons,
};

/** Develop alone, changed by a role of the operator's. */
async function developOnly(shop: Shop): Promise<Subject> {
  const apply = await makeApplyRole(shop);
  return withRole(shop.subject({ staging: "look", production: "look" }), apply);
}

function withRole(subject: Subject, apply: string): Subject {
  const environments = subject.environments.map((rule) =>
    rule.environment === "develop" ? { ...rule, roles: { apply } } : rule,
  );
  return { ...subject, environments };
}

/** Passes of one process, half a minute apart. */
function storyOf(shop: Shop, subject: Subject, eyes: Eyes = shop.eyes, passes = 1): RarerStory {
  return {
    shop,
    play: async () => {
      const lines: string[] = [];
      const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
      for (let pass = 0; pass < passes; pass += 1) {
        const report = await shop.world.run(sync(eyes, { ...shop.hands, log }, subject, signal));
        lines.push(...saidIn(report));
        await shop.world.run(shop.world.clock.sleep(180_000));
      }
      return lines.join("\n");
    },
  };
}

function saidIn({ outcomes, reasons, plan }: Report): readonly string[] {
  return [
    ...outcomes.map((outcome) => {
      if (outcome.kind === "failed") return `failed ${outcome.failure.reason}: ${outcome.failure.message}`;
      return outcome.kind === "skipped" ? `skipped ${outcome.reason}: ${outcome.because}` : outcome.kind;
    }),
    ...reasons.map(({ reason, message }) => `${reason}: ${message}`),
    ...plan.environments.flatMap(({ held }) => held.map(({ reason, message }) => `${reason}: ${message}`)),
  ];
}

async function call(
  shop: Shop,
  account: string,
  service: string,
  action: string,
  input: object,
): Promise<Record<string, unknown>> {
  const credentials = shop.world.issueCredentials(rootOf(account));
  return shop.world.run(shop.world.call({ service, action, credentials, region: shopRegion, input }));
}

/** A new workload, whose repository stands there already as somebody else's. */
async function stackSetThatFails(): Promise<RarerStory> {
  const shop = await openAdoptedShop();
  const subject = await developOnly(shop);
  await call(shop, shopAccount, "ecr", "CreateRepository", { repositoryName: "shop/extra" });
  shop.source.commit("develop", { "copilot/extra/manifest.yml": extraManifest });
  return storyOf(shop, subject);
}

/** A commit whose image nobody has built. */
async function imageBuild(): Promise<RarerStory> {
  const shop = await openAdoptedShop();
  await makeBuildProject(shop);
  const subject = {
    ...(await developOnly(shop)),
    images: { tags: [], wait: 3_600_000, build: { project: "shop-tests" } },
  };
  shop.source.commit("develop", { "api/version.txt": "2" });
  const builds = makeBuilds(sessionsOf(shop.world, shopAccount));
  return storyOf(shop, subject, { ...shop.eyes, missing: new Map(), builds });
}

/** A workload that is wanted nowhere any more: its stacks are gone, and a person has said that its images may go. */
async function forgotten(): Promise<RarerStory> {
  const shop = await openAdoptedShop();
  const subject = pruning(shop);
  for (const branch of ["develop", "release"])
    shop.source.commit(branch, { "copilot/daily-batch/manifest.yml": null });
  for (let pass = 0; pass < 8; pass += 1) {
    const { plan } = await shop.look(subject);
    await approveRemovals(shop, plan);
    if (removalsIn(plan).some((step) => step.kind === "forget-workload")) return storyOf(shop, subject);
    await shop.sync(subject);
  }
  throw new Error("nothing came to be forgotten");
}

/** A site whose files a build has put into a bucket. */
async function builtSite(): Promise<RarerStory> {
  const shop = await openAdoptedShop();
  const subject = await developOnly(shop);
  const text = "name: site\ntype: Static Site\nfiles:\n  - source: dist\n    recursive: true\n";
  const commit = shop.source.commit("develop", {
    "copilot/site/manifest.yml": text,
    "dist/.gitignore": "*\n",
  });
  await call(shop, shopAccount, "s3", "CreateBucket", {
    Bucket: "acme-builds",
    CreateBucketConfiguration: { LocationConstraint: shopRegion },
  });
  for (const file of ["dist/index.html", ".complete"])
    await call(shop, shopAccount, "s3", "PutObject", {
      Bucket: "acme-builds",
      Key: `shop/${commit}/${file}`,
      Body: new Uint8Array([1]),
    });
  const assets = {
    site: { s3: "s3://acme-builds/shop/{commit}", region: shopRegion, complete: ".complete" },
  };
  return storyOf(shop, { ...subject, assets });
}

/** A lease that a task takes, reads, lists and gives back. */
async function lease(): Promise<RarerStory> {
  const shop = await openAdoptedShop();
  const { world } = shop;
  await call(shop, shopAccount, "s3", "CreateBucket", {
    Bucket: "acme-lease",
    CreateBucketConfiguration: { LocationConstraint: shopRegion },
  });
  const session = sessionsOf(world, shopAccount).application(shopRegion);
  const store = makeLeaseStore(session, { bucket: "acme-lease", prefix: "autoland/" });
  return {
    shop,
    play: async () => {
      const told: string[] = [];
      const works: readonly (() => Promise<unknown>)[] = [
        () => store.write("tasks/a", "{}", undefined, signal),
        () => store.list("tasks/", signal),
        () => store.read("tasks/a", signal),
        () => store.remove("tasks/a", signal),
      ];
      for (const work of works)
        await world.run(work()).catch((error: unknown) => {
          const { reason, message } = failureOf(error);
          told.push(`failed ${reason}: ${message}`);
        });
      return told.join("\n");
    },
  };
}

/** A rollback that failed by what passes by itself. */
async function stuckRollback(): Promise<RarerStory> {
  const shop = await openAdoptedShop();
  const subject = await developOnly(shop);
  const fault = { stackName: "shop-develop-api", logicalId: "Service" } as const;
  failResources(shop.world, { ...fault, during: "forward", reason: "no" });
  failResources(shop.world, { ...fault, during: "rollback", reason: "Rate exceeded" });
  const file = "copilot/api/manifest.yml";
  shop.source.commit("develop", {
    [file]: (shopFiles[file] ?? "").replace("LOG_LEVEL: debug", "LOG_LEVEL: trace"),
  });
  await shop.sync(subject);
  healResources(shop.world);
  return storyOf(shop, subject);
}

/** A snippet that CloudFormation is to include, which a person has approved. */
async function include(): Promise<RarerStory> {
  const shop = await openAdoptedShop();
  const subject = await developOnly(shop);
  const { observed } = await shop.look();
  const regional = observed.environments.get("develop")?.regional;
  if (regional?.kind !== "present") throw new Error("there is no artifact bucket");
  const Bucket = regional.value.artifactBucket;
  const Body = new TextEncoder().encode("RetentionInDays: 14\n");
  await call(shop, shopAccount, "s3", "PutObject", { Bucket, Key: "manual/snippet.yml", Body });
  const text = `- { op: add, path: "/Resources/LogGroup/Properties/Fn::Transform", value: { Name: AWS::Include, Parameters: { Location: "s3://${Bucket}/manual/snippet.yml" } } }\n`;
  shop.source.commit("develop", { "copilot/worker/overrides/cfn.patches.yml": text });
  const plan = (await shop.look(subject)).plan.digest;
  await shop.world.run(approve(deskOf(shop, subject), { environment: "develop", plan, classes: [] }, signal));
  return storyOf(shop, subject);
}

/** A job of which a task runs before develop is changed; how it ended is written down. */
async function preStep(): Promise<RarerStory> {
  const shop = await openAdoptedShop();
  const subject = withRules(await developOnly(shop), {
    develop: { before: { kind: "job", job: "daily-batch", deadline: 1_800_000 } },
  });
  const head = shop.source.commit("develop", {
    ...marked("worker", "one"),
    "daily-batch/version.txt": "one",
  });
  shop.push("daily-batch", head);
  const jobs = makeJobRuns(sessionsOf(shop.world, shopAccount), shop.world.clock);
  return storyOf(shop, subject, { ...shop.eyes, jobs }, 2);
}

/** A job that is deleted while a task of it runs. */
async function runningJob(): Promise<RarerStory> {
  const shop = await openAdoptedShop();
  const subject = withRole(pruning(shop, ["develop"]), await makeApplyRole(shop));
  const { clusterArns } = await call(shop, develop, "ecs", "ListClusters", {});
  const [cluster] = clusterArns as readonly string[];
  await call(shop, develop, "ecs", "RunTask", {
    cluster,
    taskDefinition: "shop-develop-daily-batch",
    launchType: "FARGATE",
    networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } },
  });
  shop.source.commit("develop", { "copilot/daily-batch/manifest.yml": null });
  await approveRemovals(shop, (await shop.look(subject)).plan);
  return storyOf(shop, subject);
}

/** A site that is deleted with its files. */
async function site(): Promise<RarerStory> {
  const shop = await openAdoptedShop();
  const apply = await makeApplyRole(shop);
  const data = [...pruneShop.data, "site/Bucket"];
  const subject = withRole(pruning(shop, ["develop"], { most: 1, data }), apply);
  const text = "name: site\ntype: Static Site\nfiles:\n  - source: dist\n    recursive: true\n";
  shop.source.commit("develop", { "copilot/site/manifest.yml": text, "dist/index.html": "<html>" });
  await shop.settle(subject);
  shop.source.commit("develop", { "copilot/site/manifest.yml": null });
  await approveRemovals(shop, (await shop.look(subject)).plan);
  return storyOf(shop, subject);
}

/** Addons, whose template goes by way of the artifact bucket. */
async function addons(): Promise<RarerStory> {
  const shop = await openAdoptedShop();
  const subject = await developOnly(shop);
  const text = `Parameters:
  App: { Type: String }
  Env: { Type: String }
  Name: { Type: String }
Resources:
  Events: { Type: AWS::SNS::Topic, Properties: { DisplayName: first } }
`;
  shop.source.commit("develop", { "copilot/worker/addons/events.yml": text });
  return storyOf(shop, subject);
}
