import type { z } from "zod";
import type { Finding } from "../domain/finding.ts";
import type { ConfigDocument, PathStep } from "./config-document.ts";
import { nearestWord } from "./suggestion.ts";
import { laterUseOf, knownKeysAt } from "./known-keys.ts";

/** An error about the value at a path, with its place and its text. */
export function findingAt(
  document: ConfigDocument,
  path: readonly PathStep[],
  remark: Pick<Finding, "code" | "message"> & { readonly remedy?: string; readonly part?: "key" | "value" },
): Finding {
  const { part = "value", ...rest } = remark;
  const value = part === "value" ? shownValue(valueAt(document.value, path), path) : undefined;
  return {
    severity: "error",
    place: document.placeOf(path, part),
    field: fieldOf(path),
    ...(value === undefined ? {} : { value }),
    ...rest,
  };
}

/** What zod found, in words that name the key, the wrong value and what would be right. */
export function findingsOf(
  document: ConfigDocument,
  issues: readonly z.core.$ZodIssue[],
): readonly Finding[] {
  return issues.flatMap((issue) => findingsOfIssue(document, issue));
}

/** A path as people write it: `applications.shop.branches[release/*][0]`. */
function fieldOf(path: readonly PathStep[]): string {
  return path
    .map((step, index) => {
      if (typeof step === "string" && /^[A-Za-z_][\w-]*$/.test(step)) return index === 0 ? step : `.${step}`;
      return `[${step}]`;
    })
    .join("");
}

function findingsOfIssue(document: ConfigDocument, issue: z.core.$ZodIssue): readonly Finding[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  const field = fieldOf(path);
  const value = valueAt(document.value, path);
  const name = field === "" ? "The configuration" : `\`${field}\``;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(document, path, key));
    case "invalid_key": {
      const why = issue.issues[0]?.message ?? "is not a key that may stand here";
      const remark = {
        code: "invalid-format",
        message: `The key \`${field}\` ${why}.`,
        part: "key" as const,
      };
      return [findingAt(document, path, remark)];
    }
    case "invalid_type":
      if (value === undefined)
        return [
          findingAt(document, path, {
            code: "required-field-missing",
            message: `${name} is missing; it must be ${articleOf(issue.expected)}.`,
          }),
        ];
      return [
        findingAt(document, path, {
          code: "wrong-type",
          message: `${name} ${wantedOf(issue)}; it is ${kindOf(value)}.`,
          ...(needsQuotes(issue, value) ? { remedy: "Put it into quotes if it is meant as text." } : {}),
        }),
      ];
    case "invalid_value": {
      const allowed = issue.values.map((each) => `\`${String(each)}\``).join(", ");
      const near = typeof value === "string" ? nearestWord(value, issue.values.map(String)) : undefined;
      return [
        findingAt(document, path, {
          code: "invalid-enum-value",
          message: `${name} is ${shownValue(value, path) ?? kindOf(value)}; it must be one of ${allowed}.`,
          ...(near === undefined ? {} : { remedy: `Did you mean \`${near}\`?` }),
        }),
      ];
    }
    case "too_small":
      return [
        findingAt(document, path, {
          code: "empty-value",
          message: `${name} is empty; it must name at least one.`,
        }),
      ];
    case "custom":
    case "invalid_format":
    case "invalid_element":
    case "invalid_union":
    case "not_multiple_of":
    case "too_big":
      return [findingAt(document, path, { code: "invalid-format", message: `${name} ${issue.message}.` })];
  }
}

function unknownKey(document: ConfigDocument, path: readonly PathStep[], key: string): Finding {
  const at = [...path, key];
  const later = laterUseOf(path, key);
  if (later !== undefined)
    return findingAt(document, at, {
      code: "not-supported-yet",
      part: "key",
      message: `This version of Autoland does not act on \`${fieldOf(at)}\` yet (${later}), and accepts no key that it would ignore.`,
      remedy: "Take the key out until a version that acts on it is installed.",
    });
  const known = knownKeysAt(path);
  const near = nearestWord(key, known);
  return findingAt(document, at, {
    code: "unknown-key",
    part: "key",
    message: `\`${fieldOf(at)}\` is not a key of the configuration.`,
    remedy:
      near === undefined
        ? `Here may stand: ${known.map((each) => `\`${each}\``).join(", ")}.`
        : `Did you mean \`${near}\`?`,
  });
}

function valueAt(value: unknown, path: readonly PathStep[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = Object.getOwnPropertyDescriptor(at, step)?.value;
  }
  return at;
}

/** A URL is never shown: it may hold a password. */
function shownValue(value: unknown, path: readonly PathStep[]): string | undefined {
  if (path.at(-1) === "url" || value === undefined || value === null || typeof value === "object")
    return undefined;
  const text = JSON.stringify(value) ?? "";
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

const longestValue = 100;

function kindOf(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return "text";
  return typeof value === "number" ? "a number" : "true or false";
}

/** The schema's own words where it has some, such as the spelling of a duration. */
function wantedOf(issue: z.core.$ZodIssueInvalidType): string {
  return issue.message.startsWith("must ") ? issue.message : `must be ${articleOf(issue.expected)}`;
}

function needsQuotes(issue: z.core.$ZodIssueInvalidType, value: unknown): boolean {
  if (issue.message.startsWith("must ") || issue.expected !== "string") return false;
  return value !== null && typeof value !== "object";
}

function articleOf(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    string: "text",
    array: "a list",
    object: "a map",
    record: "a map",
  };
  return words[expected] ?? expected;
}
