import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Http, RoutingRule } from "../../src/manifest/parts/http.ts";
import type { NetworkListener, NetworkLoadBalancer } from "../../src/manifest/parts/network-load-balancer.ts";
import type { LoadBalancedWebService } from "../../src/manifest/workload-manifest.ts";
import type { WorkloadInputs } from "../../src/render/inputs.ts";
import { renderLoadBalancedWebService } from "../../src/render/load-balanced-web-service.ts";
import {
  applicationWithDomain,
  environmentWithCertificates,
  frontWith,
  importedLoadBalancer,
  propertiesOf,
  referencesIn,
  resourceOf,
} from "./web-fixtures.ts";
import { workloadInputs } from "./support/inputs.ts";

describe("parameters", () => {
  test.each([
    ["a plain service", {}, {}, { HTTPSEnabled: "false", RulePath: "/", DNSDelegated: "false" }],
    [
      "a service with a domain, whose path stands as it is written",
      { http: { path: "api" } },
      { application: applicationWithDomain },
      { HTTPSEnabled: "true", RulePath: "api", DNSDelegated: "true" },
    ],
    [
      "a service that sends traffic to a sidecar",
      { http: { path: "/", target_container: "nginx" }, sidecars: { nginx: { port: "80", image: "nginx" } } },
      {},
      { TargetContainer: "nginx", TargetPort: "80", ContainerPort: "8080" },
    ],
    [
      "a network load balancer with aliases",
      { nlb: { port: "443/tls", alias: [{ name: "a.com" }, { name: "b.com" }] } },
      { application: applicationWithDomain },
      { NLBPort: "443", NLBAliases: "a.com,b.com" },
    ],
  ] satisfies readonly (readonly [
    string,
    Partial<LoadBalancedWebService>,
    Partial<WorkloadInputs>,
    object,
  ])[])("%s", (_, manifest, inputs, expected) => {
    const stack = renderLoadBalancedWebService(frontWith(manifest), workloadInputs(inputs));
    expect(stack.parameters).toMatchObject(expected);
  });

  test("a service without http declares and gives no rule path", () => {
    const stack = renderLoadBalancedWebService(
      frontWith({ http: false, nlb: { port: "80" } }),
      workloadInputs(),
    );
    expect(Object.keys(stack.parameters)).not.toContain("RulePath");
    expect(Object.keys(stack.template.Parameters ?? {})).not.toContain("RulePath");
  });
});

describe("what the environment must switch on", () => {
  test.each([
    ["the public load balancer, and aliases", {}, {}, ["ALBWorkloads", "Aliases"]],
    ["aliases alone without http", { http: false, nlb: { port: "80" } }, {}, ["Aliases"]],
    ["nothing for an imported load balancer", {}, { importedLoadBalancer: importedLoadBalancer("HTTP") }, []],
  ] satisfies readonly (readonly [
    string,
    Partial<LoadBalancedWebService>,
    Partial<WorkloadInputs>,
    readonly string[],
  ])[])("%s", (_, manifest, inputs, expected) => {
    const { template } = renderLoadBalancedWebService(frontWith(manifest), workloadInputs(inputs));
    expect(propertiesOf(template.Resources, "EnvControllerAction")["Parameters"]).toEqual(expected);
  });

  test("the environment's certificate must cover each alias of every rule, once", () => {
    const http = {
      path: "/",
      alias: [{ name: "a.com" }, { name: "b.com" }],
      additional_rules: [{ path: "x", alias: [{ name: "b.com" }, { name: "c.com" }] }],
    };
    const inputs = workloadInputs({ application: applicationWithDomain });
    const { template } = renderLoadBalancedWebService(frontWith({ http }), inputs);
    expect(propertiesOf(template.Resources, "EnvControllerAction")["Aliases"]).toEqual([
      "a.com",
      "b.com",
      "c.com",
    ]);
  });
});

describe("the grace period", () => {
  test.each([
    ["is a minute by default", {}, 60],
    ["is the main rule's", { http: { path: "/", healthcheck: { grace_period: 30_000 } } }, 30],
    ["may be nothing", { http: { path: "/", healthcheck: { grace_period: 0 } } }, 0],
    [
      "is the main listener's without one of the rule",
      { http: { path: "/", healthcheck: "/ok" }, nlb: { port: "80", healthcheck: { grace_period: 90_000 } } },
      90,
    ],
  ] satisfies readonly (readonly [string, Partial<LoadBalancedWebService>, number])[])(
    "%s",
    (_, manifest, expected) => {
      const { template } = renderLoadBalancedWebService(frontWith(manifest), workloadInputs());
      expect(propertiesOf(template.Resources, "Service")["HealthCheckGracePeriodSeconds"]).toBe(expected);
    },
  );
});

