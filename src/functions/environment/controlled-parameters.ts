import type { Parameter } from "@aws-sdk/client-cloudformation";
import { readAliasMap } from "./alias-map.ts";

/** What one workload wants of its environment. */
export interface Wish {
  readonly workload: string;
  /** Names of the parameters whose list is to hold the workload; it leaves every other one that ends in `Workloads`. */
  readonly lists: readonly string[];
  /** In the manifest's order, which counts: the environment renders them in it. */
  readonly aliases: readonly string[];
}

/**
 * The parameters to update an environment stack with, or `unchanged` when the wish is fulfilled already. A parameter
 * that the wish does not touch keeps its previous value, so that values which CloudFormation masks survive.
 * Throws when the stack has no parameter that the wish needs. copilot-model.md 2.6.
 */
export function controlledParameters(live: readonly Parameter[], wish: Wish): Parameter[] | "unchanged" {
  const missing = [...wish.lists, ...(wish.aliases.length > 0 ? ["Aliases"] : [])].filter(
    (name) => !live.some((parameter) => parameter.ParameterKey === name),
  );
  if (missing.length > 0) {
    throw new Error(
      `The environment's template knows no parameter ${missing.join(", ")}: it is too old. Deploy the environment first.`,
    );
  }
  const parameters = live.map((parameter) => controlled(parameter, wish));
  return parameters.every((parameter) => parameter.UsePreviousValue === true) ? "unchanged" : parameters;
}

function controlled(parameter: Parameter, wish: Wish): Parameter {
  const key = parameter.ParameterKey ?? "";
  const before = parameter.ParameterValue ?? "";
  const after = valueAfter(key, before, wish);
  return after === before
    ? { ParameterKey: key, UsePreviousValue: true }
    : { ParameterKey: key, ParameterValue: after };
}

function valueAfter(key: string, before: string, wish: Wish): string {
  if (key === "Aliases") return aliasesAfter(before, wish);
  if (!key.endsWith("Workloads")) return before;
  const names = before.split(",").filter((name) => name !== "");
  const member = names.includes(wish.workload);
  const wanted = wish.lists.includes(key);
  if (member === wanted) return before;
  return (wanted ? [...names, wish.workload] : names.filter((name) => name !== wish.workload)).join(",");
}

function aliasesAfter(before: string, wish: Wish): string {
  const aliases = readAliasMap("Aliases", before);
  const current = aliases.get(wish.workload) ?? [];
  if (current.join(",") === wish.aliases.join(",")) return before;
  if (wish.aliases.length > 0) aliases.set(wish.workload, wish.aliases);
  else aliases.delete(wish.workload);
  return aliases.size === 0 ? "" : JSON.stringify(Object.fromEntries(aliases));
}
