import type { Json, Template } from "../../domain/template.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import { referencesIn } from "../../template/references.ts";
import { attributesOf } from "../resources/resource-type.ts";
import { AwsFault, validationError } from "../kernel/aws-fault.ts";
import { dependenciesOf, inOrder } from "./dependencies.ts";
import { isPseudoParameter } from "./pseudo-parameters.ts";

const sections = new Set([
  "AWSTemplateFormatVersion",
  "Description",
  "Metadata",
  "Transform",
  "Parameters",
  "Mappings",
  "Conditions",
  "Rules",
  "Hooks",
  "Resources",
  "Outputs",
]);

const resourceAttributes = new Set([
  "Type",
  "Condition",
  "DependsOn",
  "Metadata",
  "Properties",
  "DeletionPolicy",
  "UpdateReplacePolicy",
  "UpdatePolicy",
  "CreationPolicy",
]);

/**
 * Refuses a template that CloudFormation refuses when it is sent, before anything is made. Quotas:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export function checkTemplate(template: Template): void {
  checkSections(template);
  const resources = Object.entries(template.Resources);
  if (resources.length === 0) {
    throw validationError("Template format error: At least one Resources member must be defined.");
  }
  checkCount("resources", resources.length, 500);
  checkCount("parameters", Object.keys(template.Parameters ?? {}).length, 200);
  checkCount("outputs", Object.keys(template.Outputs ?? {}).length, 200);
  checkCount("mappings", Object.keys(template.Mappings ?? {}).length, 200);
  for (const [id] of resources) checkResource(id, template);
  checkReferences(template);
  for (const [id, output] of Object.entries(template.Outputs ?? {})) checkOutput(id, output, template);
  const ids = resources.map(([id]) => id);
  const order = inOrder(ids, (id) => dependenciesOf(id, template, () => true));
  if (order.kind === "circle") {
    throw validationError(`Circular dependency between resources: [${order.ids.join(", ")}]`);
  }
}

/** Refuses a template whose IAM resources or transforms the request did not acknowledge. */
export function checkCapabilities(template: Template, capabilities: readonly string[]): void {
  const needed = neededCapabilities(template).filter(
    (capability) => !isAcknowledged(capability, capabilities),
  );
  if (needed.length === 0) return;
  throw new AwsFault({
    code: "InsufficientCapabilitiesException",
    message: `Requires capabilities : [${needed.join(", ")}]`,
    httpStatus: 400,
    fault: "client",
  });
}

/** Property of an IAM type that gives it a name of its own, which needs CAPABILITY_NAMED_IAM. */
const iamNames: Readonly<Record<string, string>> = {
  "AWS::IAM::Role": "RoleName",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::IAM::User": "UserName",
  "AWS::IAM::Group": "GroupName",
  "AWS::IAM::InstanceProfile": "InstanceProfileName",
};

const iamTypes = new Set([
  ...Object.keys(iamNames),
  "AWS::IAM::AccessKey",
  "AWS::IAM::Policy",
  "AWS::IAM::RolePolicy",
  "AWS::IAM::UserToGroupAddition",
]);

