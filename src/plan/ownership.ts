import type { ObservedStack, TextMap } from "../domain/stack.ts";
import type { Target } from "../domain/target.ts";

/**
 * Why a stack is not the one of this workload of the application, going by Copilot's tags (design.md 4); undefined when it is. A stack
 * may bear the right name by accident: `shop-test-api` is `api` of `test`, or `test-api` of somebody else's `shop`.
 */
export function ownership(application: string, target: Target, stack: ObservedStack): string | undefined {
  const wanted = {
    "copilot-application": application,
    "copilot-environment": target.environment,
    ...(target.workload === undefined ? {} : { "copilot-service": target.workload }),
  };
  const wrong = Object.entries(wanted).find(([tag, value]) => stack.tags[tag] !== value);
  if (wrong === undefined) return undefined;
  const [tag, value] = wrong;
  const found = stack.tags[tag];
  return `stack ${stack.id.name} has ${found === undefined ? `no tag ${tag}` : `the tag ${tag}=${found}`} where ${value} would be right`;
}

/**
 * Why a stack belongs to another application, environment or workload, going by Copilot's tags; undefined where none of them says so. A
 * stack without them may be the workload's all the same: somebody took them away.
 */
export function foreignTag(stack: ObservedStack, wanted: TextMap): string | undefined {
  const keys = ["copilot-application", "copilot-environment", "copilot-service"] as const;
  const tag = keys.find((key) => stack.tags[key] !== undefined && stack.tags[key] !== wanted[key]);
  return tag === undefined
    ? undefined
    : `stack ${stack.id.name} has the tag ${tag}=${stack.tags[tag]}, so it is another's and nothing is done to it`;
}
