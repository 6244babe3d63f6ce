import { describe, expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { look } from "../../src/reconcile/look.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { madeByStacks } from "../../src/simulator/services/made-by-stacks.ts";
import { openShop, type Shop, shopFiles, shopRegion } from "../support/shop.ts";
import { stackSteps, stepLabel } from "../support/steps.ts";

function edited(file: string, from: string, to: string): Record<string, string> {
  const before = shopFiles[file] ?? "";
  expect(before).toContain(from);
  return { [file]: before.replace(from, to) };
}

function ends(report: Report): readonly string[] {
  return report.outcomes.map(({ kind, step }) => `${kind} ${stepLabel(step)}`);
}

async function adopted(): Promise<Shop> {
  const shop = await openShop();
  await shop.settle();
  return shop;
}

/** Keys put into any bucket since a call of the log. */
function putSince({ world }: Shop, calls: number): readonly string[] {
  return world.log.records
    .slice(calls)
    .filter(({ action }) => action === "PutObject")
    .map(({ input }) => String((input as { Key?: unknown }).Key).replace(/[0-9a-f]{64}/, "<sha256>"));
}

describe("env files", () => {
  const withEnvFile = edited(
    "copilot/worker/manifest.yml",
    "cpu: 256",
    "env_file: config/worker.env\ncpu: 256",
  );

  test("a commit's env file is uploaded before the stack that names it is changed, and once", async () => {
    const shop = await adopted();
    const calls = shop.world.log.records.length;
    shop.source.commit("develop", { ...withEnvFile, "config/worker.env": "A=1\n" });
    const report = await shop.sync();
    expect(ends(report)).toContain("applied update-stack shop-develop-worker");
    const puts = putSince(shop, calls);
    expect(puts).toContain("manual/env-files/worker.env/<sha256>.env");
    const again = shop.world.log.records.length;
    expect(ends(await shop.settle())).toEqual([]);
    expect(putSince(shop, again)).toEqual([]);
  });

  test("a missing one holds its workload at the line that names it, and the others go on", async () => {
    const shop = await adopted();
    shop.source.commit("develop", {
      ...withEnvFile,
      ...edited("copilot/api/manifest.yml", "LOG_LEVEL: debug", "LOG_LEVEL: trace"),
    });
    const report = await shop.sync();
    expect(ends(report)).toEqual(["applied update-stack shop-develop-api"]);
    const held = report.plan.environments.flatMap((plan) => plan.held);
    expect(held).toMatchObject([
      {
        workload: "worker",
        reason: "FileMissing",
        findings: [
          { code: "file-not-found", field: "env_file", place: { file: "copilot/worker/manifest.yml" } },
        ],
      },
    ]);
  });
});

describe("addons that name files", () => {
  const addon = `Parameters:
  App: { Type: String }
  Env: { Type: String }
  Name: { Type: String }
Resources:
  CleanerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
  Cleaner:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Role: !GetAtt CleanerRole.Arn
      Code: functions/cleaner
`;

  test("the files are packed and uploaded before the nested stack is made of them", async () => {
    const shop = await adopted();
    const calls = shop.world.log.records.length;
    shop.source.commit("develop", {
      "copilot/worker/addons/cleaner.yml": addon,
      "functions/cleaner/index.js": "exports.handler = async () => {};\n",
    });
    const report = await shop.sync();
    expect(ends(report)).toEqual(["applied update-stack shop-develop-worker"]);
    expect(putSince(shop, calls)).toEqual(
      expect.arrayContaining(["manual/addons/worker/assets/<sha256>", "manual/addons/worker/<sha256>.yml"]),
    );
    expect(ends(await shop.settle())).toEqual([]);
  });

  test("another file makes another nested stack; the same files make no change", async () => {
    const shop = await adopted();
    const files = { "copilot/worker/addons/cleaner.yml": addon, "functions/cleaner/index.js": "1\n" };
    shop.source.commit("develop", files);
    await shop.settle();
    shop.source.commit("develop", { ...files, "README.md": "other\n" });
    expect(ends(await shop.settle())).toEqual([]);
    shop.source.commit("develop", { "functions/cleaner/index.js": "2\n" });
    expect(ends(await shop.sync())).toEqual(["applied update-stack shop-develop-worker"]);
  });
});

describe("static sites", () => {
  const manifest = "name: site\ntype: Static Site\nfiles:\n  - source: dist\n    recursive: true\n";

  test("a site's files and their mapping are part of the stack that is to be made", async () => {
    const shop = await adopted();
    shop.source.commit("develop", {
      "copilot/site/manifest.yml": manifest,
      "dist/index.html": "<html>",
      "dist/img/a.svg": "<svg/>",
    });
    const { plan } = await shop.look();
    const steps = stackSteps(plan.environments.flatMap((environment) => environment.steps));
    expect(steps.map(stepLabel)).toEqual(["create-stack shop-develop-site"]);
    const keys = steps.flatMap((step) => step.desired.artifacts.map(({ key }) => key));
    expect(
      keys.filter((key) => key.startsWith("local-assets/")).map((key) => key.replace(/[0-9a-f]{64}/, "")),
    ).toEqual([
      "local-assets/",
      "local-assets/",
      "local-assets/environments/develop/workloads/site/mapping/",
    ]);
  });

  test("a site whose files Git does not have is held, and nothing else is", async () => {
    const shop = await adopted();
    shop.source.commit("develop", { "copilot/site/manifest.yml": manifest });
    const { plan } = await shop.look();
    const held = plan.environments.flatMap((environment) => environment.held);
    expect(held).toMatchObject([{ environment: "develop", workload: "site", reason: "AssetsMissing" }]);
  });
});

/** ARN of the load balancer of develop, which stands for one that somebody else made. */
function balancerOf(shop: Shop): string {
  const account = "222222222222";
  const context = shop.world.contextFor({
    service: "elastic-load-balancing-v2",
    principal: rootOf(account),
    account,
    region: shopRegion,
  });
  const [balancer] = madeByStacks(context, "AWS::ElasticLoadBalancingV2::LoadBalancer");
  return balancer?.physicalId ?? "";
}

describe("an imported load balancer", () => {
  test("is looked up with the environment's own role, and its listener gets the service's rule", async () => {
    const shop = await adopted();
    const arn = balancerOf(shop);
    const calls = shop.world.log.records.length;
    shop.source.commit(
      "develop",
      edited("copilot/api/manifest.yml", "  path: /\n", `  path: /\n  alb: ${arn}\n`),
    );
    const { plan } = await shop.look();
    const [step] = stackSteps(plan.environments.flatMap((environment) => environment.steps));
    expect(step?.workload).toBe("api");
    expect(Object.keys(step?.desired.template.Resources ?? {})).toContain("HTTPListenerRuleForImportedALB");
    const lookUps = shop.world.log.records
      .slice(calls)
      .filter(({ service }) => service === "elastic-load-balancing-v2");
    expect(lookUps.map(({ action, principal }) => [action, principal.includes("EnvManagerRole")])).toEqual([
      ["DescribeLoadBalancers", true],
      ["DescribeListeners", true],
    ]);
  });

  test("that is not there holds the service that names it, and nothing else", async () => {
    const shop = await adopted();
    shop.source.commit(
      "develop",
      edited("copilot/api/manifest.yml", "  path: /\n", "  path: /\n  alb: gone\n"),
    );
    const { plan } = await shop.look();
    const held = plan.environments.flatMap((environment) => environment.held);
    expect(held).toMatchObject([{ environment: "develop", workload: "api", reason: "LoadBalancerMissing" }]);
  });
});

test("workloads that need nothing besides their manifests cost no call to the repository or AWS", async () => {
  const shop = await adopted();
  const [calls, reads] = [shop.world.log.records.length, shop.source.calls.length];
  const { wishes: _remembered, ...forgetful } = shop.eyes;
  await shop.world.run(look(forgetful, shop.subject(), new AbortController().signal));
  const actions = shop.world.log.records.slice(calls).map(({ service, action }) => `${service}:${action}`);
  expect(actions.filter((name) => /^(?:elastic-load-balancing|acm|ec2)/.test(name))).toEqual([]);
  const trees = shop.source.calls.slice(reads).filter(({ method }) => method === "tree");
  // Two branches at one commit: the copilot folder is listed once, and not at all by who has seen the commit before.
  expect(trees).toHaveLength(1);
  await shop.look();
  expect(shop.source.calls.slice(reads).filter(({ method }) => method === "tree")).toHaveLength(1);
});
