import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { makeCloud } from "../../src/aws/observe-application.ts";
import { makeSessions } from "../../src/aws/sessions.ts";
import { makeStackWriter } from "../../src/aws/stack-writer.ts";
import type { Report } from "../../src/domain/report.ts";
import type { CommitSha } from "../../src/domain/revision.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { rootOf, sessionOf } from "../../src/simulator/kernel/principal.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { readTemplate } from "../../src/template/read-template.ts";
import { openAdoptedShop, type Shop, shopAccount, shopRegion } from "../support/shop.ts";
import { stepLabel } from "../support/steps.ts";

/** The account where builds run: neither the application's nor an environment's. */
const buildAccount = "444444444444";
const builds = "acme-builds";
const manifest =
  "name: site\ntype: Static Site\nfiles:\n  - source: dist\n    recursive: true\n    exclude: '*.map'\n";

let shop: Shop;
/** One pass of Autoland. */
let pass: (where?: { readonly region: string }) => Promise<Report>;

/** A call as somebody else than Autoland. */
function call(account: string, action: string, input: object): Promise<Record<string, unknown>> {
  const credentials = shop.world.issueCredentials(rootOf(account));
  return shop.world.run(shop.world.call({ service: "s3", action, credentials, region: "us-east-1", input }));
}

async function put(commit: CommitSha, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const Body = new TextEncoder().encode(text);
    await call(buildAccount, "PutObject", { Bucket: builds, Key: `shop/${commit}/${path}`, Body });
  }
}

async function deployTaskRole(): Promise<string> {
  const { world } = shop;
  const stack = async (action: string, input: object): Promise<Record<string, unknown>> => {
    const credentials = world.issueCredentials(rootOf(shopAccount));
    return world.run(
      world.call({ service: "cloudformation", action, credentials, region: shopRegion, input }),
    );
  };
  await stack("CreateStack", {
    StackName: "autoland-task-role",
    TemplateBody: readFileSync(new URL("../../deploy/task-role.yml", import.meta.url), "utf8"),
    Parameters: [
      { ParameterKey: "Application", ParameterValue: "shop" },
      { ParameterKey: "BuildBucket", ParameterValue: builds },
    ],
    Capabilities: ["CAPABILITY_IAM"],
  });
  await world.run(world.clock.sleep(180_000));
  const { Stacks } = await stack("DescribeStacks", { StackName: "autoland-task-role" });
  const [made] = Stacks as readonly {
    readonly StackStatus: string;
    readonly Outputs: readonly { readonly OutputValue: string }[];
  }[];
  expect(made?.StackStatus).toBe("CREATE_COMPLETE");
  return made?.Outputs[0]?.OutputValue ?? "";
}

/** The shop, taken over, with Autoland as the role of `deploy/task-role.yml`, and a bucket of another account and region for builds. */
async function open(): Promise<void> {
  shop = await openAdoptedShop();
  const role = await deployTaskRole();
  await call(buildAccount, "CreateBucket", { Bucket: builds });
  const statement = (Action: string, Resource: string): object => ({
    Effect: "Allow",
    Principal: { AWS: role },
    Action,
    Resource,
  });
  const Statement = [
    statement("s3:ListBucket", `arn:aws:s3:::${builds}`),
    statement("s3:GetObject", `arn:aws:s3:::${builds}/*`),
  ];
  await call(buildAccount, "PutBucketPolicy", {
    Bucket: builds,
    Policy: JSON.stringify({ Version: "2012-10-17", Statement }),
  });
  const sessions = makeSessions(
    {
      region: shopRegion,
      credentials: shop.world.issueCredentials(sessionOf(role, "autoland")),
      requestHandler: makeRequestHandler(shop.world),
    },
    shop.world.clock,
  );
  const eyes = { ...shop.eyes, cloud: makeCloud(sessions, shop.world.clock) };
  const hands = { ...shop.hands, writer: makeStackWriter(sessions, shop.world.clock), stalled: new Map() };
  pass = ({ region } = { region: "us-east-1" }) => {
    const assets = { site: { s3: `s3://${builds}/shop/{commit}`, region, complete: ".complete" } };
    return shop.world.run(sync(eyes, hands, { ...shop.subject(), assets }, new AbortController().signal));
  };
}

