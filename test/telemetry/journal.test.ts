import { mkdtemp, readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Happening } from "../../src/domain/happening.ts";
import { commitSha } from "../../src/domain/revision.ts";
import { openJournal } from "../../src/telemetry/journal.ts";
import { journalEntries, nothingWritten } from "../../src/telemetry/journal-entries.ts";
import { driftLooked, driftTarget, liveDrift } from "../support/drift-happening.ts";
import { heldBack, planWith, stepFor } from "../report/situations.ts";

const at = new Date("2026-11-20T09:00:00Z");
const step = stepFor("api");
const failure = { disposition: "retry", reason: "RepositoryUnreachable", message: "no connection" } as const;

function looked(changes: Parameters<typeof planWith>[0]): Happening {
  return { kind: "looked", application: "shop", at, plan: planWith(changes), health: [] };
}

const failed: Happening = { kind: "pass-failed", application: "shop", at, failure };

/** The events that the last of them adds. */
function adds(...happenings: readonly Happening[]): readonly string[] {
  let written = nothingWritten;
  let last: readonly string[] = [];
  for (const happening of happenings) {
    const next = journalEntries(written, happening);
    written = next.written;
    last = next.entries.map(({ event, reason }) => (reason === undefined ? event : `${event} ${reason}`));
  }
  return last;
}

const other = { repository: "acme/shop", branch: "main", commit: commitSha("b".repeat(40)) };

describe("a decision is written once, when it is made", () => {
  test.each<[string, readonly Happening[], readonly string[]]>([
    [
      "a first look writes the commit and what is planned",
      [looked({ steps: [step] })],
      ["commit", "planned"],
    ],
    ["the same look again writes nothing", [looked({ steps: [step] }), looked({ steps: [step] })], []],
    [
      "a hold is written with its reason",
      [looked({}), looked({ held: [heldBack("ImageMissing", "api")] })],
      ["held ImageMissing"],
    ],
    [
      "and that it is held no longer",
      [looked({ held: [heldBack("ImageMissing", "api")] }), looked({ steps: [step] })],
      ["planned", "no-longer-held ImageMissing"],
    ],
    [
      "an environment at its commit, once",
      [looked({ steps: [step] }), looked({ inSync: ["api"] })],
      ["at-commit"],
    ],
    [
      "a new commit that changes nothing there",
      [looked({ inSync: ["api"] }), looked({ inSync: ["api"], revision: other })],
      ["commit", "at-commit"],
    ],
    ["a failure to look, once", [failed, failed], []],
    ["and its end", [failed, looked({ inSync: ["api"] })], ["looks-again", "commit", "at-commit"]],
    [
      "how a step ended",
      [{ kind: "step-ended", application: "shop", at, outcome: { kind: "failed", step, failure } }],
      ["step-failed RepositoryUnreachable"],
    ],
    [
      "what AWS says meanwhile is no decision",
      [{ kind: "step-progressed", application: "shop", at, step, line: "x" }],
      [],
    ],
  ])("%s", (_sentence, happenings, events) => {
    expect(adds(...happenings)).toEqual(events);
  });
});

test("lines are whole, in order, appended to what is there, and kept to the last on closing", async () => {
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), "autoland-journal-")), "deep", "journal.jsonl");
  for (const round of [1, 2]) {
    const journal = await openJournal(file, (error) => {
      throw error;
    });
    for (let time = 0; time < 100; time++)
      journal.tell({ kind: "step-began", application: `round-${round}`, at, step });
    await journal.close();
  }
  const lines = (await readFile(file, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
  expect(lines).toHaveLength(200);
  expect(lines[0]).toEqual({
    at: "2026-11-20T09:00:00.000Z",
    application: "round-1",
    event: "step-began",
    environment: "test",
    workload: "api",
    step: step.digest,
    because: "stack shop-test-api does not exist",
  });
  expect(lines.at(-1)).toMatchObject({ application: "round-2" });
});

test("a file that cannot be opened is an error at the start", async () => {
  await expect(openJournal("/dev/null/journal", () => undefined)).rejects.toThrow();
});

test("drift is written when it is found and when it is gone, by name and without a value", () => {
  const cause = {
    kind: "Call",
    message: "PutRetentionPolicy by bob",
    by: "arn:aws:iam::1:user/bob",
  } as const;
  const finding = liveDrift("test", "api", { cause, expected: "thirty-days", actual: "one-day" });
  const found = driftLooked("shop", at, [driftTarget("test", "api", [finding])]);
  const gone = driftLooked("shop", at, [driftTarget("test", "api", [])], found.standing);
  const { entries } = journalEntries(nothingWritten, found);
  expect(entries).toEqual([
    {
      at: at.toISOString(),
      application: "shop",
      event: "drift-found",
      environment: "test",
      workload: "api",
      layer: "live",
      difference: "LogGroup /RetentionInDays changed",
      reason: "Call",
      by: "arn:aws:iam::1:user/bob",
    },
  ]);
  expect(adds(gone)).toEqual(["drift-gone Call"]);
  expect(JSON.stringify([entries, journalEntries(nothingWritten, gone)])).not.toMatch(/thirty-days|one-day/);
});
