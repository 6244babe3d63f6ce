import { describe, expect, test } from "vitest";
import type { NetworkLoadBalancer } from "../../../src/manifest/parts/network-load-balancer.ts";
import { portsOf } from "../../../src/render/ecs/read-ports.ts";
import type { WorkloadInputs } from "../../../src/render/inputs.ts";
import { networkRoutingResources } from "../../../src/render/nlb/network-load-balancing.ts";
import { networkRouting } from "../../../src/render/nlb/read-nlb.ts";
import type { Resources } from "../../../src/render/resources.ts";
import {
  applicationWithDomain,
  environmentWithCertificates,
  frontWith,
  propertiesOf,
  resourceOf,
} from "../web-fixtures.ts";
import { workloadInputs } from "../support/inputs.ts";

function resourcesOf(nlb: NetworkLoadBalancer, inputs: WorkloadInputs = workloadInputs()): Resources {
  const manifest = frontWith({ nlb, sidecars: { envoy: { port: "9901", image: "envoy" } } });
  const routing = networkRouting(manifest, inputs, portsOf(manifest));
  if (routing === undefined) throw new Error("the service has no network load balancer");
  return networkRoutingResources(routing, inputs);
}

test("a manifest without a port has no network load balancer", () => {
  const manifest = frontWith({ nlb: {} });
  expect(networkRouting(manifest, workloadInputs(), portsOf(manifest))).toBeUndefined();
});

describe("where a listener's traffic goes", () => {
  test.each([
    ["the main container at the listener's port", { port: "5432" }, 5432],
    ["the main container at another port", { port: "5432", target_port: 9200 }, 9200],
    ["a sidecar at the port that it declares", { port: "5432", target_container: "envoy" }, 9901],
    ["the sidecar that declares the target port", { port: "5432", target_port: 9901 }, 9901],
  ])("%s", (_, nlb, port) => {
    expect(propertiesOf(resourcesOf(nlb), "NetworkLoadBalancerTargetGroup")["Port"]).toBe(port);
  });
});

describe("protocols", () => {
  test.each([
    ["TCP unless it says otherwise", "80", "TCP", "TCP"],
    ["UDP stays UDP", "53/udp", "UDP", "UDP"],
    ["any case is read", "80/Tcp", "TCP", "TCP"],
    ["TLS ends at the load balancer", "443/tls", "TLS", "TCP"],
  ])("%s", (_, port, listener, target) => {
    const resources = resourcesOf({ port });
    expect(propertiesOf(resources, "NLBListener")["Protocol"]).toBe(listener);
    expect(propertiesOf(resources, "NetworkLoadBalancerTargetGroup")["Protocol"]).toBe(target);
    expect(propertiesOf(resources, "NetworkLoadBalancerSecurityGroup")["SecurityGroupIngress"]).toMatchObject(
      [{ IpProtocol: target, CidrIp: "0.0.0.0/0" }],
    );
  });

  test("a TLS listener has a certificate and a security policy", () => {
    const resources = resourcesOf(
      { port: "443/tls" },
      workloadInputs({ application: applicationWithDomain }),
    );
    expect(propertiesOf(resources, "NLBListener")).toMatchObject({
      Certificates: [{ CertificateArn: { Ref: "NLBCertValidatorAction" } }],
      SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    });
    expect(resourceOf(resources, "NLBCertValidatorAction").Condition).toBe("HasAssociatedDomain");
  });

  test("a listener's own security policy wins", () => {
    const resources = resourcesOf({ port: "443/tls", ssl_policy: "ELBSecurityPolicy-2016-08" });
    expect(propertiesOf(resources, "NLBListener")["SslPolicy"]).toBe("ELBSecurityPolicy-2016-08");
  });

  test("no certificate is requested without a TLS listener", () => {
    expect(Object.keys(resourcesOf({ port: "80" }))).not.toContain("NLBCertValidatorAction");
  });
});

describe("sticky sessions", () => {
  const timeout = { Key: "deregistration_delay.timeout_seconds", Value: 60 };
  test.each([
    ["are left to AWS when nothing is said", { port: "80" }, [timeout]],
    [
      "are switched on",
      { port: "80", stickiness: true },
      [timeout, { Key: "stickiness.enabled", Value: true }],
    ],
    [
      "are switched off",
      { port: "80", stickiness: false },
      [timeout, { Key: "stickiness.enabled", Value: false }],
    ],
    ["are never set for TLS", { port: "443/tls", stickiness: true }, [timeout]],
  ])("%s", (_, nlb, expected) => {
    expect(propertiesOf(resourcesOf(nlb), "NetworkLoadBalancerTargetGroup")["TargetGroupAttributes"]).toEqual(
      expected,
    );
  });
});

test("a health check is written as far as it is given, durations in whole seconds", () => {
  const resources = resourcesOf({
    port: "80",
    healthcheck: {
      port: 81,
      healthy_threshold: 2,
      unhealthy_threshold: 3,
      interval: 30_000,
      timeout: 10_500,
    },
  });
  expect(propertiesOf(resources, "NetworkLoadBalancerTargetGroup")).toMatchObject({
    HealthCheckPort: 81,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 3,
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 10,
  });
});

test("further listeners are numbered, each with a target group and an open port", () => {
  const resources = resourcesOf({ port: "80", additional_listeners: [{ port: "53/udp" }, { port: "81" }] });
  expect(propertiesOf(resources, "NLBListener2")["DefaultActions"]).toEqual([
    { TargetGroupArn: { Ref: "NetworkLoadBalancerTargetGroup2" }, Type: "forward" },
  ]);
  expect(propertiesOf(resources, "NetworkLoadBalancerSecurityGroup")["SecurityGroupIngress"]).toMatchObject([
    { FromPort: 80, ToPort: 80 },
    { FromPort: 53, ToPort: 53 },
    { FromPort: 81, ToPort: 81 },
  ]);
});

describe("names", () => {
  test("without aliases the load balancer has a name in the environment's subdomain, where there is one", () => {
    const resources = resourcesOf({ port: "80" });
    expect(resourceOf(resources, "NLBDNSAlias").Condition).toBe("HasAssociatedDomain");
    expect(Object.keys(resources)).not.toContain("NLBCustomDomainAction");
  });

  test("aliases are handed to the custom resource, with the application's domain and role", () => {
    const inputs = workloadInputs({ application: applicationWithDomain });
    const resources = resourcesOf({ port: "80", alias: [{ name: "a.example.com" }] }, inputs);
    expect(Object.keys(resources)).not.toContain("NLBDNSAlias");
    expect(propertiesOf(resources, "NLBCustomDomainAction")).toMatchObject({
      Aliases: ["a.example.com"],
      DomainName: "example.com",
      RootDNSRole: "arn:aws:iam::999900001111:role/shop-DNSDelegationRole",
    });
  });

  test("where the environment imports certificates, no domain is named, as Copilot names none", () => {
    const inputs = workloadInputs({
      application: applicationWithDomain,
      environment: environmentWithCertificates("public"),
    });
    const resources = resourcesOf({ port: "80", alias: [{ name: "a.example.com" }] }, inputs);
    expect(propertiesOf(resources, "NLBCustomDomainAction")).toMatchObject({
      DomainName: "<nil>",
      RootDNSRole: "<nil>",
    });
  });
});
