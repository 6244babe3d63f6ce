import { describe, expect, test } from "vitest";
import type { RequestDrivenWebService } from "../../../src/manifest/workload-manifest.ts";
import type { WorkloadInputs } from "../../../src/render/inputs.ts";
import { renderRequestDrivenWebService } from "../../../src/render/request-driven-web-service.ts";
import type { Resources } from "../../../src/render/resources.ts";
import { applicationWithDomain, propertiesOf, quickWith, resourceOf } from "../web-fixtures.ts";
import { workloadInputs } from "../support/inputs.ts";

function resourcesOf(
  manifest: Partial<RequestDrivenWebService>,
  inputs: Partial<WorkloadInputs> = {},
): Resources {
  return renderRequestDrivenWebService(quickWith(manifest), workloadInputs(inputs)).template.Resources;
}

function healthCheckValuesOf(http: RequestDrivenWebService["http"]): Readonly<Record<string, string>> {
  const manifest = http === undefined ? quickWith() : quickWith({ http });
  const { parameters } = renderRequestDrivenWebService(manifest, workloadInputs());
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => name.startsWith("HealthCheck")));
}

const privateSubnets = { vpc: { placement: "private" } } as const;
const givenSubnets = { vpc: { placement: { subnets: { kind: "ids", ids: ["subnet-1"] } } } } as const;

describe("what the environment must switch on", () => {
  test.each([
    ["nothing for a public service without a placement", {}, undefined],
    [
      "nothing for given subnets and a given endpoint",
      { network: givenSubnets, http: { private: { endpoint: "vpce-1" } } },
      undefined,
    ],
    ["NAT gateways for private subnets", { network: privateSubnets }, ["NATWorkloads"]],
    ["the endpoint for a private service", { http: { private: true } }, ["AppRunnerPrivateWorkloads"]],
    [
      "both, the endpoint first",
      { http: { private: true }, network: privateSubnets },
      ["AppRunnerPrivateWorkloads", "NATWorkloads"],
    ],
  ] satisfies readonly (readonly [
    string,
    Partial<RequestDrivenWebService>,
    readonly string[] | undefined,
  ])[])("%s", (_, manifest, expected) => {
    const resources = resourcesOf(manifest);
    expect(resources["EnvControllerAction"]?.Properties?.["Parameters"]).toEqual(expected);
    expect(resources["AddonsStack"]?.DependsOn).toBe(
      expected === undefined ? undefined : "EnvControllerAction",
    );
  });
});

describe("who reaches the service", () => {
  test("everyone, unless it is private", () => {
    const resources = resourcesOf({ http: { private: false } });
    expect(propertiesOf(resources, "Service")["NetworkConfiguration"]).toEqual({
      EgressConfiguration: { EgressType: "DEFAULT" },
    });
    expect(Object.keys(resources)).not.toContain("AppRunnerVpcIngressConnection");
  });

  test.each([
    ["the environment's endpoint", true, { "Fn::GetAtt": ["EnvControllerAction", "AppRunnerVpcEndpointId"] }],
    ["a given endpoint", { endpoint: "vpce-1" }, "vpce-1"],
  ])("a private service is reached over %s", (_, restricted, endpoint) => {
    const resources = resourcesOf({ http: { private: restricted } });
    expect(propertiesOf(resources, "Service")["NetworkConfiguration"]).toMatchObject({
      IngressConfiguration: { IsPubliclyAccessible: false },
    });
    expect(propertiesOf(resources, "AppRunnerVpcIngressConnection")["IngressVpcConfiguration"]).toMatchObject(
      {
        VpcEndpointId: endpoint,
      },
    );
  });
});

describe("what the service reaches", () => {
  test.each([
    ["private subnets, after the NAT gateways stand", privateSubnets, "EnvControllerAction"],
    ["given subnets, at once", givenSubnets, undefined],
  ])("%s", (_, network, dependsOn) => {
    const resources = resourcesOf({ network });
    expect(resourceOf(resources, "VpcConnector").DependsOn).toBe(dependsOn);
    expect(propertiesOf(resources, "Service")["NetworkConfiguration"]).toMatchObject({
      EgressConfiguration: { EgressType: "VPC" },
    });
    expect(JSON.stringify(propertiesOf(resources, "Service"))).toContain(
      "COPILOT_SERVICE_DISCOVERY_ENDPOINT",
    );
  });

  test("subnets by tags must be looked up first", () => {
    const network = {
      vpc: { placement: { subnets: { kind: "from_tags", from_tags: { tier: ["a"] } } } },
    } as const;
    expect(() => resourcesOf({ network })).toThrow(/from_tags must be looked up/);
  });
});

describe("parameters of the health check", () => {
  test.each([
    ["none are given without a health check", undefined, {}],
    ["a text is the path, as it is written", { healthcheck: "ping" }, { HealthCheckPath: "ping" }],
    [
      "a map gives what it holds, durations in whole seconds",
      { healthcheck: { interval: 10_900, healthy_threshold: 3 } },
      { HealthCheckInterval: "10", HealthCheckHealthyThreshold: "3" },
    ],
  ])("%s", (_, http, expected) => {
    expect(healthCheckValuesOf(http)).toEqual(expected);
  });

  test("App Runner's own health check stays when the manifest has none", () => {
    expect(Object.keys(propertiesOf(resourcesOf({}), "Service"))).not.toContain("HealthCheckConfiguration");
    expect(Object.keys(propertiesOf(resourcesOf({ http: { healthcheck: "/" } }), "Service"))).toContain(
      "HealthCheckConfiguration",
    );
  });
});

