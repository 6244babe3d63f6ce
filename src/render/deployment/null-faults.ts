import type { Json, Template } from "../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../template/json-pointer.ts";
import { templateJson } from "../../template/template-json.ts";
import type { RenderFault } from "../refusal.ts";

/** Places without a value: Copilot writes an empty text without quotes there, and CloudFormation takes no nulls. */
export function nullFaults(template: Template): readonly RenderFault[] {
  return nullsIn(templateJson(template), "").map((path) => ({
    code: "value-missing",
    field: "",
    message: `The template has no value at ${path}, which CloudFormation refuses; what the manifest or the environment says there is empty.`,
    remedy: "Give it a value, or leave the setting out.",
  }));
}

function nullsIn(value: Json, path: string): readonly string[] {
  if (value === null) return [path];
  if (isJsonList(value)) return value.flatMap((item, index) => nullsIn(item, `${path}/${index}`));
  if (!isJsonMap(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => nullsIn(item, `${path}/${key}`));
}
