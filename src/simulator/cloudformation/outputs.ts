import type { CallContext } from "../kernel/service.ts";
import { textOf } from "./evaluate.ts";
import { deployEvaluator, templateOf } from "./stack-evaluator.ts";
import type { OutputRecord, StackRecord } from "./state.ts";

/** The outputs of a stack under its conditions, with the values that they have now. */
export function evaluateOutputs(context: CallContext, stack: StackRecord): readonly OutputRecord[] {
  const revision = stack.current;
  if (revision === undefined) return [];
  const evaluator = deployEvaluator(context, stack, revision);
  return Object.entries(templateOf(revision).Outputs ?? {})
    .filter(([, output]) => typeof output["Condition"] !== "string" || evaluator.holds(output["Condition"]))
    .map(([key, output]) => {
      const description = output["Description"];
      const exported = output["Export"];
      const name =
        typeof exported === "object" && exported !== null && "Name" in exported
          ? evaluator.value(exported["Name"] ?? null)
          : undefined;
      return {
        key,
        value: textOf(evaluator.value(output["Value"] ?? null) ?? null),
        ...(typeof description === "string" ? { description } : {}),
        ...(name === undefined ? {} : { exportName: textOf(name) }),
      };
    });
}
