import type { JsonMap } from "../../domain/template.ts";
import { equals, not, ref } from "../../template/intrinsics.ts";
import type { EcsContext } from "./ecs-context.ts";

const isGovCloud: JsonMap = equals(ref("AWS::Partition"), "aws-us-gov");
const hasAddons: JsonMap = given("AddonsTemplateURL");

/** Conditions of an ECS service's template. `own` are those of its type. */
export function serviceConditions(context: EcsContext, own: JsonMap = {}): JsonMap {
  return { IsGovCloud: isGovCloud, ...taskConditions(context), ...own };
}

/** Conditions of the template of anything that runs as ECS tasks: which of the optional inputs are there. */
export function taskConditions(context: EcsContext): JsonMap {
  const envFiles: Record<string, JsonMap> = {};
  for (const { condition, parameter } of context.envFiles) envFiles[condition] = given(parameter);
  return { HasAddons: hasAddons, ...envFiles };
}

/** Whether a text parameter has a value. */
function given(parameter: string): JsonMap {
  return not(equals(ref(parameter), ""));
}
