import { expect, test } from "vitest";
import { driftKey, driftTitle } from "../../src/domain/drift-standing.ts";
import { driftLooked, driftTarget, liveDrift } from "../support/drift-happening.ts";

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 20, 9, minute));
const retention = liveDrift("test", "api");
const notChecked = { kind: "not-checked", reason: "Throttled", message: "later" } as const;

test("a difference is found once, and known since then as long as it stands, whatever its value becomes", () => {
  const first = driftLooked("shop", at(1), [driftTarget("test", "api", [retention])]);
  expect(first.found).toEqual([retention]);
  const again = { ...retention, actual: "3" };
  const second = driftLooked("shop", at(2), [driftTarget("test", "api", [again])], first.standing);
  expect(second).toMatchObject({ found: [], gone: [] });
  expect(second.standing.since.get(driftKey(retention))).toEqual(at(1));
});

test("what is no more once it was looked for is gone; what could not be looked at is not, and keeps its time", () => {
  const first = driftLooked("shop", at(1), [driftTarget("test", "api", [retention])]);
  const unread = [driftTarget("test", "api", [], { live: notChecked })];
  const second = driftLooked("shop", at(2), unread, first.standing);
  expect(second.gone).toEqual([]);
  const third = driftLooked("shop", at(3), [driftTarget("test", "api", [retention])], second.standing);
  expect(third.found).toEqual([]);
  expect(third.standing.since.get(driftKey(retention))).toEqual(at(1));
  const fourth = driftLooked("shop", at(4), [driftTarget("test", "api", [])], third.standing);
  expect(fourth.gone).toEqual([retention]);
  expect(fourth.standing.since.size).toBe(0);
});

test.each(["NewCommit", "NewTemplates", "NotDeployedYet"] as const)(
  "what only waits to be deployed (%s) stands in the report and is no news",
  (kind) => {
    const waiting = liveDrift("test", "api", { layer: "git", cause: { kind, message: "a merge" } });
    const first = driftLooked("shop", at(1), [driftTarget("test", "api", [waiting])]);
    expect(first).toMatchObject({ found: [], standing: { report: { counts: { drifted: 1 } } } });
    expect(driftLooked("shop", at(2), [driftTarget("test", "api", [])], first.standing).gone).toEqual([]);
  },
);

test("a difference is named without its values", () => {
  expect(driftTitle(retention)).toBe("LogGroup /RetentionInDays changed");
});
