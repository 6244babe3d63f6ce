import type { Json } from "../domain/template.ts";

/** One reference inside a value to something else of the template. */
export interface Reference {
  /** A logical id, a parameter, or a pseudo parameter. */
  readonly target: string;
  /** Present for `Fn::GetAtt` and for `${A.B}` in `Fn::Sub`. */
  readonly attribute?: string;
}

/** Everything that a value refers to by Ref, GetAtt or Sub, in order of appearance, repeats included. */
export function referencesIn(value: Json): readonly Reference[] {
  const found: Reference[] = [];
  collect(value, found);
  return found;
}

function collect(value: Json, found: Reference[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === "Ref" && typeof item === "string") found.push({ target: item });
    else if (key === "Fn::GetAtt") collectGetAtt(item, found);
    else if (key === "Fn::Sub") collectSub(item, found);
    else collect(item, found);
  }
}

function collectGetAtt(argument: Json, found: Reference[]): void {
  const parts =
    typeof argument === "string" ? argument.split(/\.(.*)/s) : Array.isArray(argument) ? argument : [];
  const [target, attribute] = parts;
  if (typeof target === "string" && typeof attribute === "string") found.push({ target, attribute });
  else collect(argument, found);
}

function collectSub(argument: Json, found: Reference[]): void {
  const [text, own] = Array.isArray(argument) ? [argument[0], argument[1]] : [argument, undefined];
  const names = new Set(typeof own === "object" && own !== null ? Object.keys(own) : []);
  if (typeof text === "string") {
    for (const match of text.matchAll(/\$\{([^!}][^}]*)\}/g)) {
      const name = (match[1] ?? "").trim();
      const [target, attribute] = name.split(/\.(.*)/s);
      if (target === undefined || names.has(name)) continue;
      found.push(attribute === undefined ? { target } : { target, attribute });
    }
  }
  if (own !== undefined) collect(own, found);
}
