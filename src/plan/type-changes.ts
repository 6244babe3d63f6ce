import { type Conditioned, existingIn } from "./sleeping.ts";

/** A resource that is deployed as one type and wanted as another, under the same logical id. */
export interface TypeChange {
  readonly logicalId: string;
  readonly from: string;
  readonly to: string;
}

/**
 * The resources of a stack whose type would change. CloudFormation refuses every such change set ("Update of resource type is not
 * permitted"); what a condition keeps from existing before or after is none of them, for then one is deleted or the other made.
 */
export function typeChanges(deployed: Conditioned, desired: Conditioned): readonly TypeChange[] {
  const retyped = Object.entries(desired.template.Resources).flatMap(([logicalId, { Type: to }]) => {
    const from = deployed.template.Resources[logicalId]?.Type;
    return from === undefined || from === to ? [] : [{ logicalId, from, to }];
  });
  if (retyped.length === 0) return [];
  const [before, after] = [existingIn(deployed), existingIn(desired)];
  return retyped.filter(({ logicalId: id }) => before("Resources", id) && after("Resources", id));
}
