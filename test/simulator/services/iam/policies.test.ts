import * as fc from "fast-check";
import { expect, test } from "vitest";
import { conditionHolds } from "../../../../src/simulator/services/iam/condition.ts";
import { evaluatePolicies } from "../../../../src/simulator/services/iam/evaluate-policies.ts";
import { parsePolicy } from "../../../../src/simulator/services/iam/policy-document.ts";
import { matchesPattern } from "../../../../src/simulator/services/iam/wildcard.ts";

const stack = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop-test/1";
const allow = (more: object): object => ({
  Effect: "Allow",
  Action: "cloudformation:Describe*",
  Resource: "*",
  ...more,
});
const deny = (more: object): object => ({ ...allow(more), Effect: "Deny" });

test.each([
  {
    situation: "an action pattern fits, whatever its case",
    statements: [allow({ Action: "CLOUDFORMATION:describe*" })],
    verdict: "allowed",
  },
  {
    situation: "no action fits",
    statements: [allow({ Action: ["ssm:*", "cloudformation:List*"] })],
    verdict: "not-mentioned",
  },
  {
    situation: "the action is not among NotAction",
    statements: [allow({ Action: undefined, NotAction: ["organizations:*", "account:*"] })],
    verdict: "allowed",
  },
  {
    situation: "the action is among NotAction",
    statements: [allow({ Action: undefined, NotAction: "cloudformation:*" })],
    verdict: "not-mentioned",
  },
  {
    situation: "the resource fits a pattern",
    statements: [allow({ Resource: "arn:aws:cloudformation:*:111122223333:stack/shop-test/*" })],
    verdict: "allowed",
  },
  {
    situation: "the resource is another one",
    statements: [allow({ Resource: "arn:aws:cloudformation:*:111122223333:stack/shop-prod/*" })],
    verdict: "not-mentioned",
  },
  {
    situation: "a deny stands beside an allow",
    statements: [allow({}), deny({ Resource: stack })],
    verdict: "denied-explicitly",
  },
  {
    situation: "a deny's condition does not hold",
    statements: [allow({}), deny({ Condition: { Bool: { "aws:SecureTransport": "false" } } })],
    verdict: "allowed",
  },
  {
    situation: "the resource has the tags",
    statements: [allow({ Condition: { StringEquals: { "aws:ResourceTag/copilot-application": "shop" } } })],
    verdict: "allowed",
  },
  {
    situation: "the resource has another tag value",
    statements: [allow({ Condition: { StringEquals: { "aws:ResourceTag/copilot-application": "other" } } })],
    verdict: "not-mentioned",
  },
  {
    situation: "the resource lacks the tag",
    statements: [allow({ Condition: { StringEquals: { "aws:ResourceTag/nothing": "x" } } })],
    verdict: "not-mentioned",
  },
  {
    situation: "one of two conditions fails",
    statements: [
      allow({
        Condition: {
          StringEquals: { "aws:ResourceTag/copilot-application": "shop", "aws:RequestedRegion": "us-east-1" },
        },
      }),
    ],
    verdict: "not-mentioned",
  },
  {
    situation: "the policy knows an operator that nobody else knows",
    statements: [allow({ Condition: { StringSmells: { "aws:RequestedRegion": "eu-west-1" } } })],
    verdict: "not-mentioned",
  },
])("when $situation, the request is $verdict", ({ statements, verdict }) => {
  const values = new Map([
    ["aws:resourcetag/copilot-application", ["shop"]],
    ["aws:requestedregion", ["eu-west-1"]],
    ["aws:securetransport", ["true"]],
  ]);
  const parsed = parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }));
  expect(evaluatePolicies(parsed, { action: "cloudformation:DescribeStacks", resource: stack, values })).toBe(
    verdict,
  );
});

test.each([
  { operator: "StringNotEquals", values: ["a"], actual: ["b"], holds: true },
  { operator: "StringNotEquals", values: ["a"], actual: undefined, holds: true },
  { operator: "StringLike", values: ["shop-*"], actual: ["shop-test"], holds: true },
  { operator: "StringEqualsIfExists", values: ["a"], actual: undefined, holds: true },
  { operator: "ForAllValues:StringEquals", values: ["a", "b"], actual: ["a"], holds: true },
  { operator: "ForAllValues:StringEquals", values: ["a"], actual: ["a", "c"], holds: false },
  { operator: "ForAllValues:StringEquals", values: ["a"], actual: undefined, holds: true },
  { operator: "ForAnyValue:StringEquals", values: ["a"], actual: ["c", "a"], holds: true },
  { operator: "ForAnyValue:StringEquals", values: ["a"], actual: undefined, holds: false },
  { operator: "Null", values: ["true"], actual: undefined, holds: true },
  { operator: "Null", values: ["false"], actual: undefined, holds: false },
  { operator: "Bool", values: ["true"], actual: ["true"], holds: true },
  { operator: "NumericLessThanEquals", values: ["10"], actual: ["9"], holds: true },
  {
    operator: "DateGreaterThan",
    values: ["2026-01-01T00:00:00Z"],
    actual: ["2026-05-01T00:00:00Z"],
    holds: true,
  },
  {
    operator: "ArnLike",
    values: ["arn:aws:iam::*:role/shop-*"],
    actual: ["arn:aws:iam::1:role/shop-x"],
    holds: true,
  },
])("$operator of $values holds for $actual: $holds", ({ operator, values, actual, holds }) => {
  const request = new Map(actual === undefined ? [] : [["k", actual]]);
  expect(conditionHolds({ operator, key: "K", values }, request)).toBe(holds);
});

test("a policy variable is what the request says, and nothing when it says nothing", () => {
  const condition = { operator: "StringEquals", key: "k", values: ["${aws:PrincipalTag/team}"] };
  const request = new Map([["k", ["red"]]]);
  expect(conditionHolds(condition, request)).toBe(false);
  expect(conditionHolds(condition, new Map([...request, ["aws:principaltag/team", ["red"]]]))).toBe(true);
});

test("every text matches itself, with any part of it replaced by *", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", ".", "/", ":", "-", "+", "(", "$", "\\", "\n"),
    maxLength: 12,
  });
  fc.assert(
    fc.property(text, fc.nat(12), fc.nat(12), (value, from, length) => {
      expect(matchesPattern(value, value)).toBe(true);
      expect(matchesPattern(`${value.slice(0, from)}*${value.slice(from + length)}`, value)).toBe(true);
      expect(matchesPattern(value, `${value}x`)).toBe(false);
    }),
  );
});

test("a deny beats any allow, whatever their order", () => {
  const statement = fc.constantFrom(
    allow({}),
    deny({}),
    allow({ Action: "ssm:*" }),
    deny({ Action: "ssm:*" }),
  );
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 6 }), (statements) => {
      const request = { action: "cloudformation:DescribeStacks", resource: stack, values: new Map() };
      const verdict = evaluatePolicies(parsePolicy(JSON.stringify({ Statement: statements })), request);
      expect(verdict).toBe(
        evaluatePolicies(parsePolicy(JSON.stringify({ Statement: statements.toReversed() })), request),
      );
      expect(verdict === "denied-explicitly").toBe(
        statements.some((one) => JSON.stringify(one) === JSON.stringify(deny({}))),
      );
    }),
  );
});

test.each([
  "",
  "{}",
  '{"Statement":[{"Effect":"Maybe","Action":"*","Resource":"*"}]}',
  '{"Statement":[{"Effect":"Allow"}]}',
])("%j is no policy", (text) => {
  expect(() => parsePolicy(text)).toThrow(SyntaxError);
});
