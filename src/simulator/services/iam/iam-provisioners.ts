import type { Json, JsonMap } from "../../../domain/template.ts";
import type { Provisioner, ProvisionRequest } from "../../cloudformation/provision.ts";
import { asRecord } from "../../protocols/record.ts";
import { byCalls, callAs, tagsOf } from "../provision-by-calls.ts";
import { tagList } from "../tags.ts";

/** Roles and policies as stacks make them. */
export const iamProvisioners: Readonly<Record<string, Provisioner>> = {
  "AWS::IAM::Role": byCalls({
    make: (request, identity) => {
      const { properties } = request;
      callAs(request, "iam", "CreateRole", {
        RoleName: identity.physicalId,
        Path: properties["Path"],
        AssumeRolePolicyDocument: JSON.stringify(properties["AssumeRolePolicyDocument"]),
        Description: properties["Description"],
        MaxSessionDuration: numberIn(properties, "MaxSessionDuration"),
        PermissionsBoundary: properties["PermissionsBoundary"],
        Tags: tagList(tagsOf(request)),
      });
      return identity;
    },
    furnish: furnishRole,
    remove: removeRole,
  }),
  "AWS::IAM::ManagedPolicy": byCalls({
    make: (request, identity) => {
      callAs(request, "iam", "CreatePolicy", {
        PolicyName: identity.physicalId.split("/").at(-1),
        Path: request.properties["Path"],
        PolicyDocument: JSON.stringify(request.properties["PolicyDocument"]),
      });
      return identity;
    },
    furnish: (request, PolicyArn) => {
      if (request.verb === "update") {
        const PolicyDocument = JSON.stringify(request.properties["PolicyDocument"]);
        callAs(request, "iam", "CreatePolicyVersion", { PolicyArn, PolicyDocument });
      }
      for (const RoleName of textsIn(request.live?.properties, "Roles")) {
        if (textsIn(request.properties, "Roles").includes(RoleName)) continue;
        callAs(request, "iam", "DetachRolePolicy", { RoleName, PolicyArn });
      }
      for (const RoleName of textsIn(request.properties, "Roles")) {
        callAs(request, "iam", "AttachRolePolicy", { RoleName, PolicyArn });
      }
    },
    remove: (request, PolicyArn) => {
      for (const RoleName of textsIn(request.properties, "Roles")) {
        callAs(request, "iam", "DetachRolePolicy", { RoleName, PolicyArn });
      }
      callAs(request, "iam", "DeletePolicy", { PolicyArn });
    },
  }),
  "AWS::IAM::Policy": byCalls({
    make: (_request, identity) => identity,
    furnish: (request) => {
      const PolicyName = request.properties["PolicyName"];
      const PolicyDocument = JSON.stringify(request.properties["PolicyDocument"]);
      for (const RoleName of textsIn(request.properties, "Roles")) {
        callAs(request, "iam", "PutRolePolicy", { RoleName, PolicyName, PolicyDocument });
      }
    },
    remove: (request) => {
      const PolicyName = request.properties["PolicyName"];
      for (const RoleName of textsIn(request.properties, "Roles")) {
        callAs(request, "iam", "DeleteRolePolicy", { RoleName, PolicyName });
      }
    },
  }),
};

function furnishRole(request: ProvisionRequest, RoleName: string): void {
  const { properties } = request;
  if (request.verb === "update") {
    const PolicyDocument = JSON.stringify(properties["AssumeRolePolicyDocument"]);
    callAs(request, "iam", "UpdateAssumeRolePolicy", { RoleName, PolicyDocument });
    callAs(request, "iam", "TagRole", { RoleName, Tags: tagList(tagsOf(request)) });
    dropOldPolicies(request, RoleName);
  }
  for (const [PolicyName, document] of inlinePolicies(properties)) {
    const PolicyDocument = JSON.stringify(document);
    callAs(request, "iam", "PutRolePolicy", { RoleName, PolicyName, PolicyDocument });
  }
  for (const PolicyArn of textsIn(properties, "ManagedPolicyArns")) {
    callAs(request, "iam", "AttachRolePolicy", { RoleName, PolicyArn });
  }
}

function dropOldPolicies(request: ProvisionRequest, RoleName: string): void {
  const before = request.live?.properties ?? {};
  const kept = new Set(inlinePolicies(request.properties).map(([name]) => name));
  for (const [PolicyName] of inlinePolicies(before)) {
    if (!kept.has(PolicyName)) callAs(request, "iam", "DeleteRolePolicy", { RoleName, PolicyName });
  }
  const attached = textsIn(request.properties, "ManagedPolicyArns");
  for (const PolicyArn of textsIn(before, "ManagedPolicyArns")) {
    if (!attached.includes(PolicyArn)) callAs(request, "iam", "DetachRolePolicy", { RoleName, PolicyArn });
  }
}

function removeRole(request: ProvisionRequest, RoleName: string): void {
  for (const PolicyName of textList(
    callAs(request, "iam", "ListRolePolicies", { RoleName })["PolicyNames"],
  )) {
    callAs(request, "iam", "DeleteRolePolicy", { RoleName, PolicyName });
  }
  for (const PolicyArn of textsIn(request.properties, "ManagedPolicyArns")) {
    callAs(request, "iam", "DetachRolePolicy", { RoleName, PolicyArn });
  }
  callAs(request, "iam", "DeleteRole", { RoleName });
}

function inlinePolicies(properties: JsonMap): (readonly [string, unknown])[] {
  const list = properties["Policies"];
  if (!Array.isArray(list)) return [];
  return list.flatMap((policy: Json) => {
    const { PolicyName, PolicyDocument } = asRecord(policy);
    return typeof PolicyName === "string" ? [[PolicyName, PolicyDocument] as const] : [];
  });
}

function textsIn(properties: JsonMap | undefined, name: string): readonly string[] {
  return textList(properties?.[name]);
}

function textList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function numberIn(properties: JsonMap, name: string): number | undefined {
  return properties[name] === undefined ? undefined : Number(properties[name]);
}
