import type { Json, Template } from "../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../template/json-pointer.ts";
import { isPresent } from "./dependencies.ts";
import { textOf } from "./evaluate.ts";
import type { Evaluator } from "./evaluate.ts";

/**
 * The export names that a template's living resources and outputs import, by logical id. Names may depend on parameters only.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-importvalue.html
 */
export function collectImports(
  template: Template,
  evaluator: Evaluator,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const keep = (id: string, value: Json): void => {
    const names = new Set<string>();
    collect(value, evaluator, names);
    if (names.size > 0) found.set(id, [...names]);
  };
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (isPresent(resource, evaluator.holds)) keep(id, resource.Properties ?? {});
  }
  for (const [id, output] of Object.entries(template.Outputs ?? {})) {
    const condition = output["Condition"];
    if (typeof condition !== "string" || evaluator.holds(condition))
      keep(`Outputs/${id}`, output["Value"] ?? null);
  }
  return found;
}

function collect(value: Json, evaluator: Evaluator, names: Set<string>): void {
  if (isJsonList(value)) {
    for (const item of value) collect(item, evaluator, names);
    return;
  }
  if (!isJsonMap(value)) return;
  const branch = value["Fn::If"];
  if (isJsonList(branch) && typeof branch[0] === "string") {
    collect((evaluator.holds(branch[0]) ? branch[1] : branch[2]) ?? null, evaluator, names);
    return;
  }
  const imported = value["Fn::ImportValue"];
  if (imported !== undefined) {
    names.add(textOf(evaluator.value(imported) ?? ""));
    return;
  }
  for (const item of Object.values(value)) collect(item, evaluator, names);
}
