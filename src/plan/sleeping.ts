import type { TextMap } from "../domain/stack.ts";
import type { Template } from "../domain/template.ts";
import { resolveConditions } from "../template/resolve-resources.ts";

/** The part of a stack that decides what of its template exists. */
export interface Conditioned {
  readonly template: Template;
  readonly parameters: TextMap;
}

/**
 * Tells which places of two templates sleep: they lie in a resource or an output that a condition keeps from existing before and
 * after. A condition that cannot be decided here counts as met.
 */
export function sleepingIn(deployed: Conditioned, desired: Conditioned): (path: string) => boolean {
  const [before, after] = [existingIn(deployed), existingIn(desired)];
  return (path) => {
    const [, section, id = ""] = path.split("/");
    if (section !== "Resources" && section !== "Outputs") return false;
    return !before(section, id) && !after(section, id);
  };
}

/** Tells which resources and outputs of a template exist, as far as its conditions can be decided here; one that cannot counts as met. */
export function existingIn({
  template,
  parameters,
}: Conditioned): (section: "Resources" | "Outputs", id: string) => boolean {
  const holds = resolveConditions(template, { parameters, pseudo: {} });
  return (section, id) => {
    const item = template[section]?.[id];
    if (item === undefined) return false;
    const condition = item["Condition"];
    return typeof condition !== "string" || holds(condition) !== false;
  };
}
