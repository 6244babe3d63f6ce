import { serviceProvisioners } from "../services/service-provisioners.ts";
import { isCustom, isKnown } from "../resources/resource-type.ts";
import { customResources } from "./custom-resource.ts";
import { functionRunnerOf } from "./function-registry.ts";
import { lambdaFunctions } from "./lambda-function.ts";
import { nestedStacks } from "./nested-stack.ts";
import { plainResources } from "./plain-resource.ts";
import type { Provisioner } from "./provision.ts";
import { faultFor, slownessOf } from "./resource-faults.ts";
import { schemaComplaint } from "./schema-complaint.ts";

const custom = customResources((invocation) => functionRunnerOf(invocation.world)(invocation));

/** How resources of a type are made, changed and deleted; with the faults that tests ask for, and the schema's checks, in front. */
export function provisionerFor(type: string): Provisioner {
  const inner = innerFor(type);
  return {
    ...inner,
    begin: (request) => {
      const fault = faultFor(request);
      if (fault !== undefined)
        return { kind: "fails", seconds: fault.afterSeconds ?? 2, reason: fault.reason };
      const complaint = request.verb === "delete" ? undefined : schemaComplaint(request);
      if (complaint !== undefined) return { kind: "fails", seconds: 1, reason: complaint };
      const begun = inner.begin(request);
      return begun.kind === "settles"
        ? { ...begun, seconds: Math.max(begun.seconds, slownessOf(request)) }
        : begun;
    },
  };
}

function innerFor(type: string): Provisioner {
  if (isCustom(type)) return custom;
  if (type === "AWS::CloudFormation::Stack") return nestedStacks;
  if (type === "AWS::Lambda::Function") return lambdaFunctions;
  const played = serviceProvisioners[type];
  if (played !== undefined) return played;
  if (isKnown(type)) return plainResources;
  return unknownType;
}

const unknownType: Provisioner = {
  begin: ({ type, verb, live }) =>
    verb === "delete"
      ? { kind: "settles", seconds: 1, physicalId: live?.physicalId ?? "", attributes: {} }
      : { kind: "fails", seconds: 1, reason: `the simulated AWS does not know the resource type ${type}` },
};
