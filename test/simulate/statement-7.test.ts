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

function looked(minutes: number, held: readonly string[], said: readonly string[] = []): Evidence {
  const environments = [{ environment: "production", held, said, steps: 0, isAtCommit: true }];
  return { at: at(minutes), kind: "looked", process: "p1", application: "shop", environments, standing: [] };
}

test("an environment that is not looked at while another's account is silent breaks statement 7", () => {
  expect(statement7.breaches(anHour)).toMatchObject([{ statement: 7, at: at(70) }]);
});

test.each([
  ["for the silent account", "AwsUnavailable", "list the stacks of account staging's"],
  ["without saying why", "InternalError", "something went wrong"],
])("so does one whose looks fail as a whole %s", (_how, reason, message) => {
  expect(statement7.breaches(failing(reason, message))).toMatchObject([{ statement: 7 }]);
});

test.each([
  ["the repository", "RepositoryUnreachable", "the repository does not answer"],
  ["another account", "CredentialsExpired", "read the records under /autoland/shop"],
])("looks that fail for %s say nothing about the silence", (_what, reason, message) => {
  expect(statement7.breaches(failing(reason, message))).toEqual([]);
});

test("nor does a look in which its own account could not be read, as calls go wrong by themselves", () => {
  const own = anHour.map((item) =>
    item.kind === "looked" && item.at > at(10)
      ? looked(40, ["CredentialsExpired"], ["list the stacks of account production's"])
      : item,
  );
  expect(statement7.breaches(own)).toEqual([]);
});

test("a process that waits for the silent account, and looks at nothing, breaks it", () => {
  const waiting = anHour.filter((item) => item.kind !== "looked" || item.at < at(10));
  expect(statement7.breaches(waiting)).toMatchObject([{ statement: 7 }]);
});

/** The same hour, whose look came to nothing at all. */
function failing(reason: string, message: string): readonly Evidence[] {
  return anHour.map((item) =>
    item.kind === "looked" && item.at > at(10)
      ? { at: item.at, kind: "look-failed", process: "p1", application: "shop", reason, message }
      : item,
  );
}

test("one whose own account was silent for most of that time does not", () => {
  const both: readonly Evidence[] = [
    { at: at(5), kind: "account-silent", account: "production's" },
    ...anHour,
    { at: at(75), kind: "account-answers", account: "production's" },
  ];
  expect(statement7.breaches(both)).toEqual([]);
});
