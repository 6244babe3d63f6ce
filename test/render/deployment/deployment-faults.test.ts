import { describe, expect, test } from "vitest";
import type { Http } from "../../../src/manifest/parts/http.ts";
import type { EnvironmentManifest } from "../../../src/manifest/environment-manifest.ts";
import type { WorkloadManifest } from "../../../src/manifest/workload-manifest.ts";
import { deploymentFaults } from "../../../src/render/deployment/deployment-faults.ts";
import { isNameIn } from "../../../src/render/deployment/application-names.ts";
import type { WorkloadInputs } from "../../../src/render/inputs.ts";
import {
  apiWith,
  applicationWithDomain,
  docsWith,
  environmentWithCertificates,
  frontWith,
  importedLoadBalancer,
  quickWith,
} from "../web-fixtures.ts";
import { workloadInputs } from "../support/inputs.ts";

function codesOf(manifest: WorkloadManifest, inputs: WorkloadInputs): readonly string[] {
  return deploymentFaults(manifest, inputs).map((fault) => fault.code);
}

function environmentWith(manifest: Partial<EnvironmentManifest>): WorkloadInputs["environment"] {
  const base = workloadInputs().environment;
  return { ...base, manifest: { ...base.manifest, ...manifest } };
}

const plain = workloadInputs();
const withDomain = workloadInputs({ application: applicationWithDomain });
const withCertificates = workloadInputs({ environment: environmentWithCertificates("public") });
const withBoth = workloadInputs({
  application: applicationWithDomain,
  environment: environmentWithCertificates("public"),
});

describe("a Load Balanced Web Service", () => {
  const alias = [{ name: "www.example.com" }];
  const zoned = [{ name: "www.example.com", hosted_zone: "Z1" }];
  test.each([
    ["works without alias and domain", { path: "/" }, plain, []],
    ["works with an alias of the domain", { path: "/", alias }, withDomain, []],
    [
      "works with any alias where certificates are imported",
      { path: "/", alias: [{ name: "a.org" }] },
      withCertificates,
      [],
    ],
    [
      "works with hosted zones where certificates are imported",
      { path: "/", alias: zoned },
      withCertificates,
      [],
    ],
    ["has an alias without HTTPS", { path: "/", alias }, plain, ["alias-without-domain"]],
    [
      "has an alias outside the domain",
      { path: "/", alias: [{ name: "a.org" }] },
      withDomain,
      ["alias-outside-application"],
    ],
    [
      "has an alias two labels below the domain",
      { path: "/", alias: [{ name: "a.b.example.com" }] },
      withDomain,
      ["alias-outside-application"],
    ],
    [
      "lacks the alias that imported certificates ask for",
      { path: "/" },
      withCertificates,
      ["alias-missing"],
    ],
    ["redirects without HTTPS", { path: "/", redirect_to_https: false }, plain, ["redirect-without-https"]],
    [
      "names hosted zones without certificates",
      { path: "/", alias: zoned },
      withDomain,
      ["hosted-zone-without-certificates"],
    ],
    [
      "has a fault in each rule",
      { path: "/", additional_rules: [{ path: "a" }, { path: "b", alias }] },
      withCertificates,
      ["alias-missing", "alias-missing"],
    ],
  ] satisfies readonly (readonly [string, Http, WorkloadInputs, readonly string[]])[])(
    "%s",
    (_, http, inputs, expected) => {
      expect(codesOf(frontWith({ http }), inputs)).toEqual(expected);
    },
  );

  test("a fault names its rule", () => {
    const http = { path: "/", alias, additional_rules: [{ path: "a" }] };
    expect(deploymentFaults(frontWith({ http }), withCertificates)).toMatchObject([
      { field: "http.additional_rules[0].alias" },
    ]);
  });

  test("an imported load balancer needs no alias", () => {
    const inputs = { ...withCertificates, importedLoadBalancer: importedLoadBalancer("HTTPS") };
    expect(codesOf(frontWith(), inputs)).toEqual([]);
  });

  test("hosted zones lead past the CDN", () => {
    const environment = environmentWith({ cdn: { certificate: "arn:aws:acm:us-east-1:1:certificate/c" } });
    expect(
      codesOf(frontWith({ http: { path: "/", alias: zoned } }), workloadInputs({ environment })),
    ).toEqual(["hosted-zone-with-cdn"]);
  });

  test.each([
    ["no listener", [], ["imported-load-balancer-listeners"]],
    ["HTTP alone", ["HTTP"], []],
    ["HTTP and HTTPS", ["HTTPS", "HTTP"], []],
    ["HTTP twice", ["HTTP", "HTTP"], ["imported-load-balancer-listeners"]],
    ["three", ["HTTP", "HTTPS", "HTTPS"], ["imported-load-balancer-listeners"]],
  ] satisfies readonly (readonly [string, readonly ("HTTP" | "HTTPS")[], readonly string[]])[])(
    "an imported load balancer with %s",
    (_, protocols, expected) => {
      const inputs = workloadInputs({ importedLoadBalancer: importedLoadBalancer(...protocols) });
      expect(codesOf(frontWith(), inputs)).toEqual(expected);
    },
  );

  test.each([
    ["aliases of the domain work", { port: "80", alias }, withDomain, []],
    ["TLS works with a domain", { port: "443/tls" }, withDomain, []],
    ["plain listeners need nothing", { port: "80" }, plain, []],
    ["aliases without a domain do not", { port: "80", alias }, plain, ["nlb-alias-without-domain"]],
    [
      "aliases do not where certificates are imported",
      { port: "80", alias },
      withBoth,
      ["nlb-alias-without-domain"],
    ],
    ["TLS without a domain does not", { port: "443/TLS" }, plain, ["nlb-tls-without-domain"]],
    [
      "TLS of a further listener does not either",
      { port: "80", additional_listeners: [{ port: "443/tls" }] },
      plain,
      ["nlb-tls-without-domain"],
    ],
    [
      "aliases outside the domain do not",
      { port: "80", alias: [{ name: "a.org" }] },
      withDomain,
      ["alias-outside-application"],
    ],
  ])("on a network load balancer %s", (_, nlb, inputs, expected) => {
    expect(codesOf(frontWith({ http: false, nlb }), inputs)).toEqual(expected);
  });
});

