import type { Departure } from "../domain/drift.ts";
import type { Json, JsonMap } from "../domain/template.ts";
import { canonicalJson } from "../template/canonical-json.ts";
import { isJsonList, isJsonMap, pointerBelow } from "../template/json-pointer.ts";
import { isDefault } from "./aws-defaults.ts";

/** One place where two values of one property mean different things. */
export interface MeaningDifference {
  readonly path: string;
  readonly departure: Exclude<Departure, "deleted">;
  readonly expected?: Json;
  readonly actual?: Json;
}

/**
 * Where what is there means something else than what is expected. Services give back what they were given in their own spelling:
 * lists in another order, numbers as text, a single value as a list of one, policies as text, what was left out with its default, what is
 * empty not at all. None of that is a difference.
 */
export function compareByMeaning(
  expected: Json | undefined,
  actual: Json | undefined,
  place: { readonly type: string; readonly path: string },
): readonly MeaningDifference[] {
  const found: MeaningDifference[] = [];
  compare(asData(expected), asData(actual), place.path, place.type, found);
  return found;
}

/** Lists in which the order says something. */
const ordered =
  /(?:^|\/)(?:Command|EntryPoint|CacheBehaviors|DnsServers|DefaultActions|Transforms|command|entrypoint)(?:\/\d+)?$/;

/** What tells the items of a list apart, the likeliest first. */
const identities = [
  "Name",
  "Key",
  "name",
  "Sid",
  "Id",
  "PolicyName",
  "ContainerName",
  "Field",
  "AttributeName",
  "IndexName",
  "SourceVolume",
  "ContainerPort",
] as const;

function compare(
  expected: Json | undefined,
  actual: Json | undefined,
  path: string,
  type: string,
  found: MeaningDifference[],
): void {
  if (expected === undefined || expected === null) {
    if (isNothing(actual) || isDefault(type, path, actual)) return;
    found.push({ path, departure: "added", ...(actual === undefined ? {} : { actual }) });
    return;
  }
  if (actual === undefined || actual === null) {
    if (isNothing(expected) || isDefault(type, path, expected)) return;
    found.push({ path, departure: "removed", expected });
    return;
  }
  if (isJsonMap(expected) && isJsonMap(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      compare(asData(expected[key]), asData(actual[key]), pointerBelow(path, key), type, found);
    }
    return;
  }
  if (isJsonList(expected) || isJsonList(actual)) {
    compareLists(asList(expected), asList(actual), path, type, found);
    return;
  }
  if (isSameScalar(expected, actual)) return;
  found.push({ path, departure: "changed", expected, actual });
}

function compareLists(
  expected: readonly Json[],
  given: readonly Json[],
  path: string,
  type: string,
  found: MeaningDifference[],
): void {
  const actual = given.filter((item) => !isAwsTag(item));
  if (ordered.test(path)) {
    if (!isSame(expected, actual, path, type)) found.push({ path, departure: "changed", expected, actual });
    return;
  }
  const rest = [...actual];
  const missing: [index: number, item: Json][] = [];
  for (const [index, item] of expected.entries()) {
    if (isAwsTag(item)) continue;
    const at = rest.findIndex((other) => isSame([item], [other], pointerBelow(path, index), type));
    if (at === -1) missing.push([index, item]);
    else rest.splice(at, 1);
  }
  for (const [index, item] of missing) {
    const place = pointerBelow(path, index);
    const at = partnerOf(item, rest, missing.length);
    const [partner] = at === -1 ? [] : rest.splice(at, 1);
    if (partner === undefined) found.push({ path: place, departure: "removed", expected: item });
    else compare(asData(item), asData(partner), place, type, found);
  }
  for (const item of rest) {
    found.push({ path: pointerBelow(path, given.indexOf(item)), departure: "added", actual: item });
  }
}

/** The item that stands for the same thing: of the same name, or the only one that is left for the only one that is missing. */
function partnerOf(item: Json, rest: readonly Json[], missing: number): number {
  const identity = isJsonMap(item) ? identities.find((name) => item[name] !== undefined) : undefined;
  if (isJsonMap(item) && identity !== undefined) {
    const wanted = canonicalJson(item[identity] ?? null);
    return rest.findIndex((other) => isJsonMap(other) && canonicalJson(other[identity] ?? null) === wanted);
  }
  return rest.length === 1 && missing === 1 && isJsonMap(item) === isJsonMap(rest[0]) ? 0 : -1;
}

function isSame(left: readonly Json[], right: readonly Json[], path: string, type: string): boolean {
  if (left.length !== right.length) return false;
  const found: MeaningDifference[] = [];
  for (const [index, item] of left.entries()) compare(asData(item), asData(right[index]), path, type, found);
  return found.length === 0;
}

function isSameScalar(expected: Json, actual: Json): boolean {
  if (typeof expected === "object" || typeof actual === "object") return false;
  const [left, right] = [String(expected), String(actual)];
  if (left === right) return true;
  if (/^(?:true|false)$/i.test(left) && /^(?:true|false)$/i.test(right))
    return left.toLowerCase() === right.toLowerCase();
  return isNumeric(left) && isNumeric(right) && Number(left) === Number(right);
}

function isNumeric(text: string): boolean {
  return /^-?\d{1,15}(?:\.\d+)?$/.test(text);
}

/** What a service may leave out, or put in, without saying anything by it. */
function isNothing(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === false || value === 0) return true;
  if (isJsonList(value)) return value.every((item) => isAwsTag(item));
  return isJsonMap(value) && Object.values(value).every((item) => isNothing(item));
}

/** Tags that AWS puts on things itself; nobody can set or remove one. */
function isAwsTag(item: Json): boolean {
  if (!isJsonMap(item)) return false;
  const key = item["Key"] ?? item["key"];
  return typeof key === "string" && key.startsWith("aws:");
}

function asList(value: Json): readonly Json[] {
  return isJsonList(value) ? value : [value];
}

/** A document that is written as text, such as a policy, as what it says. */
function asData(value: Json | undefined): Json | undefined {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value) as JsonMap;
  } catch {
    return value;
  }
}
