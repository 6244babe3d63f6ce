import { describe, expect, test } from "vitest";
import type { Http } from "../../../src/manifest/parts/http.ts";
import { portsOf } from "../../../src/render/ecs/read-ports.ts";
import { loadBalancerDnsName, loadBalancerMetrics } from "../../../src/render/http/http-balancing.ts";
import { httpRoutingResources, type HttpRouting } from "../../../src/render/http/listeners.ts";
import { internalRouting } from "../../../src/render/http/service-routing.ts";
import type { WorkloadInputs } from "../../../src/render/inputs.ts";
import { apiWith, environmentWithCertificates, propertiesOf } from "../web-fixtures.ts";
import { workloadInputs } from "../support/inputs.ts";

function routingOf(http: Http, inputs: WorkloadInputs): HttpRouting | undefined {
  const manifest = apiWith({ http });
  return internalRouting(manifest, inputs, portsOf(manifest));
}

function resourcesOf(http: Http, inputs: WorkloadInputs): ReturnType<typeof httpRoutingResources> {
  const routing = routingOf(http, inputs);
  if (routing === undefined) throw new Error("the service has no HTTP routing");
  return httpRoutingResources(routing, inputs);
}

const withCertificates = workloadInputs({ environment: environmentWithCertificates("private") });

test("an empty http, or one that only names a load balancer, makes no routing", () => {
  expect(routingOf({}, workloadInputs())).toBeUndefined();
  expect(routingOf({ alb: "shared" }, workloadInputs())).toBeUndefined();
});

describe("without certificates", () => {
  test("the service has a name in the environment's private zone, and answers to the load balancer's own", () => {
    const resources = resourcesOf({ path: "/" }, workloadInputs());
    const ownName = {
      "Fn::Join": [
        ".",
        [
          { Ref: "WorkloadName" },
          { "Fn::GetAtt": ["EnvControllerAction", "InternalWorkloadsHostedZoneName"] },
        ],
      ],
    };
    expect(propertiesOf(resources, "LoadBalancerInternalDNSAlias")).toMatchObject({
      HostedZoneId: { "Fn::GetAtt": ["EnvControllerAction", "InternalWorkloadsHostedZone"] },
      RecordSets: [{ Name: ownName }],
    });
    expect(propertiesOf(resources, "HTTPListenerRule")).toMatchObject({
      Conditions: [
        {
          HostHeaderConfig: {
            Values: [{ "Fn::GetAtt": ["EnvControllerAction", "InternalLoadBalancerDNSName"] }, ownName],
          },
        },
        { PathPatternConfig: { Values: ["/*"] } },
      ],
      ListenerArn: { "Fn::GetAtt": ["EnvControllerAction", "InternalHTTPListenerArn"] },
    });
  });
});

describe("with certificates", () => {
  test("plain HTTP redirects even where the rule forbids it, as Copilot does", () => {
    const resources = resourcesOf({ path: "/", redirect_to_https: false }, withCertificates);
    expect(propertiesOf(resources, "HTTPListenerRuleWithDomain")["Actions"]).toMatchObject([
      { Type: "redirect" },
    ]);
  });

  test("alias records point to the internal load balancer", () => {
    const resources = resourcesOf(
      { path: "/", alias: [{ name: "api.example.org" }], hosted_zone: "Z1" },
      withCertificates,
    );
    expect(propertiesOf(resources, "LoadBalancerDNSAliasZ1")["RecordSets"]).toMatchObject([
      {
        AliasTarget: {
          DNSName: { "Fn::GetAtt": ["EnvControllerAction", "InternalLoadBalancerDNSName"] },
          HostedZoneId: { "Fn::GetAtt": ["EnvControllerAction", "InternalLoadBalancerHostedZone"] },
        },
      },
    ]);
  });
});

test("the internal load balancer is the one that containers and metrics are told of", () => {
  const balancer = { kind: "environment", scope: "internal", https: false } as const;
  expect(loadBalancerDnsName(balancer)).toEqual({
    "Fn::GetAtt": ["EnvControllerAction", "InternalLoadBalancerDNSName"],
  });
  expect(loadBalancerMetrics(balancer)).toEqual({
    loadBalancer: { "Fn::GetAtt": ["EnvControllerAction", "InternalLoadBalancerFullName"] },
    requestsTargetGroup: { "Fn::GetAtt": ["TargetGroup", "TargetGroupFullName"] },
    responseTimeTargetGroup: { "Fn::GetAtt": ["TargetGroup", "TargetGroupFullName"] },
  });
});
