import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, Template } from "../../../src/domain/template.ts";
import type { EnvironmentManifest } from "../../../src/manifest/environment-manifest.ts";
import { renderBootstrapEnvironment } from "../../../src/render/environment/render-bootstrap-environment.ts";
import { renderEnvironment } from "../../../src/render/environment/render-environment.ts";
import type { EnvironmentInputs, RenderedStack } from "../../../src/render/inputs.ts";
import { isJsonMap, valueAt } from "../../../src/template/json-pointer.ts";
import { templateJson } from "../../../src/template/template-json.ts";
import { anyEnvironment } from "./any-environment.ts";

const inputs: EnvironmentInputs = {
  application: {
    name: "shop",
    accountRootArn: "arn:aws:iam::111122223333:root",
    tags: { team: "a", "copilot-application": "no" },
  },
  name: "test",
  artifactBucketArn: "arn:aws:s3:::artifacts",
  artifactKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/k",
  functionRuntime: "nodejs22.x",
  cidrPrefixListIds: [],
  publicLoadBalancerSourceIps: [],
  templateVersion: "v1.34.0",
  additionalTags: { team: "b" },
};

function rendered(
  manifest: Partial<EnvironmentManifest> = {},
  more: Partial<EnvironmentInputs> = {},
): RenderedStack {
  const result = renderEnvironment(
    { type: "Environment", name: "test", ...manifest },
    { ...inputs, ...more },
  );
  if (result.kind === "refused") throw new Error(result.faults.map(({ message }) => message).join("; "));
  return result.stack;
}

function at(stack: RenderedStack, pointer: string): Json | undefined {
  return valueAt(templateJson(stack.template), pointer);
}

test("tags of the application, additional ones and Copilot's own go over each other in this order", () => {
  expect(rendered().tags).toEqual({
    team: "b",
    "copilot-application": "shop",
    "copilot-environment": "test",
  });
});

test("a first deployment starts the shared parameters empty", () => {
  expect(rendered().parameters).toMatchObject({
    ALBWorkloads: "",
    Aliases: "",
    ServiceDiscoveryEndpoint: "test.shop.local",
    CreateHTTPSListener: "false",
    CreateInternalHTTPSListener: "false",
    ToolsAccountPrincipalARN: "arn:aws:iam::111122223333:root",
    AppDNSDelegationRole: "",
  });
});

test("a later deployment keeps what workloads have put into the shared parameters, and drops parameters that are gone", () => {
  const deployedParameters = {
    ALBWorkloads: "api,web",
    Aliases: '{"api":["a.example.com"]}',
    Gone: "x",
    AppDNSName: "old.com",
  };
  const { parameters } = rendered(
    {},
    { deployedParameters: { ...deployedParameters, ServiceDiscoveryEndpoint: "shop.local" } },
  );
  expect(parameters).toMatchObject({
    ALBWorkloads: "api,web",
    Aliases: '{"api":["a.example.com"]}',
    NATWorkloads: "",
    ServiceDiscoveryEndpoint: "shop.local",
    AppDNSName: "",
  });
  expect(parameters).not.toHaveProperty("Gone");
});

test("an environment from before the namespace was a parameter keeps the application's namespace", () => {
  expect(rendered({}, { deployedParameters: {} }).parameters["ServiceDiscoveryEndpoint"]).toBe("shop.local");
});

test("a domain makes HTTPS listeners and names the delegation role of the application's account", () => {
  const { parameters } = rendered({}, { application: { ...inputs.application, domain: "example.com" } });
  expect(parameters).toMatchObject({
    CreateHTTPSListener: "true",
    AppDNSName: "example.com",
    AppDNSDelegationRole: "arn:aws:iam::111122223333:role/shop-DNSDelegationRole",
  });
});

test("an imported VPC brings no network resources and names its subnets", () => {
  const stack = rendered({
    network: {
      vpc: { id: "vpc-1", subnets: { public: [{ id: "subnet-1" }, { id: "subnet-2" }], private: [] } },
    },
  });
  expect(at(stack, "/Resources/VPC")).toBeUndefined();
  expect(at(stack, "/Resources/AppRunnerVpcEndpoint")).toBeUndefined();
  expect(at(stack, "/Resources/PublicLoadBalancer/Properties/Subnets")).toEqual(["subnet-1", "subnet-2"]);
  expect(at(stack, "/Outputs/PrivateSubnets")).toBeUndefined();
  expect(at(stack, "/Resources/FlowLog")).toBeUndefined();
});

test("subnets of an adjusted VPC are paired by zone", () => {
  const stack = rendered({
    network: {
      vpc: {
        cidr: "10.1.0.0/16",
        subnets: {
          public: [
            { cidr: "10.1.0.0/24", az: "b" },
            { cidr: "10.1.1.0/24", az: "a" },
          ],
          private: [
            { cidr: "10.1.2.0/24", az: "a" },
            { cidr: "10.1.3.0/24", az: "b" },
          ],
        },
      },
    },
  });
  expect(at(stack, "/Resources/PublicSubnet1/Properties")).toMatchObject({
    CidrBlock: "10.1.1.0/24",
    AvailabilityZone: "a",
  });
  expect(at(stack, "/Resources/PrivateSubnet2/Properties")).toMatchObject({
    CidrBlock: "10.1.3.0/24",
    AvailabilityZone: "b",
  });
});

