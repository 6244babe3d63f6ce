import { describe, expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { isAtCommit } from "../../src/domain/plan.ts";
import { failResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { regionState, type StackRecord } from "../../src/simulator/cloudformation/state.ts";
import { openAdoptedShop, type Shop, shopFiles } from "../support/shop.ts";
import { stackSteps, stepLabel } from "../support/steps.ts";

/** What a report says came of each step. */
function ends(report: Report): readonly string[] {
  return report.outcomes.map((outcome) =>
    outcome.kind === "failed"
      ? `failed ${stepLabel(outcome.step)}: ${outcome.failure.message}`
      : `${outcome.kind} ${stepLabel(outcome.step)}`,
  );
}

function held(report: Report): readonly string[] {
  return report.plan.environments.flatMap((plan) =>
    plan.held.map((item) => `${plan.environment}: ${item.reason}: ${item.message}`),
  );
}

const manifestOf = (environment: string): string => `copilot/environments/${environment}/manifest.yml`;

/** What an environment's manifest may ask for, each with resources of its stack afterwards. */
const wishes: readonly [name: string, body: string, resources: readonly string[]][] = [
  ["container insights", "observability: {container_insights: true}", ["Cluster"]],
  ["flow logs", "network: {vpc: {flow_logs: {retention: 30}}}", ["VpcFlowLogGroup", "FlowLog"]],
  [
    "access logs",
    "http: {public: {access_logs: {prefix: alb}}}",
    ["ELBAccessLogsBucket", "BucketCleanerFunction", "ELBAccessLogsBucketCleanerAction"],
  ],
  [
    "ingress rules",
    "network: {vpc: {security_group: {ingress: [{ip_protocol: tcp, ports: 80, cidr: 10.1.0.0/16}]}}}",
    ["EnvironmentSecurityGroup"],
  ],
  [
    "source addresses",
    "http: {public: {ingress: {source_ips: [192.0.2.0/24]}}}",
    ["PublicHTTPLoadBalancerSecurityGroup"],
  ],
  [
    "a private certificate",
    "http: {private: {certificates: ['arn:aws:acm:eu-west-1:222222222222:certificate/2']}}",
    ["Cluster"],
  ],
  ["a distribution", "cdn: true", ["CloudFrontDistribution"]],
];

describe("an environment's manifest", () => {
  test.each(wishes)(
    "that asks for %s is deployed, and planning again finds nothing",
    async (_, body, ids) => {
      const shop = await openAdoptedShop();
      shop.source.commit("develop", asking(body));
      const first = await shop.sync();
      expect(ends(first)).toEqual(["applied update-stack shop-develop"]);
      const last = await shop.sync();
      expect([...held(last), ...ends(last)]).toEqual([]);
      const stack = stackOf(shop, "shop-develop");
      expect(stack.status).toBe("UPDATE_COMPLETE");
      for (const id of ids) expect(stack.resources.get(id)?.status).toMatch(/_COMPLETE$/);
    },
  );

  test("is deployed before its workloads, which are planned against it as it is then", async () => {
    const shop = await openAdoptedShop();
    shop.source.commit("develop", {
      ...asking("observability: {container_insights: true}"),
      "copilot/worker/manifest.yml": (shopFiles["copilot/worker/manifest.yml"] ?? "").replace(
        "memory: 512",
        "memory: 1024",
      ),
    });
    const looked = await shop.look();
    expect(looked.plan.environments[0]?.steps.map(stepLabel)).toEqual([
      "update-stack shop-develop",
      "update-stack shop-develop-worker",
    ]);
    const report = await shop.sync();
    expect(ends(report)).toEqual([
      "applied update-stack shop-develop",
      "applied update-stack shop-develop-worker",
    ]);
    const [environment, worker] = [stackOf(shop, "shop-develop"), stackOf(shop, "shop-develop-worker")];
    expect(environment.updatedAt?.getTime()).toBeLessThan(worker.updatedAt?.getTime() ?? 0);
  });

  test("keeps the parameters that workloads have set", async () => {
    const shop = await openAdoptedShop();
    const before = parametersOf(shop, "shop-develop");
    expect(before["ALBWorkloads"]).toBe("api");
    shop.source.commit("develop", asking("observability: {container_insights: true}"));
    const { plan } = await shop.look();
    const [step] = stackSteps(plan.environments.flatMap(({ steps }) => steps));
    expect(step?.desired.kept).toContain("ALBWorkloads");
    await shop.settle();
    expect(parametersOf(shop, "shop-develop")).toEqual(before);
  });

  test("that is invalid holds the environment's own stack at its line, and its workloads go on", async () => {
    const shop = await openAdoptedShop();
    shop.source.commit("develop", {
      ...asking("cdn: {certificate: arn:aws:acm:us-east-1:222222222222:certificate/1}"),
      "copilot/worker/manifest.yml": (shopFiles["copilot/worker/manifest.yml"] ?? "").replace(
        "memory: 512",
        "memory: 1024",
      ),
    });
    const report = await shop.sync();
    expect(report.plan.environments[0]?.held).toMatchObject([
      {
        environment: "develop",
        reason: "ManifestInvalid",
        findings: [{ place: { file: manifestOf("develop"), line: 3 } }],
      },
    ]);
    expect(ends(report)).toEqual(["applied update-stack shop-develop-worker"]);
  });

  test("that Git does not have leaves the stack as it is, and the environment may be at its commit", async () => {
    const shop = await openAdoptedShop();
    shop.source.commit("develop", { [manifestOf("develop")]: null });
    const { plan } = await shop.sync();
    const [develop] = plan.environments;
    expect(develop?.held.map((item) => item.reason)).toEqual(["EnvironmentNotInGit"]);
    expect(develop !== undefined && isAtCommit(develop)).toBe(true);
  });

  test("whose change fails is rolled back, is not tried again, and leaves the workloads as they were", async () => {
    const shop = await openAdoptedShop();
    failResources(shop.world, {
      type: "AWS::EC2::FlowLog",
      reason: "The maximum number of flow logs is reached",
    });
    shop.source.commit("develop", {
      ...asking("network: {vpc: {flow_logs: true}}"),
      "copilot/worker/manifest.yml": (shopFiles["copilot/worker/manifest.yml"] ?? "").replace(
        "memory: 512",
        "memory: 1024",
      ),
    });
    const first = await shop.sync();
    expect(ends(first)).toEqual([
      "failed update-stack shop-develop: stack shop-develop ended as UPDATE_ROLLBACK_COMPLETE: FlowLog goes over a quota of the account (flow logs); AWS says: The maximum number of flow logs is reached",
      "skipped update-stack shop-develop-worker",
    ]);
    const second = await shop.sync();
    expect(held(second)).toEqual([
      "develop: Quarantined: this same change failed before (FlowLog: The maximum number of flow logs is reached); it is not tried again until it changes",
    ]);
    expect(ends(second)).toEqual(["applied update-stack shop-develop-worker"]);
  });
});

function asking(body: string): Record<string, string> {
  return { [manifestOf("develop")]: `name: develop\ntype: Environment\n${body}\n` };
}

function stackOf(shop: Shop, name: string): StackRecord {
  const stacks = shop.world.cells.everywhere(regionState).flatMap(({ value }) => [...value.stacks.values()]);
  const stack = stacks.find((candidate) => candidate.name === name);
  if (stack === undefined) throw new Error(`no stack ${name}`);
  return stack;
}

function parametersOf(shop: Shop, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(stackOf(shop, name).current?.parameters ?? {}));
}