test.each([
  ["works without alias and certificates", { path: "/" }, plain, []],
  [
    "works with both",
    { path: "/", alias: [{ name: "a.org" }] },
    workloadInputs({ environment: environmentWithCertificates("private") }),
    [],
  ],
  [
    "has an alias without certificates",
    { path: "/", alias: [{ name: "a.org" }] },
    withDomain,
    ["alias-without-domain"],
  ],
  [
    "lacks the alias that certificates ask for",
    { path: "/" },
    workloadInputs({ environment: environmentWithCertificates("private") }),
    ["alias-missing"],
  ],
] satisfies readonly (readonly [string, Http, WorkloadInputs, readonly string[]])[])(
  "a Backend Service %s",
  (_, http, inputs, expected) => {
    expect(codesOf(apiWith({ http }), inputs)).toEqual(expected);
  },
);

test.each([
  ["one label below the domain", "web.example.com", withDomain, []],
  ["without a domain", "web.example.com", plain, ["alias-without-domain"]],
  ["the domain itself", "example.com", withDomain, ["alias-outside-application"]],
  ["the application's zone", "shop.example.com", withDomain, ["alias-outside-application"]],
  ["below the application's zone", "web.shop.example.com", withDomain, ["alias-outside-application"]],
  ["below the environment's zone", "web.test.shop.example.com", withDomain, ["alias-outside-application"]],
  ["another domain", "web.example.org", withDomain, ["alias-outside-application"]],
])("an App Runner alias: %s", (_, alias, inputs, expected) => {
  expect(codesOf(quickWith({ http: { alias } }), inputs)).toEqual(expected);
});

const certificate = "arn:aws:acm:us-east-1:111122223333:certificate/c";
test.each([
  ["no name at all", {}, plain, []],
  ["its name under the domain", {}, withDomain, []],
  ["an alias of the domain", { alias: "docs.shop.example.com" }, withDomain, []],
  ["any alias with a certificate", { alias: "a.org", certificate }, withBoth, []],
  ["an alias without domain and certificate", { alias: "a.org" }, plain, ["alias-without-domain"]],
  ["an alias outside the domain", { alias: "a.org" }, withDomain, ["alias-outside-application"]],
  ["its name, where the environment imports certificates", {}, withBoth, ["site-without-hosted-zone"]],
])("a site: %s", (_, http, inputs, expected) => {
  expect(codesOf(docsWith({ http }), inputs)).toEqual(expected);
});

test.each([
  ["a zone holds its own name", "example.com", "example.com", true],
  ["a zone holds names of one more label", "example.com", "a.example.com", true],
  ["a zone does not hold names of two more", "example.com", "a.b.example.com", false],
  ["a zone does not hold names that merely end alike", "example.com", "badexample.com", false],
])("%s", (_, zone, name, expected) => {
  expect(isNameIn(zone, name)).toBe(expected);
});
