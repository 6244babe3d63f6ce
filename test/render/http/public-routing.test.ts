import { describe, expect, test } from "vitest";
import type { Http } from "../../../src/manifest/parts/http.ts";
import { portsOf } from "../../../src/render/ecs/read-ports.ts";
import type { WorkloadInputs } from "../../../src/render/inputs.ts";
import {
  httpRoutingResources,
  listenerRuleIds,
  type HttpRouting,
} from "../../../src/render/http/listeners.ts";
import { dnsDelegated, publicHttps, publicRouting } from "../../../src/render/http/service-routing.ts";
import type { Resources } from "../../../src/render/resources.ts";
import {
  applicationWithDomain,
  environmentWithCertificates,
  frontWith,
  importedLoadBalancer,
  propertiesOf,
} from "../web-fixtures.ts";
import { workloadInputs } from "../support/inputs.ts";

function routingOf(http: Http, inputs: WorkloadInputs): HttpRouting {
  const manifest = frontWith({ http });
  const routing = publicRouting(manifest, inputs, portsOf(manifest));
  if (routing === undefined) throw new Error("the service has no HTTP routing");
  return routing;
}

function resourcesOf(http: Http, inputs: WorkloadInputs): Resources {
  return httpRoutingResources(routingOf(http, inputs), inputs);
}

function conditionsOf(resources: Resources, id: string): unknown {
  return propertiesOf(resources, id)["Conditions"];
}

function importedRuleIds(...protocols: readonly ("HTTP" | "HTTPS")[]): readonly string[] {
  const inputs = workloadInputs({ importedLoadBalancer: importedLoadBalancer(...protocols) });
  return listenerRuleIds(routingOf({ path: "/" }, inputs));
}

const withDomain = workloadInputs({ application: applicationWithDomain });

describe("whether there is HTTPS, and whose names count", () => {
  const certificates = environmentWithCertificates("public");
  test.each([
    ["neither domain nor certificates", workloadInputs(), false, false],
    ["a domain", withDomain, true, true],
    ["imported certificates", workloadInputs({ environment: certificates }), true, false],
    ["both", workloadInputs({ application: applicationWithDomain, environment: certificates }), true, false],
  ])("%s", (_, inputs, https, delegated) => {
    expect(publicHttps(frontWith(), inputs)).toBe(https);
    expect(dnsDelegated(inputs)).toBe(delegated);
  });

  test("a service without http has no HTTPS, yet its domain is delegated", () => {
    expect(publicHttps(frontWith({ http: false }), withDomain)).toBe(false);
    expect(dnsDelegated(withDomain)).toBe(true);
  });
});

