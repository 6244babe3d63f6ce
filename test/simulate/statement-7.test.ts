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
  looked(20, ["AwsUnavailable"]),
  looked(40, ["AwsUnavailable"]),
  looked(60, ["AwsUnavailable"]),
  { at: at(70), kind: "account-answers", account: "staging's" },
];

function looked(minutes: number, held: readonly string[]): Evidence {
  const environments = [{ environment: "production", held, steps: 0, isAtCommit: true }];
  return { at: at(minutes), kind: "looked", process: "p1", application: "shop", environments, standing: [] };
}

test("an environment that is not looked at while another's account is silent breaks statement 7", () => {
  expect(statement7.breaches(anHour)).toMatchObject([{ statement: 7, at: at(70) }]);
});

test("so does one whose looks fail as a whole, for the silent account or without saying why", () => {
  const failed = anHour.map((item, index) =>
    item.kind === "looked" && item.at > at(10)
      ? failedLook(
          item.at,
          index % 2 === 0 ? "InternalError" : "AwsUnavailable",
          "stacks of account staging's",
        )
      : item,
  );
  expect(statement7.breaches(failed)).toMatchObject([{ statement: 7 }]);
});

test("looks that fail for the repository, or for another account, say nothing about the silence", () => {
  const elsewhere = anHour.map((item, index) =>
    item.kind === "looked" && item.at > at(10)
      ? failedLook(
          item.at,
          index % 2 === 0 ? "RepositoryUnreachable" : "CredentialsExpired",
          "read the records under /autoland/shop",
        )
      : item,
  );
  expect(statement7.breaches(elsewhere)).toEqual([]);
});

function failedLook(when: Date, reason: string, message: string): Evidence {
  return { at: when, kind: "look-failed", process: "p1", application: "shop", reason, message };
}

test("one whose own account was silent for most of that time does not", () => {
  const both: readonly Evidence[] = [
    { at: at(5), kind: "account-silent", account: "production's" },
    ...anHour,
    { at: at(75), kind: "account-answers", account: "production's" },
  ];
  expect(statement7.breaches(both)).toEqual([]);
});
