import { templateOf } from "./stack-evaluator.ts";
import type { Revision } from "./state.ts";

/** A revision's parameters as the API shows them: `NoEcho` ones as `****`. */
export function maskedParameters(revision: Revision): readonly {
  readonly ParameterKey: string;
  readonly ParameterValue: string;
  readonly ResolvedValue?: string;
}[] {
  const declared = templateOf(revision).Parameters ?? {};
  return Object.entries(revision.parameters).map(([key, value]) => {
    const noEcho = declared[key]?.["NoEcho"];
    const isHidden = noEcho === true || noEcho === "true";
    const resolved = revision.resolved[key];
    return {
      ParameterKey: key,
      ParameterValue: isHidden ? "****" : value,
      ...(resolved === undefined || isHidden ? {} : { ResolvedValue: resolved }),
    };
  });
}