describe("without a domain", () => {
  test("one plain rule per path forwards to its own target group", () => {
    const http = { path: "/", additional_rules: [{ path: "admin" }] };
    const resources = resourcesOf(http, workloadInputs());
    expect(Object.keys(resources).toSorted()).toEqual([
      "HTTPListenerRule",
      "HTTPListenerRule1",
      "HTTPRulePriorityAction",
      "RulePriorityFunction",
      "RulePriorityFunctionRole",
      "TargetGroup",
      "TargetGroup1",
    ]);
    expect(propertiesOf(resources, "HTTPListenerRule1")).toEqual({
      Actions: [{ TargetGroupArn: { Ref: "TargetGroup1" }, Type: "forward" }],
      Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/admin", "/admin/*"] } }],
      ListenerArn: { "Fn::GetAtt": ["EnvControllerAction", "HTTPListenerArn"] },
      Priority: { "Fn::GetAtt": ["HTTPRulePriorityAction", "Priority1"] },
    });
    expect(propertiesOf(resources, "HTTPRulePriorityAction")["RulePath"]).toEqual(["/", "/admin"]);
  });

  test("aliases are not heeded", () => {
    const resources = resourcesOf(
      { path: "/", alias: [{ name: "a.com" }], hosted_zone: "Z1" },
      workloadInputs(),
    );
    expect(conditionsOf(resources, "HTTPListenerRule")).toEqual([
      { Field: "path-pattern", PathPatternConfig: { Values: ["/*"] } },
    ]);
    expect(Object.keys(resources)).not.toContain("LoadBalancerDNSAliasZ1");
  });

  test("allowed addresses come before the path", () => {
    const resources = resourcesOf({ path: "/", allowed_source_ips: ["10.0.0.0/8"] }, workloadInputs());
    expect(conditionsOf(resources, "HTTPListenerRule")).toEqual([
      { Field: "source-ip", SourceIpConfig: { Values: ["10.0.0.0/8"] } },
      { Field: "path-pattern", PathPatternConfig: { Values: ["/*"] } },
    ]);
  });
});

describe("with a domain", () => {
  test("a service without aliases gets its name in the environment's subdomain", () => {
    const resources = resourcesOf({ path: "/" }, withDomain);
    const subdomain = { "Fn::ImportValue": { "Fn::Sub": "${AppName}-${EnvName}-SubDomain" } };
    expect(propertiesOf(resources, "LoadBalancerDNSAlias")["RecordSets"]).toMatchObject([
      { Name: { "Fn::Join": [".", [{ Ref: "WorkloadName" }, subdomain, ""]] } },
    ]);
    expect(conditionsOf(resources, "HTTPSListenerRule")).toMatchObject([
      { HostHeaderConfig: { Values: [{ "Fn::Join": [".", [{ Ref: "WorkloadName" }, subdomain]] }] } },
      { Field: "path-pattern" },
    ]);
  });

  test.each([
    ["redirects by default", {}, "redirect"],
    ["redirects when told to", { redirect_to_https: true }, "redirect"],
    ["forwards when told not to redirect", { redirect_to_https: false }, "forward"],
  ])("plain HTTP %s", (_, redirect, type) => {
    const resources = resourcesOf({ path: "/", ...redirect }, withDomain);
    expect(propertiesOf(resources, "HTTPListenerRuleWithDomain")["Actions"]).toMatchObject([{ Type: type }]);
    expect(propertiesOf(resources, "HTTPSListenerRule")["Actions"]).toMatchObject([{ Type: "forward" }]);
  });

  test("each rule decides for itself about redirects", () => {
    const http = { path: "/", additional_rules: [{ path: "raw", redirect_to_https: false }] };
    const resources = resourcesOf(http, withDomain);
    expect(propertiesOf(resources, "HTTPListenerRuleWithDomain")["Actions"]).toMatchObject([
      { Type: "redirect" },
    ]);
    expect(propertiesOf(resources, "HTTPListenerRuleWithDomain1")["Actions"]).toMatchObject([
      { Type: "forward" },
    ]);
  });

  test("aliases are the hosts of a rule, and the main rule's get records in their zones", () => {
    const http = {
      path: "/",
      alias: [{ name: "a.com", hosted_zone: "Z2" }, { name: "b.com" }],
      hosted_zone: "Z1",
      additional_rules: [{ path: "admin", alias: [{ name: "c.com" }], hosted_zone: "Z3" }],
    };
    const resources = resourcesOf(http, withDomain);
    expect(conditionsOf(resources, "HTTPSListenerRule")).toMatchObject([
      { HostHeaderConfig: { Values: ["a.com", "b.com"] } },
      {},
    ]);
    expect(conditionsOf(resources, "HTTPSListenerRule1")).toMatchObject([
      { HostHeaderConfig: { Values: ["c.com"] } },
      {},
    ]);
    const records = Object.keys(resources).filter((id) => id.startsWith("LoadBalancerDNSAlias"));
    expect(records).toEqual(["LoadBalancerDNSAliasZ1", "LoadBalancerDNSAliasZ2"]);
  });

  test("the service waits for both rules of each path", () => {
    const routing = routingOf({ path: "/", additional_rules: [{ path: "admin" }] }, withDomain);
    expect(listenerRuleIds(routing)).toEqual([
      "HTTPListenerRuleWithDomain",
      "HTTPSListenerRule",
      "HTTPListenerRuleWithDomain1",
      "HTTPSListenerRule1",
    ]);
  });
});

describe("on an imported load balancer", () => {
  test.each([
    ["HTTP alone forwards", ["HTTP"] as const, ["HTTPListenerRuleForImportedALB"]],
    ["HTTPS alone forwards", ["HTTPS"] as const, ["HTTPSListenerRuleForImportedALB"]],
    [
      "HTTP beside HTTPS redirects",
      ["HTTP", "HTTPS"] as const,
      ["HTTPSListenerRuleForImportedALB", "HTTPListenerRedirectRuleForImportedALB"],
    ],
  ])("%s", (_, protocols, expected) => {
    expect(importedRuleIds(...protocols)).toEqual(expected);
  });

  test("a load balancer without such listeners is refused", () => {
    expect(() => importedRuleIds()).toThrow(/neither an HTTP nor an HTTPS listener/);
  });

  test("redirects are made even where the rule forbids them, as Copilot makes them", () => {
    const inputs = workloadInputs({ importedLoadBalancer: importedLoadBalancer("HTTP", "HTTPS") });
    const resources = resourcesOf({ path: "/", redirect_to_https: false }, inputs);
    expect(propertiesOf(resources, "HTTPListenerRedirectRuleForImportedALB")["Actions"]).toMatchObject([
      { Type: "redirect", RedirectConfig: { StatusCode: "HTTP_301", Port: 443 } },
    ]);
  });

  test("alias records point to it", () => {
    const inputs = workloadInputs({
      application: applicationWithDomain,
      importedLoadBalancer: importedLoadBalancer("HTTPS"),
    });
    const resources = resourcesOf({ path: "/", alias: [{ name: "a.com" }], hosted_zone: "Z1" }, inputs);
    expect(propertiesOf(resources, "LoadBalancerDNSAliasZ1")["RecordSets"]).toEqual([
      {
        Name: "a.com",
        Type: "A",
        AliasTarget: { HostedZoneId: "Z32O12XQLNTSW2", DNSName: "shared-1.eu-west-1.elb.amazonaws.com" },
      },
    ]);
  });
});