test("each security group of an imported load balancer may reach the environment", () => {
  const inputs = workloadInputs({ importedLoadBalancer: importedLoadBalancer("HTTP") });
  const { Resources } = renderLoadBalancedWebService(frontWith(), inputs).template;
  const groups = ["", "1"].map(
    (suffix) =>
      propertiesOf(Resources, `EnvironmentSecurityGroupIngressFromImportedALB${suffix}`)[
        "SourceSecurityGroupId"
      ],
  );
  expect(groups).toEqual(["sg-1", "sg-2"]);
});

test("containers are told the DNS name of the imported load balancer", () => {
  const inputs = workloadInputs({ importedLoadBalancer: importedLoadBalancer("HTTP") });
  const { Resources } = renderLoadBalancedWebService(frontWith(), inputs).template;
  expect(JSON.stringify(resourceOf(Resources, "TaskDefinition"))).toContain(
    `{"Name":"COPILOT_LB_DNS","Value":"shared-1.eu-west-1.elb.amazonaws.com"}`,
  );
});

const alias = fc.record(
  { name: fc.constantFrom("a.com", "b.com"), hosted_zone: fc.constantFrom("Z1", "Z2") },
  { requiredKeys: ["name"] },
);

const routingRule: fc.Arbitrary<RoutingRule> = fc.record(
  {
    path: fc.constantFrom("/", "api", "/v1"),
    alias: fc.array(alias, { maxLength: 2 }),
    hosted_zone: fc.constantFrom("Z1", "Z3"),
    allowed_source_ips: fc.constant(["10.0.0.0/8"]),
    redirect_to_https: fc.boolean(),
    target_port: fc.integer({ min: 1, max: 65_535 }),
  },
  { requiredKeys: ["path"] },
);

const http: fc.Arbitrary<Http> = fc
  .tuple(routingRule, fc.array(routingRule, { maxLength: 3 }))
  .map(([main, additional_rules]) => ({ ...main, additional_rules }));

const networkListener: fc.Arbitrary<NetworkListener> = fc
  .tuple(fc.integer({ min: 1, max: 65_535 }), fc.constantFrom("", "/tcp", "/udp", "/TLS"))
  .map(([port, protocol]) => ({ port: `${port}${protocol}` }));

const nlb: fc.Arbitrary<NetworkLoadBalancer> = fc
  .tuple(networkListener, fc.array(networkListener, { maxLength: 2 }), fc.array(alias, { maxLength: 2 }))
  .map(([main, additional_listeners, aliases]) => ({ ...main, additional_listeners, alias: aliases }));

const manifest: fc.Arbitrary<LoadBalancedWebService> = fc
  .tuple(http, fc.option(nlb, { nil: undefined }))
  .map(([rules, network]) => frontWith({ http: rules, ...(network === undefined ? {} : { nlb: network }) }));

const inputs: fc.Arbitrary<WorkloadInputs> = fc
  .tuple(fc.boolean(), fc.boolean(), fc.constantFrom("none", "HTTP", "HTTPS"))
  .map(([domain, certificates, imported]) =>
    workloadInputs({
      ...(domain ? { application: applicationWithDomain } : {}),
      ...(certificates ? { environment: environmentWithCertificates("public") } : {}),
      ...(imported === "none"
        ? {}
        : { importedLoadBalancer: importedLoadBalancer(imported === "HTTP" ? "HTTP" : "HTTPS") }),
    }),
  );

test("a template refers to nothing that it does not define", () => {
  fc.assert(
    fc.property(manifest, inputs, (service, given) => {
      const { template } = renderLoadBalancedWebService(service, given);
      const defined = new Set([
        ...Object.keys(template.Parameters ?? {}),
        ...Object.keys(template.Resources),
      ]);
      const references = [...referencesIn(JSON.parse(JSON.stringify(template)))];
      expect(references.filter((id) => !id.startsWith("AWS::") && !defined.has(id))).toEqual([]);
    }),
  );
});

test("the ECS service has one attachment for each rule and listener, to a target group that the template defines", () => {
  fc.assert(
    fc.property(manifest, inputs, (service, given) => {
      const { template } = renderLoadBalancedWebService(service, given);
      const rules = typeof service.http === "object" ? 1 + (service.http.additional_rules?.length ?? 0) : 0;
      const listeners = service.nlb === undefined ? 0 : 1 + (service.nlb.additional_listeners?.length ?? 0);
      const attachments = propertiesOf(template.Resources, "Service")["LoadBalancers"];
      expect(attachments).toHaveLength(rules + listeners);
      expect([...referencesIn(attachments)].every((id) => id in template.Resources)).toBe(true);
    }),
  );
});

test("rendering twice gives the same", () => {
  fc.assert(
    fc.property(manifest, inputs, (service, given) => {
      const first = JSON.stringify(renderLoadBalancedWebService(service, given));
      expect(JSON.stringify(renderLoadBalancedWebService(service, given))).toBe(first);
    }),
  );
});
