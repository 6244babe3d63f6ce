import type { Json, JsonMap } from "../domain/template.ts";

/** Splits an RFC 6901 pointer into its unescaped steps; the empty pointer has none. Text that does not start with `/` is read as if it did. */
export function pointerSteps(pointer: string): readonly string[] {
  if (pointer === "") return [];
  const text = pointer.startsWith("/") ? pointer.slice(1) : pointer;
  return text.split("/").map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Joins steps to an RFC 6901 pointer. */
export function pointerOf(steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${escapeStep(String(step))}`).join("");
}

/** A pointer with one more step. */
export function pointerBelow(pointer: string, step: string | number): string {
  return `${pointer}/${typeof step === "number" ? step : escapeStep(step)}`;
}

/** True for a JSON object, false for lists, scalars, null and nothing. */
export function isJsonMap(value: Json | undefined): value is JsonMap {
  return typeof value === "object" && value !== null && !isJsonList(value);
}

/** True for a JSON list. */
export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** What stands at a pointer, or undefined when nothing does. Inherited properties are nothing. */
export function valueAt(document: Json, pointer: string): Json | undefined {
  let here: Json | undefined = document;
  for (const step of pointerSteps(pointer)) here = child(here, step);
  return here;
}

/** The document without what stands at a pointer; the document itself when nothing does. Lists close the gap. */
export function withoutPath(document: Json, pointer: string): Json {
  const steps = pointerSteps(pointer);
  if (steps.length === 0 || valueAt(document, pointer) === undefined) return document;
  return edited(document, steps, () => undefined);
}

/**
 * The document with another value at a pointer. A step that leads nowhere makes no change, save the last one,
 * which adds a key to a map.
 */
export function withValue(document: Json, pointer: string, value: Json): Json {
  const steps = pointerSteps(pointer);
  if (steps.length === 0) return value;
  const parent = valueAt(document, pointerOf(steps.slice(0, -1)));
  if (!isJsonMap(parent) && valueAt(document, pointer) === undefined) return document;
  return edited(document, steps, () => value);
}

function edited(
  here: Json,
  steps: readonly string[],
  edit: (old: Json | undefined) => Json | undefined,
): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return here;
  const old = child(here, step);
  const fresh = rest.length === 0 || old === undefined ? edit(old) : edited(old, rest, edit);
  if (isJsonList(here)) {
    return fresh === undefined ? here.toSpliced(Number(step), 1) : here.with(Number(step), fresh);
  }
  if (!isJsonMap(here)) return here;
  const entries = Object.entries(here);
  if (fresh === undefined) return Object.fromEntries(entries.filter(([key]) => key !== step));
  if (old === undefined) return Object.fromEntries([...entries, [step, fresh]]);
  return Object.fromEntries(
    entries.map(([key, value]): [string, Json] => [key, key === step ? fresh : value]),
  );
}

function child(here: Json | undefined, step: string): Json | undefined {
  if (isJsonList(here)) return /^(?:0|[1-9][0-9]*)$/.test(step) ? here[Number(step)] : undefined;
  if (isJsonMap(here)) return Object.hasOwn(here, step) ? here[step] : undefined;
  return undefined;
}

function escapeStep(step: string): string {
  if (!step.includes("~") && !step.includes("/")) return step;
  return step.replaceAll("~", "~0").replaceAll("/", "~1");
}
