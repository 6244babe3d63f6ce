import type { Condition, ConditionValues } from "./policy-document.ts";
import { matchesPattern } from "./wildcard.ts";

/**
 * Whether a condition holds for a request. A key that the request lacks fails every operator but the negated ones,
 * `Null` and `…IfExists`. An operator that the simulator does not know holds never, so that nothing is allowed by
 * mistake. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionHolds(condition: Condition, request: ConditionValues): boolean {
  const { quantifier, name, ifExists } = operatorOf(condition.operator);
  const actual = request.get(condition.key.toLowerCase());
  const expected = condition.values.map((value) => substituteVariables(value, request));
  if (name === "Null") return (actual === undefined) === (expected[0] === "true");
  const test = tests.get(name);
  if (test === undefined) return false;
  if (actual === undefined) {
    return ifExists || quantifier === "ForAllValues" || (test.negated && quantifier !== "ForAnyValue");
  }
  const holds = (value: string): boolean =>
    test.negated
      ? expected.every((wanted) => !test.matches(wanted, value))
      : expected.some((wanted) => test.matches(wanted, value));
  return quantifier === "ForAllValues" ? actual.every(holds) : actual.some(holds);
}

/** Replaces `${aws:PrincipalTag/team}` and its like; what the request lacks matches nothing. */
export function substituteVariables(pattern: string, request: ConditionValues): string {
  return pattern.replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) => {
    if (name === "*" || name === "?" || name === "$") return name;
    return request.get(name.toLowerCase())?.[0] ?? whole;
  });
}

interface Test {
  readonly negated: boolean;
  readonly matches: (wanted: string, actual: string) => boolean;
}

const equal = (wanted: string, actual: string): boolean => wanted === actual;
const equalIgnoringCase = (wanted: string, actual: string): boolean =>
  wanted.toLowerCase() === actual.toLowerCase();
const timeOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));

const tests: ReadonlyMap<string, Test> = new Map([
  ["StringEquals", { negated: false, matches: equal }],
  ["StringNotEquals", { negated: true, matches: equal }],
  ["StringEqualsIgnoreCase", { negated: false, matches: equalIgnoringCase }],
  ["StringNotEqualsIgnoreCase", { negated: true, matches: equalIgnoringCase }],
  ["StringLike", { negated: false, matches: matchesPattern }],
  ["StringNotLike", { negated: true, matches: matchesPattern }],
  ["ArnEquals", { negated: false, matches: matchesPattern }],
  ["ArnLike", { negated: false, matches: matchesPattern }],
  ["ArnNotEquals", { negated: true, matches: matchesPattern }],
  ["ArnNotLike", { negated: true, matches: matchesPattern }],
  ["Bool", { negated: false, matches: equalIgnoringCase }],
  ["NumericEquals", { negated: false, matches: (wanted, actual) => Number(actual) === Number(wanted) }],
  ["NumericNotEquals", { negated: true, matches: (wanted, actual) => Number(actual) === Number(wanted) }],
  ["NumericLessThan", { negated: false, matches: (wanted, actual) => Number(actual) < Number(wanted) }],
  [
    "NumericLessThanEquals",
    { negated: false, matches: (wanted, actual) => Number(actual) <= Number(wanted) },
  ],
  ["NumericGreaterThan", { negated: false, matches: (wanted, actual) => Number(actual) > Number(wanted) }],
  [
    "NumericGreaterThanEquals",
    { negated: false, matches: (wanted, actual) => Number(actual) >= Number(wanted) },
  ],
  ["DateLessThan", { negated: false, matches: (wanted, actual) => timeOf(actual) < timeOf(wanted) }],
  ["DateGreaterThan", { negated: false, matches: (wanted, actual) => timeOf(actual) > timeOf(wanted) }],
]);

function operatorOf(text: string): {
  readonly quantifier: "ForAllValues" | "ForAnyValue" | undefined;
  readonly name: string;
  readonly ifExists: boolean;
} {
  const [first = "", second] = text.split(":");
  const quantifier = first === "ForAllValues" || first === "ForAnyValue" ? first : undefined;
  const operator = second ?? first;
  const ifExists = operator.endsWith("IfExists");
  return { quantifier, name: ifExists ? operator.slice(0, -"IfExists".length) : operator, ifExists };
}
