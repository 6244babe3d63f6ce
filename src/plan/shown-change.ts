import type { Json, Template } from "../domain/template.ts";
import { digestOf } from "../template/digest.ts";
import { isJsonList, isJsonMap, valueAt } from "../template/json-pointer.ts";
import { hiddenValue, shownValue } from "../template/shown-value.ts";
import { templateJson } from "../template/template-json.ts";

/** Enough of a value to recognise it. */
const longest = 120;

/**
 * One side of a difference, for people. What is structural (counts, sizes, images, names) is shown. Of the value of a variable, or of what
 * is called a password, a token and the like, only the name and four digits of a fingerprint are: enough to see that it changed and when it
 * is back, too few to tell a guess from a coincidence.
 */
export function shownSide(value: Json, path: string, template: Template | undefined): string {
  const shown = shownValue(value, path);
  if (shown !== hiddenValue) return cut(typeof value === "string" ? shortKey(value) : (shown ?? ""));
  const name = template === undefined ? undefined : variableName(template, path);
  return `${name === undefined ? "" : `${name} `}#${digestOf(value).slice(0, 4)}`;
}

/**
 * Two lists of variables, each without what stands in the other as well: of forty variables of which one is new, the new one is told.
 * Undefined where they are something else.
 */
export function shownVariables(
  from: Json,
  to: Json,
): { readonly from: string; readonly to: string } | undefined {
  const [before, after] = [variablesIn(from), variablesIn(to)];
  if (before === undefined || after === undefined) return undefined;
  return { from: without(before, after), to: without(after, before) };
}

function without(own: readonly string[], other: readonly string[]): string {
  return cut(own.filter((each) => !other.includes(each)).join(", ") || "as it was");
}

function variablesIn(list: Json): readonly string[] | undefined {
  if (!isJsonList(list)) return undefined;
  const found = list.flatMap((item) => {
    if (!isJsonMap(item) || typeof item["Name"] !== "string" || item["Value"] === undefined) return [];
    return [`${item["Name"]} #${digestOf(item["Value"]).slice(0, 4)}`];
  });
  return found.length === list.length ? found : undefined;
}

/** ECS and CodeBuild write a variable as a pair of name and value. */
function variableName(template: Template, path: string): string | undefined {
  const name = path.endsWith("/Value")
    ? valueAt(templateJson(template), path.replace(/Value$/, "Name"))
    : undefined;
  return typeof name === "string" ? name : undefined;
}

/** An artifact's key without most of the hash that its name is: the folder says what it is, twelve digits which one. */
function shortKey(text: string): string {
  return text.replace(
    /^manual\/scripts\/custom-resources\/([^/]+)\/([0-9a-f]{12})[0-9a-f]*\.zip$/,
    "$1/$2….zip",
  );
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