describe("the image's repository", () => {
  test.each([
    ["private ECR", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/quick:1", "ECR"],
    ["public ECR", "public.ecr.aws/nginx/nginx:1", "ECR_PUBLIC"],
  ])("%s", (_, location, expected) => {
    const stack = renderRequestDrivenWebService(
      quickWith({ image: { location, port: 80 } }),
      workloadInputs(),
    );
    expect(stack.parameters["ImageRepositoryType"]).toBe(expected);
  });

  test("an image that is not built yet has no repository", () => {
    const stack = renderRequestDrivenWebService(
      quickWith({ image: { build: "Dockerfile", port: 80 } }),
      workloadInputs(),
    );
    expect(stack.parameters).toMatchObject({ ContainerImage: "", ImageRepositoryType: "" });
  });

  test("an image that was pushed wins over the manifest", () => {
    const repository = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/quick";
    const images = { quick: { kind: "pushed", repository, tag: "v2" } } as const;
    const stack = renderRequestDrivenWebService(quickWith(), workloadInputs({ images }));
    expect(stack.parameters).toMatchObject({
      ContainerImage: `${repository}:v2`,
      ImageRepositoryType: "ECR",
    });
  });

  test.each(["nginx", "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/a:1", "docker.io/library/nginx"])(
    "App Runner cannot pull %s, so it is refused",
    (location) => {
      expect(() => resourcesOf({ image: { location, port: 80 } })).toThrow(/is not in Amazon ECR/);
    },
  );
});

describe("a custom domain", () => {
  const http = { alias: "web.example.com" };

  test("is associated by a function with the region's layer of the SDK", () => {
    const resources = resourcesOf({ http }, { application: applicationWithDomain });
    expect(propertiesOf(resources, "CustomDomainAction")).toMatchObject({
      CustomDomain: "web.example.com",
      AppDNSName: "example.com",
      AppDNSRole: "arn:aws:iam::999900001111:role/shop-DNSDelegationRole",
    });
    expect(propertiesOf(resources, "CustomDomainFunction")["Layers"]).toEqual([
      "arn:aws:lambda:eu-west-1:399891621064:layer:AWSLambda-Node-AWS-SDK:14",
    ]);
  });

  test("in a region without that layer Copilot's missing value is kept", () => {
    const environment = { ...workloadInputs().environment, region: "eu-south-2" };
    const resources = resourcesOf({ http }, { application: applicationWithDomain, environment });
    expect(propertiesOf(resources, "CustomDomainFunction")["Layers"]).toEqual(["<nil>"]);
  });

  test("needs an alias", () => {
    expect(Object.keys(resourcesOf({}, { application: applicationWithDomain }))).not.toContain(
      "CustomDomainAction",
    );
  });
});

test("tags of the manifest come after Copilot's, sorted, and read as Copilot's template writes them", () => {
  const resources = resourcesOf({ tags: { team: "web", "cost-center": "42" } });
  expect(propertiesOf(resources, "Service")["Tags"]).toEqual([
    { Key: "copilot-application", Value: { Ref: "AppName" } },
    { Key: "copilot-environment", Value: { Ref: "EnvName" } },
    { Key: "copilot-service", Value: { Ref: "WorkloadName" } },
    { Key: "cost-center", Value: 42 },
    { Key: "team", Value: "web" },
  ]);
});

test("an autoscaling configuration is named in the stack's partition", () => {
  const arn = propertiesOf(resourcesOf({ count: "low-cost/1" }), "Service")["AutoScalingConfigurationArn"];
  expect(arn).toEqual({
    "Fn::Sub":
      "arn:${AWS::Partition}:apprunner:${AWS::Region}:${AWS::AccountId}:autoscalingconfiguration/low-cost/1",
  });
});

test.each([
  ["nothing is granted beyond denying IAM", {}, ["DenyIAM"]],
  [
    "secrets are read",
    { secrets: { A: { kind: "text", text: "a" } } },
    ["DenyIAM", "AccessCopilotTaggedSecrets"],
  ],
  ["topics are published to", { publish: { topics: [{ name: "orders" }] } }, ["DenyIAM", "Publish2SNS"]],
  ["traces are sent", { observability: { tracing: "AwsXRay" } }, ["DenyIAM", "EnableAWSXRayTracing"]],
] satisfies readonly (readonly [string, Partial<RequestDrivenWebService>, readonly string[]])[])(
  "the instance role: %s",
  (_, manifest, expected) => {
    const policies = propertiesOf(resourcesOf(manifest), "InstanceRole")["Policies"];
    const names = Array.isArray(policies) ? policies.map((policy) => Object(policy)["PolicyName"]) : [];
    expect(names).toEqual(expected);
  },
);
