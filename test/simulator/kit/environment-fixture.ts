import type { Json, JsonMap, Template } from "../../../src/domain/template.ts";
import { isJsonList, isJsonMap } from "../../../src/template/json-pointer.ts";
import { referencesIn } from "../../../src/template/references.ts";
import type { KitStack } from "./kit-stacks.ts";

const lists = [
  "ALBWorkloads",
  "InternalALBWorkloads",
  "EFSWorkloads",
  "NATWorkloads",
  "AppRunnerPrivateWorkloads",
];

/**
 * An environment stack that has what workload templates import or read: their export names, and the outputs that they ask
 * of the environment's controller. It has the parameters that the controller changes. Names that are exported already stay out.
 */
export function environmentFixture(workloads: readonly KitStack[], exported: ReadonlySet<string>): Template {
  const outputs = new Set(workloads.flatMap(({ template }) => controllerAttributes(template)));
  const prefix = `${workloads[0]?.application}-${workloads[0]?.environment}`;
  const imports = new Set([
    ...workloads.flatMap(importNames),
    // What addons of a workload import besides.
    ...["VpcId", "PublicSubnets", "PrivateSubnets", "EnvironmentSecurityGroup"].map(
      (name) => `${prefix}-${name}`,
    ),
  ]);
  const parameters = [...lists, "Aliases"].map((name) => [name, { Type: "String", Default: "" }]);
  const used: Json = { "Fn::Join": ["|", [...lists, "Aliases"].map((name) => ({ Ref: name }))] };
  return {
    Parameters: Object.fromEntries(parameters),
    Resources: {
      ...managerRole(workloads[0]),
      Cluster: { Type: "AWS::ECS::Cluster" },
      Zone: { Type: "AWS::Route53::HostedZone", Properties: { Name: domain } },
      InternalZone: { Type: "AWS::Route53::HostedZone", Properties: { Name: internalDomain } },
      Topic: { Type: "AWS::SNS::Topic", Properties: { DisplayName: used } },
    },
    Outputs: Object.fromEntries([
      ...[...outputs].map((name) => [name, { Value: valueOf(name) }]),
      ...[...imports]
        .filter((name) => !exported.has(name))
        .map((name, index) => [`Export${index}`, { Value: valueOf(name), Export: { Name: name } }]),
    ]),
  };
}

/** The role that a static site's stack adds a policy to. */
function managerRole(workload: KitStack | undefined): Template["Resources"] {
  if (workload === undefined) return {};
  const RoleName = `${workload.application}-${workload.environment}-EnvManagerRole`;
  const AssumeRolePolicyDocument = {
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  return {
    EnvironmentManagerRole: { Type: "AWS::IAM::Role", Properties: { RoleName, AssumeRolePolicyDocument } },
  };
}

const domain = "environment.example.com";
const internalDomain = "environment.internal";

function valueOf(name: string): Json {
  if (name.endsWith("-ClusterId")) return { Ref: "Cluster" };
  if (name.endsWith("-HostedZone")) return { Ref: "Zone" };
  if (name.endsWith("-SubDomain")) return domain;
  if (name === "InternalWorkloadsHostedZone") return { Ref: "InternalZone" };
  if (name === "InternalWorkloadsHostedZoneName") return internalDomain;
  return name.endsWith("Subnets")
    ? "subnet-1,subnet-2"
    : `arn:aws:fixture:us-west-2:111111111111:${name}/x/y/z`;
}

function controllerAttributes(template: Template): readonly string[] {
  return referencesIn(template as unknown as Json).flatMap(({ target, attribute }) =>
    attribute !== undefined && template.Resources[target]?.Type === "Custom::EnvControllerFunction"
      ? [attribute]
      : [],
  );
}

/** The names that a workload imports, with its parameters put in. */
function importNames({ template, parameters, name }: KitStack): readonly string[] {
  const found: string[] = [];
  const visit = (value: Json): void => {
    if (isJsonList(value)) value.forEach(visit);
    if (!isJsonMap(value)) return;
    const imported = value["Fn::ImportValue"];
    if (imported !== undefined) found.push(textOf(imported, { ...parameters, "AWS::StackName": name }));
    Object.values(value).forEach(visit);
  };
  visit(template as unknown as JsonMap);
  return found;
}

function textOf(value: Json, names: Readonly<Record<string, string>>): string {
  if (!isJsonMap(value)) return typeof value === "string" ? value : JSON.stringify(value);
  const sub = value["Fn::Sub"];
  if (typeof sub === "string")
    return sub.replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) => names[name] ?? whole);
  const join = value["Fn::Join"];
  if (isJsonList(join))
    return (isJsonList(join[1]) ? join[1] : [])
      .map((part) => textOf(part, names))
      .join(textOf(join[0] ?? "", names));
  return names[textOf(value["Ref"] ?? "", names)] ?? "";
}
