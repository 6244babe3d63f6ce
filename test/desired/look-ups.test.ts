import { describe, expect, test } from "vitest";
import { applyLookUps, type LookedUp } from "../../src/desired/apply-look-ups.ts";
import {
  certificatesOf,
  covers,
  type LookUpAnswers,
  type LookUpNeeds,
  lookUpNeeds,
} from "../../src/desired/look-ups.ts";
import type { FoundLoadBalancer } from "../../src/domain/cloud.ts";
import { absent, type Observed, present, unreadable } from "../../src/domain/observed.ts";
import type { Json, Template } from "../../src/domain/template.ts";
import type { EnvironmentManifest } from "../../src/manifest/environment-manifest.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";
import type { WorkloadManifest } from "../../src/manifest/workload-manifest.ts";
import { deployedStack, desiredStack } from "../support/stacks.ts";

const file = "copilot/api/manifest.yml";
const environment: EnvironmentManifest = {
  name: "develop",
  type: "Environment",
  cdn: { certificate: "arn:cdn" },
  http: { public: { certificates: ["arn:one", "arn:two"] }, private: { certificates: ["arn:inside"] } },
};
const bare: EnvironmentManifest = { name: "develop", type: "Environment" };

const service = (http: string, more = ""): string =>
  `name: api\ntype: Load Balanced Web Service\nimage:\n  location: nginx\n  port: 80\nhttp:\n  path: /\n${http}${more}`;
const backend =
  "name: api\ntype: Backend Service\nimage:\n  location: nginx\n  port: 80\nhttp:\n  path: /\n  alias: in.shop.test\n";
const tagged = "network:\n  vpc:\n    placement:\n      subnets:\n        from_tags: { tier: [web, edge] }\n";

function read(text: string): WorkloadManifest {
  const reading = readWorkloadManifest(text, { file, environment: "develop" });
  if (reading.kind === "invalid") throw new Error(reading.findings[0]?.message);
  return reading.manifest;
}

describe("what a workload needs to have looked up", () => {
  test.each<
    readonly [
      situation: string,
      text: string,
      environment: EnvironmentManifest,
      needs: Partial<LookUpNeeds> | undefined,
    ]
  >([
    ["nothing without aliases, tags and a load balancer of its own", service(""), environment, undefined],
    [
      "nothing for aliases where no certificates are imported",
      service("  alias: shop.test\n"),
      bare,
      undefined,
    ],
    ["the load balancer that it names", service("  alb: shared\n"), bare, { loadBalancer: "shared" }],
    ["the tags of its subnets", service("", tagged), bare, { subnetTags: { tier: ["web", "edge"] } }],
  ])("%s", (_situation, text, deployed, needs) => {
    const found = lookUpNeeds(read(text), deployed);
    if (needs === undefined) expect(found).toBeUndefined();
    else expect(found).toEqual({ coverages: [], ...needs });
  });

  test("public aliases need the load balancer's certificates and the CDN's, each once", () => {
    const text = service(
      "  alias: [shop.test, www.shop.test]\n  additional_rules:\n    - path: /a\n      alias: a.shop.test\n",
    );
    const needs = lookUpNeeds(read(text), environment);
    expect(
      needs?.coverages.map(({ aliases, certificates }) => `${aliases.join()} by ${certificates.join()}`),
    ).toEqual([
      "shop.test,www.shop.test by arn:one,arn:two",
      "a.shop.test by arn:one,arn:two",
      "shop.test,www.shop.test by arn:cdn",
      "a.shop.test by arn:cdn",
    ]);
    expect(needs && certificatesOf(needs)).toEqual(["arn:one", "arn:two", "arn:cdn"]);
  });

  test("a backend's aliases need the internal load balancer's certificates", () => {
    const needs = lookUpNeeds(read(backend), environment);
    expect(needs?.coverages.map(({ certificates }) => certificates)).toEqual([["arn:inside"]]);
  });
});

test.each([
  ["shop.test", ["shop.test"], true],
  ["www.shop.test", ["*.shop.test"], true],
  ["a.www.shop.test", ["*.shop.test"], false],
  ["shop.test", ["*.shop.test"], false],
  ["localhost", ["localhost", "*"], false],
])("%s against %j: covered is %s", (alias, names, isCovered) => {
  expect(covers(names, alias)).toBe(isCovered);
});

function applied(text: string, answers: LookUpAnswers, deployed?: Template): LookedUp {
  const manifest = read(text);
  const stack =
    deployed === undefined
      ? undefined
      : deployedStack(desiredStack(), { template: { kind: "read", template: deployed } });
  const context = { workload: "api", file, text, environment: "develop" };
  return applyLookUps(manifest, lookUpNeeds(manifest, environment), answers, {
    text: context,
    deployed: stack,
  });
}