beforeEach(open);

function ends(report: Report): readonly string[] {
  return report.outcomes.map(({ kind, step }) => `${kind} ${stepLabel(step)}`);
}

function held(report: Report): readonly string[] {
  return report.plan.environments.flatMap((plan) =>
    plan.held.map(({ environment, workload, reason }) => `${environment}/${workload ?? ""} ${reason}`),
  );
}

function copies(since: number): readonly string[] {
  return (
    shop.world.log.records
      .slice(since)
      // What the site's own state machine copies into the site is no copy of ours.
      .filter(({ action, outcome, via }) => action === "CopyObject" && outcome === "ok" && via === undefined)
      .map(({ input }) => decodeURIComponent(String((input as { CopySource?: unknown }).CopySource)))
  );
}

const files = { "dist/index.html": "<html>", "dist/js/app.js": "1", "dist/js/same.js": "1" };

/** A commit with the site, whose files Git does not have. */
function commitSite(text = manifest): CommitSha {
  return shop.source.commit("develop", { "copilot/site/manifest.yml": text, "dist/.gitignore": "*\n" });
}

/** A commit whose build is complete and deployed. */
async function deployed(): Promise<CommitSha> {
  const commit = commitSite();
  await put(commit, { ...files, ".complete": "" });
  expect(ends(await pass())).toEqual([
    "applied register-workload develop/site",
    "applied create-stack shop-develop-site",
  ]);
  return commit;
}

describe("a site whose files a build makes", () => {
  test("waits for the build to be complete, and nothing else does", async () => {
    const commit = commitSite();
    const report = await pass();
    expect(held(report)).toEqual(["develop/site AssetsMissing"]);
    expect(report.plan.environments[0]?.held[0]?.message).toBe(
      `site cannot be deployed: the build of this commit has not written s3://${builds}/shop/${commit}/.complete yet`,
    );
    await put(commit, files);
    expect(held(await pass())).toEqual(["develop/site AssetsMissing"]);
  });

  test("is copied inside S3, over pages of the listing, from another account and region", async () => {
    const commit = commitSite();
    const maps = Array.from({ length: 1_100 }, (_, number) => [`dist/m/${number}.js.map`, "{}"] as const);
    await put(commit, { ...Object.fromEntries(maps), ...files, ".complete": "" });
    const since = shop.world.log.records.length;
    expect(ends(await pass())).toEqual([
      "applied register-workload develop/site",
      "applied create-stack shop-develop-site",
    ]);
    // Equal files are one artifact; what is excluded is left where it is.
    expect(copies(since)).toHaveLength(2);
    const records = shop.world.log.records.slice(since);
    const list = records.filter(({ action }) => action === "ListObjectsV2");
    expect(list.map(({ input }) => "ContinuationToken" in (input as object))).toEqual([false, true]);
    const reads = records.filter(
      ({ action, input, via }) =>
        via === undefined && action === "GetObject" && JSON.stringify(input).includes(builds),
    );
    expect(reads).toEqual([]);
    expect(await siteObjects()).toEqual(["index.html: <html>", "js/app.js: 1", "js/same.js: 1"]);
  });

  test("is left alone by a second pass, and when the build's files expire", async () => {
    const commit = await deployed();
    const since = shop.world.log.records.length;
    expect(ends(await pass())).toEqual([]);
    expect(copies(since)).toEqual([]);
    for (const path of [...Object.keys(files), ".complete"])
      await call(buildAccount, "DeleteObject", { Bucket: builds, Key: `shop/${commit}/${path}` });
    const report = await pass();
    expect([held(report), ends(report)]).toEqual([[], []]);
  });

  test("does not change for another build of equal files, and for one other file only that is copied", async () => {
    await deployed();
    const same = shop.source.commit("develop", { "web/index.ts": "1" });
    await put(same, { ...files, ".complete": "" });
    expect(ends(await pass())).toEqual([]);
    const other = shop.source.commit("develop", { "web/index.ts": "2" });
    await put(other, { ...files, "dist/js/app.js": "2", ".complete": "" });
    const since = shop.world.log.records.length;
    expect(ends(await pass())).toEqual(["applied update-stack shop-develop-site"]);
    expect(copies(since)).toEqual([`${builds}/shop/${other}/dist/js/app.js`]);
    expect(await siteObjects()).toContain("js/app.js: 2");
  });

  test("takes no file that was written over between the look and the copy; the next pass does", async () => {
    const commit = commitSite();
    await put(commit, { ...files, ".complete": "" });
    const place = {
      service: "s3",
      principal: rootOf(buildAccount),
      account: buildAccount,
      region: "us-east-1",
    };
    let isWritten = false;
    shop.world.intercept({
      before: (_context, action) => {
        if (action !== "CopyObject" || isWritten) return;
        isWritten = true;
        const input = {
          Bucket: builds,
          Key: `shop/${commit}/dist/index.html`,
          Body: new TextEncoder().encode("4"),
        };
        shop.world.contextFor(place).call({ service: "s3", action: "PutObject", input });
      },
    });
    const report = await pass();
    expect(report.outcomes).toMatchObject([
      { kind: "applied", step: { kind: "register-workload" } },
      { kind: "failed", failure: { reason: "AssetsChanged" } },
    ]);
    expect(ends(await pass())).toEqual(["applied create-stack shop-develop-site"]);
    expect(await siteObjects()).toContain("index.html: 4");
  });

  test("is held at the line of a source that is neither in the commit nor in the build", async () => {
    const commit = commitSite(manifest.replace("dist", "public"));
    await put(commit, { ".complete": "" });
    const report = await pass();
    expect(report.plan.environments[0]?.held).toMatchObject([
      {
        reason: "AssetsMissing",
        findings: [{ code: "file-not-found", field: "files[0].source", place: { line: 4 } }],
      },
    ]);
    expect(report.plan.environments[0]?.held[0]?.message).toContain(
      `neither in the commit nor below s3://${builds}/shop/${commit}/`,
    );
  });

  test("is held as unreadable, not as missing, by a bucket that refuses", async () => {
    commitSite();
    await call(buildAccount, "DeleteBucketPolicy", { Bucket: builds });
    expect(held(await pass())).toEqual(["develop/site AccessDenied"]);
  });

  test("is told the region of the bucket where the configuration names another one", async () => {
    commitSite();
    const report = await pass({ region: shopRegion });
    expect(report.plan.environments[0]?.held).toMatchObject([{ reason: "AssetBucketElsewhere" }]);
  });
});

