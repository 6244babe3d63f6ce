import type { StackEvent } from "@aws-sdk/client-cloudformation";
import { expect, test } from "vitest";
import { begunAt } from "../../src/aws/watch/begun-at.ts";

const at = (text: string): Date => new Date(`2026-11-${text}:00Z`);
const event = (text: string): StackEvent => ({
  StackId: "",
  EventId: "",
  StackName: "",
  Timestamp: at(text),
});

test.each<[string, readonly string[], string, string | undefined]>([
  ["without events nothing is known", [], "20T10:00", undefined],
  ["clocks that agree: the first event", ["20T09:00", "20T09:10"], "20T09:11", "20T09:00"],
  [
    "a restart after hours of silence still knows the beginning",
    ["20T09:00", "20T09:02"],
    "20T11:30",
    "20T09:00",
  ],
  ["a clock that is a little behind", ["20T09:00", "20T09:10"], "20T09:08", "20T09:00"],
  [
    "a clock that is days ahead: ten minutes have passed, not a week",
    ["20T09:00", "20T09:10"],
    "27T11:30",
    "27T11:20",
  ],
  ["a clock that is days behind", ["20T09:00", "20T09:10"], "13T11:30", "13T11:20"],
])("%s", (_sentence, events, now, begun) => {
  expect(begunAt(events.map(event), at(now))).toEqual(begun === undefined ? undefined : at(begun));
});