describe("what was looked up", () => {
  const balancer: FoundLoadBalancer = {
    arn: "arn:shared",
    name: "shared",
    dnsName: "shared.test",
    hostedZoneId: "Z1",
    scheme: "internet-facing",
    securityGroups: ["sg-1"],
    listeners: [{ arn: "arn:listener", port: 80, protocol: "HTTP" }],
  };
  const failure = { disposition: "retry", reason: "Throttled", message: "Rate exceeded" } as const;
  const none = { certificates: new Map() };

  test("a load balancer goes to the rendering", () => {
    const result = applied(service("  alb: shared\n"), { ...none, loadBalancer: present(balancer) });
    expect(result).toMatchObject({ kind: "looked-up", loadBalancer: balancer });
  });

  test("subnets stand by their ids in the manifest that is rendered", () => {
    const result = applied(service("", tagged), { ...none, subnets: present(["subnet-a", "subnet-b"]) });
    expect(result).toMatchObject({
      manifest: {
        network: { vpc: { placement: { subnets: { kind: "ids", ids: ["subnet-a", "subnet-b"] } } } },
      },
    });
  });

  test.each<readonly [situation: string, deployed: Json, ids: readonly string[]]>([
    [
      "the same subnets keep the order in which they are deployed",
      ["subnet-b", "subnet-a"],
      ["subnet-b", "subnet-a"],
    ],
    ["others come in order", ["subnet-c", "subnet-a"], ["subnet-a", "subnet-b"]],
    ["more come in order", ["subnet-b"], ["subnet-a", "subnet-b"]],
  ])("%s", (_situation, deployed, ids) => {
    const template: Template = {
      Resources: { Service: { Type: "T", Properties: { Network: { Subnets: deployed } } } },
    };
    const result = applied(
      service("", tagged),
      { ...none, subnets: present(["subnet-a", "subnet-b"]) },
      template,
    );
    expect(result).toMatchObject({ manifest: { network: { vpc: { placement: { subnets: { ids } } } } } });
  });

  test("aliases that certificates cover between them are deployed", () => {
    const certificates = new Map<string, Observed<readonly string[]>>([
      ["arn:one", present(["shop.test"])],
      ["arn:two", present(["*.shop.test"])],
      ["arn:cdn", present(["shop.test", "www.shop.test"])],
    ]);
    expect(applied(service("  alias: [shop.test, www.shop.test]\n"), { certificates }).kind).toBe(
      "looked-up",
    );
  });

  test.each<
    readonly [
      situation: string,
      text: string,
      answers: LookUpAnswers,
      reason: string,
      code: string,
      line: number,
    ]
  >([
    [
      "no such load balancer",
      service("  alb: shared\n"),
      { ...none, loadBalancer: absent },
      "LoadBalancerMissing",
      "load-balancer-not-found",
      8,
    ],
    [
      "no such subnets",
      service("", tagged),
      { ...none, subnets: absent },
      "SubnetsMissing",
      "subnets-not-found",
      12,
    ],
    [
      "an alias that no certificate covers",
      service("  alias: other.test\n"),
      {
        certificates: new Map<string, Observed<readonly string[]>>([
          ["arn:one", present(["shop.test"])],
          ["arn:two", absent],
          ["arn:cdn", present(["other.test"])],
        ]),
      },
      "AliasNotCovered",
      "alias-not-covered",
      8,
    ],
  ])("%s is found at its line", (_situation, text, answers, reason, code, line) => {
    const result = applied(text, answers);
    expect(result).toMatchObject({
      kind: "refused",
      failure: { disposition: "stall", reason },
      findings: [{ code, place: { file, line } }],
    });
  });

  test.each<readonly [what: string, text: string, answers: LookUpAnswers]>([
    ["load balancer", service("  alb: shared\n"), { ...none, loadBalancer: unreadable(failure) }],
    ["subnets", service("", tagged), { ...none, subnets: unreadable(failure) }],
    [
      "certificate",
      service("  alias: shop.test\n"),
      {
        certificates: new Map<string, Observed<readonly string[]>>([
          ["arn:one", unreadable(failure)],
          ["arn:two", absent],
          ["arn:cdn", absent],
        ]),
      },
    ],
  ])("an unreadable %s waits instead of counting as missing", (_what, text, answers) => {
    expect(applied(text, answers)).toMatchObject({
      kind: "refused",
      failure: { disposition: "retry", reason: "Throttled" },
      findings: [],
    });
  });
});