/** What a template needs acknowledged. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export function neededCapabilities(template: Template): readonly string[] {
  const resources = Object.values(template.Resources);
  const iam = resources.filter(({ Type }) => iamTypes.has(Type));
  const isNamed = iam.some(({ Type, Properties }) => Properties?.[iamNames[Type] ?? ""] !== undefined);
  return [
    ...(isNamed ? ["CAPABILITY_NAMED_IAM"] : iam.length > 0 ? ["CAPABILITY_IAM"] : []),
    ...(template.Transform === undefined ? [] : ["CAPABILITY_AUTO_EXPAND"]),
  ];
}

function isAcknowledged(capability: string, given: readonly string[]): boolean {
  if (given.includes(capability)) return true;
  return capability === "CAPABILITY_IAM" && given.includes("CAPABILITY_NAMED_IAM");
}

function checkSections(template: Template): void {
  const unknown = Object.keys(template).filter((section) => !sections.has(section));
  if (unknown.length > 0) {
    throw validationError(`Invalid template property or properties [${unknown.join(", ")}]`);
  }
  const version = template.AWSTemplateFormatVersion;
  if (version !== undefined && version !== "2010-09-09") {
    throw validationError(
      `Template format error: ${version} is not a supported value for AWSTemplateFormatVersion.`,
    );
  }
}

function checkCount(what: string, count: number, limit: number): void {
  if (count > limit) {
    throw validationError(
      `Template format error: Number of ${what}, ${count}, is greater than maximum allowed, ${limit}`,
    );
  }
}

function checkResource(id: string, template: Template): void {
  const resource = template.Resources[id];
  if (resource === undefined) return;
  if (!/^[A-Za-z0-9]+$/.test(id)) {
    throw validationError(`Template format error: Resource name ${id} is non alphanumeric.`);
  }
  const odd = Object.keys(resource).filter((key) => !resourceAttributes.has(key));
  if (odd.length > 0) throw validationError(`Invalid template resource property '${odd[0]}'`);
  if (!/^(?:AWS|Custom|Alexa)::[A-Za-z0-9:@_-]+$/.test(resource.Type)) {
    throw validationError(`Template format error: Unrecognized resource types: [${resource.Type}]`);
  }
  const condition = resource.Condition;
  if (condition !== undefined && !Object.hasOwn(template.Conditions ?? {}, condition)) {
    throw validationError(
      `Template format error: Unresolved condition dependency ${condition} in the Resources block of the template`,
    );
  }
}

function checkOutput(id: string, output: Json, template: Template): void {
  if (!isJsonMap(output) || output["Value"] === undefined) {
    throw validationError(`Template format error: Output ${id} is malformed. Value is missing`);
  }
  const condition = output["Condition"];
  if (typeof condition === "string" && !Object.hasOwn(template.Conditions ?? {}, condition)) {
    throw validationError(
      `Template format error: Unresolved condition dependency ${condition} in the Outputs block of the template`,
    );
  }
}

/** Every Ref, GetAtt and DependsOn of resources and outputs must lead somewhere. */
function checkReferences(template: Template): void {
  const isResource = (name: string): boolean => Object.hasOwn(template.Resources, name);
  const isParameter = (name: string): boolean => Object.hasOwn(template.Parameters ?? {}, name);
  const blocks: readonly [string, Json][] = [
    ["Resources", Object.values(template.Resources).map((resource) => resource.Properties ?? {})],
    ["Outputs", Object.values(template.Outputs ?? {})],
  ];
  for (const [block, content] of blocks) {
    const references = referencesIn(content);
    const unresolved = references
      .filter(({ target, attribute }) =>
        attribute === undefined
          ? !isResource(target) && !isParameter(target) && !isPseudoParameter(target)
          : false,
      )
      .map(({ target }) => target);
    if (unresolved.length > 0) {
      const names = [...new Set(unresolved)].join(", ");
      throw validationError(
        `Template format error: Unresolved resource dependencies [${names}] in the ${block} block of the template`,
      );
    }
    for (const { target, attribute } of references) {
      if (attribute !== undefined) checkAttribute(target, attribute, template);
    }
  }
  for (const resource of Object.values(template.Resources)) {
    const missing = [resource.DependsOn ?? []].flat().filter((name) => !isResource(name));
    if (missing.length > 0) {
      throw validationError(
        `Template format error: Unresolved resource dependencies [${missing.join(", ")}] in the Resources block of the template`,
      );
    }
  }
}

function checkAttribute(target: string, attribute: string, template: Template): void {
  const resource = template.Resources[target];
  if (resource === undefined) {
    throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${target}`);
  }
  const known = attributesOf(resource.Type);
  if (known === "any" || known.includes(attribute)) return;
  if (resource.Type === "AWS::CloudFormation::Stack" && attribute.startsWith("Outputs.")) return;
  throw validationError(
    `Template error: resource ${target} does not support attribute type ${attribute} in Fn::GetAtt`,
  );
}
