import { expect, test } from "vitest";
import { type Topic, urgentFirst } from "../../src/notify/topics.ts";

const notBefore = new Date("2026-11-27T12:00:00Z");

test("what somebody should do something about is told first, in its order; all is told", () => {
  const drift = { kind: "drift", id: "drift", notBefore } as Topic;
  const over = { kind: "incident", id: "over", notBefore, isOver: true } as Topic;
  const open = { kind: "incident", id: "open", notBefore, isOver: false } as Topic;
  const group = { kind: "group", id: "group", notBefore, cause: "x", members: [] } as Topic;
  expect(urgentFirst([drift, over, group, open]).map(({ id }) => id)).toEqual([
    "group",
    "open",
    "drift",
    "over",
  ]);
});