interface Mapped {
  readonly path: string;
  readonly destPath: string;
}

/** What the deployed site's state machine is told to copy, as `key: text`, read from the artifact bucket itself. */
async function siteObjects(): Promise<readonly string[]> {
  const { world } = shop;
  const as = (account: string, service: string, action: string, input: object): Promise<object> => {
    const credentials = world.issueCredentials(rootOf(account));
    return world.run(world.call({ service, action, credentials, region: shopRegion, input }));
  };
  const answer = await as("222222222222", "cloudformation", "GetTemplate", {
    StackName: "shop-develop-site",
  });
  const read = readTemplate((answer as { readonly TemplateBody: string }).TemplateBody);
  if (read.kind !== "read") throw new Error("the deployed template cannot be read");
  const key = read.template.Resources["TriggerStateMachineAction"]?.Properties?.["AssetMappingFilePath"];
  const { observed } = await shop.look();
  const regional = observed.environments.get("develop")?.regional;
  if (regional?.kind !== "present") throw new Error("the region has no artifact bucket");
  const textAt = async (Key: unknown): Promise<string> => {
    const input = { Bucket: regional.value.artifactBucket, Key };
    const { Body } = (await as(shopAccount, "s3", "GetObject", input)) as { readonly Body: Uint8Array };
    return new TextDecoder().decode(Body);
  };
  const mapping = JSON.parse(await textAt(key)) as readonly Mapped[];
  const texts: string[] = [];
  for (const { path, destPath } of mapping) texts.push(`${destPath}: ${await textAt(path)}`);
  return texts.toSorted();
}