test("a public subnet without a private partner is refused, where Copilot would crash", () => {
  const vpc = { cidr: "10.1.0.0/16", subnets: { public: [{ cidr: "10.1.0.0/24" }], private: [] } };
  const result = renderEnvironment({ type: "Environment", name: "test", network: { vpc } }, inputs);
  expect(result).toMatchObject({
    kind: "refused",
    faults: [{ code: "inconsistent-values", field: "network.vpc.subnets" }],
  });
});

test("flow_logs: false makes flow logs all the same, as in Copilot", () => {
  expect(
    at(
      rendered({ network: { vpc: { flow_logs: false } } }),
      "/Resources/VpcFlowLogGroup/Properties/RetentionInDays",
    ),
  ).toBe(14);
});

test("limited sources replace everybody, and prefix lists mean that the load balancer is not open", () => {
  const stack = rendered({}, { cidrPrefixListIds: ["pl-1"], publicLoadBalancerSourceIps: ["192.0.2.0/24"] });
  expect(
    at(stack, "/Resources/PublicHTTPSLoadBalancerSecurityGroup/Properties/SecurityGroupIngress"),
  ).toMatchObject([
    { SourcePrefixListId: "pl-1", FromPort: 443 },
    { CidrIp: "192.0.2.0/24", ToPort: 443 },
  ]);
  expect(at(stack, "/Outputs/PublicALBAccessible/Value")).toBe(false);
});

test("the runtime and code of functions are those of the inputs", () => {
  const functionCode = { CustomDomainFunction: { bucket: "b", key: "k" } };
  const stack = rendered({}, { functionCode });
  expect(at(stack, "/Resources/CustomDomainFunction/Properties")).toMatchObject({
    Runtime: "nodejs22.x",
    Code: { S3Bucket: "b", S3Key: "k" },
  });
  expect(at(stack, "/Resources/DNSDelegationFunction/Properties/Code")).toBeUndefined();
});

test("the manifest and version stand in the metadata, and a forced update in its output", () => {
  const stack = rendered({}, { manifestText: "name: test\n", forceUpdateId: "id" });
  expect(stack.template.Metadata).toEqual({ Version: "v1.34.0", Manifest: "name: test\n" });
  expect(at(stack, "/Outputs/LastForceDeployID/Value")).toBe("id");
});

test("the bootstrap stage holds the two roles alone", () => {
  const { template, parameters } = renderBootstrapEnvironment(inputs);
  expect(Object.keys(template.Resources)).toEqual(["CloudformationExecutionRole", "EnvironmentManagerRole"]);
  expect(Object.keys(parameters)).toEqual(Object.keys(template.Parameters ?? {}));
  expect(template.Metadata).toEqual({ Version: "bootstrap" });
});

test("every reference, attribute and condition of any environment's template names something that is there", () => {
  fc.assert(
    fc.property(anyEnvironment, ({ manifest, extra }) => {
      const { template, parameters } = rendered(manifest, extra);
      expect(danglingNames(template)).toEqual([]);
      expect(Object.keys(parameters).toSorted()).toEqual(Object.keys(template.Parameters ?? {}).toSorted());
    }),
    { numRuns: 300 },
  );
});

test("every role of any environment carries the application's permissions boundary", () => {
  fc.assert(
    fc.property(anyEnvironment, ({ manifest, extra }) => {
      const application = { ...inputs.application, ...extra.application, permissionsBoundary: "Limit" };
      const { template } = rendered(manifest, { ...extra, application });
      const roles = Object.values(template.Resources).filter(({ Type }) => Type === "AWS::IAM::Role");
      const bounded = roles.filter((role) => role.Properties?.["PermissionsBoundary"] !== undefined);
      expect(bounded).toHaveLength(roles.length);
    }),
    { numRuns: 100 },
  );
});

/** Names that a template uses and does not define. */
function danglingNames(template: Template): readonly string[] {
  const ids = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters ?? {})]);
  const conditions = new Set(Object.keys(template.Conditions ?? {}));
  const missing: string[] = [];
  const use = (name: Json | undefined, known: ReadonlySet<string>): void => {
    if (typeof name === "string" && !name.startsWith("AWS::") && !known.has(name)) missing.push(name);
  };
  const walk = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(walk);
    if (!isJsonMap(value)) return;
    use(value["Ref"], ids);
    if (typeof value["Condition"] === "string") use(value["Condition"], conditions);
    use(valueAt(value, "/Fn::GetAtt/0"), ids);
    use(valueAt(value, "/Fn::If/0"), conditions);
    const depends = value["DependsOn"];
    if (depends !== undefined) [depends].flat().forEach((name) => use(name, ids));
    const text = value["Fn::Sub"];
    if (typeof text === "string") {
      for (const [, name] of text.matchAll(/\$\{([^!}.]+)/g)) use(name, ids);
    }
    Object.values(value).forEach(walk);
  };
  walk(templateJson(template));
  return missing;
}
