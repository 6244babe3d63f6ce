import { expect, test } from "vitest";
import type { Evidence } from "../support/statements/evidence.ts";
import { statement7 } from "../support/statements/statement-7.ts";

const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 20, 9, minutes));

/** The account of staging says nothing for an hour, in which production is held as if it could not be looked at. */
const anHour: readonly Evidence[] = [
  { at: at(0), kind: "head-moved", application: "shop", branch: "release", commit: "a", marks: {} },
  {
    at: at(0),
    kind: "started",
    process: "p1",
    rules: [
      {
        application: "shop",
        environment: "production",
        mode: "apply",
        branch: "release",
        account: "production's",
        prunes: false,
        mayBeLost: [],
      },
    ],
  },
  looked(1, []),
  { at: at(10), kind: "account-silent", account: "staging's" },
  looked(40, ["AwsUnavailable"]),
  { at: at(70), kind: "account-answers", account: "staging's" },
];

function looked(minutes: number, held: readonly string[]): Evidence {
  const environments = [{ environment: "production", held, steps: 0, isAtCommit: true }];
  return { at: at(minutes), kind: "looked", process: "p1", application: "shop", environments, standing: [] };
}

test("an environment that is not looked at while another's account is silent breaks statement 7", () => {
  expect(statement7.breaches(anHour)).toMatchObject([{ statement: 7, at: at(70) }]);
});

test("one whose own account was silent for most of that time does not", () => {
  const both: readonly Evidence[] = [
    { at: at(5), kind: "account-silent", account: "production's" },
    ...anHour,
    { at: at(75), kind: "account-answers", account: "production's" },
  ];
  expect(statement7.breaches(both)).toEqual([]);
});
