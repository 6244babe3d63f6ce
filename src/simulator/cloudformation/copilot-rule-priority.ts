import type { JsonMap } from "../../domain/template.ts";
import { isJsonList } from "../../template/json-pointer.ts";
import { textOf } from "./evaluate.ts";
import type { FunctionInvocation } from "./function-runner.ts";
import { regionState } from "./state.ts";

/** Rules for the path `/` come last: their priorities count down from here, not below the other number. */
const lastPriority = 50_000;
const firstRootPriority = 48_000;

/**
 * Priorities for the rules of a listener: `Priority`, `Priority1`, … in the order of the paths. `/` counts down from 50,000,
 * other paths count up from the highest one in use (copilot-model.md 6).
 */
export function prioritiesFor(invocation: FunctionInvocation): JsonMap {
  const { ResourceProperties: properties } = invocation.event;
  const paths = isJsonList(properties["RulePath"]) ? properties["RulePath"] : [properties["RulePath"] ?? "/"];
  const taken = takenPriorities(invocation, textOf(properties["ListenerArn"] ?? ""));
  let lowest = Math.min(lastPriority + 1, ...taken.filter((priority) => priority >= firstRootPriority));
  let highest = Math.max(0, ...taken.filter((priority) => priority < firstRootPriority));
  const entries = paths.map((path, index): [string, number] => {
    const key = index === 0 ? "Priority" : `Priority${index}`;
    if (path === "/") {
      lowest -= 1;
      return [key, lowest];
    }
    highest += 1;
    return [key, highest];
  });
  return Object.fromEntries(entries);
}

function takenPriorities(invocation: FunctionInvocation, listenerArn: string): readonly number[] {
  const { world, account, region } = invocation;
  const { stacks } = world.cells.at(regionState, { account, region });
  return [...stacks.values()]
    .flatMap((stack) => [...stack.resources.values()])
    .filter(
      ({ type, live, status }) =>
        type === "AWS::ElasticLoadBalancingV2::ListenerRule" &&
        status !== "DELETE_COMPLETE" &&
        live.properties["ListenerArn"] === listenerArn,
    )
    .map(({ live }) => Number(live.properties["Priority"]));
}
