import type { Json } from "../../domain/template.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import { itemsOf } from "../fold-values.ts";
import { spellingsOf } from "../spell.ts";
import { matchesPattern } from "./action-pattern.ts";

/** One test of a condition: all tests must hold, each for one of its values. */
export interface ConditionTest {
  readonly operator: string;
  /** Lower case: condition keys are read without regard to it. */
  readonly key: string;
  readonly values: readonly string[];
}

/** The tests of a statement's condition; none when it cannot be read, which is as if there were no condition. */
export function testsOf(condition: Json | undefined): readonly ConditionTest[] {
  if (!isJsonMap(condition)) return [];
  return Object.entries(condition).flatMap(([operator, tests]) =>
    isJsonMap(tests)
      ? Object.entries(tests).map(([key, values]) => ({
          operator,
          key: key.toLowerCase(),
          values: itemsOf(values).flatMap((value) => spellingsOf(value, () => undefined)),
        }))
      : [],
  );
}

/** Keys that tie a request to somebody or something, so that `*` as the principal is no longer anyone. */
const identifying = [
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceowner",
  "aws:sourceorgid",
  "aws:principalarn",
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:sourceip",
  "elasticfilesystem:accessedviamounttarget",
];

/** Whether a condition leaves only callers that it names. Operators that pass when the key is missing do not. */
export function namesCallers(condition: Json | undefined): boolean {
  return testsOf(condition).some(
    ({ operator, key, values }) =>
      identifying.includes(key) &&
      /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress|Bool)$/.test(
        operator,
      ) &&
      values.length > 0 &&
      values.every((value) => !isAnybody(value)),
  );
}

/** A value that any caller has: `*`, `arn:aws:*`, all addresses. */
function isAnybody(value: string): boolean {
  if (matchesPattern(value, "arn:aws:iam::999999999999:role/anyone/at/all")) return true;
  if (matchesPattern(value, "arn:aws:sns:xx-nowhere-9:999999999999:anything")) return true;
  return /^[*?]*$/.test(value) || /\/[0-7]$/.test(value) || value === "false";
}

/** Accounts that a condition names. */
export function accountsIn(condition: Json | undefined): readonly string[] {
  return testsOf(condition).flatMap(({ values }) =>
    values.flatMap((value) => {
      if (/^\d{12}$/.test(value)) return [value];
      return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(value)?.[1] ?? [];
    }),
  );
}
