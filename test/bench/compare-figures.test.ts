import { expect, test } from "vitest";
import { compareFigures, comparisonText, lostFigures } from "./compare-figures.ts";

test.each([
  ["a figure that was not kept", "AWS calls per pass", undefined, 96, "new"],
  ["a figure that stayed", "AWS calls per pass", 96, 96, "same"],
  ["calls that are a fifth more", "AWS calls per pass", 96, 115, "alike"],
  ["calls that are more than a fifth more", "AWS calls per pass", 96, 116, "worse"],
  ["calls of one operation that double", "calls ssm:GetParameter", 20, 40, "worse"],
  ["three calls more where there were two", "calls ssm:GetParameter", 2, 5, "alike"],
  ["calls that were none", "calls ecs:DescribeServices", 0, 50, "worse"],
  ["calls that have halved", "AWS calls, first pass", 3_654, 1_800, "better"],
  ["memory that is a quarter more", "peak RSS MiB", 180, 225, "worse"],
  ["memory that is a tenth more", "peak RSS MiB", 180, 198, "alike"],
  ["memory of a process tree", "peak MiB of the process tree", 300, 400, "worse"],
  ["a heap that shrank, and shrinks less", "heap MB grown over the rounds", -4.12, 1.5, "alike"],
  ["a heap that begins to leak", "heap MB grown over the rounds", -4.12, 40, "worse"],
  ["processor time of a busy machine", "CPU s per pass", 2.6, 3.4, "slower"],
  ["processor time that has more than doubled", "CPU s per pass", 2.6, 5.3, "worse"],
  ["processor time too short to be measured well", "CPU s of Node itself", 0.01, 0.03, "slower"],
  ["processor time that has halved", "CPU s, first pass", 23, 11, "better"],
  ["a speed that has more than halved", "templates per CPU s", 1_110, 500, "worse"],
  ["a speed that fell by a third", "templates per CPU s", 1_110, 740, "slower"],
  ["a speed that has doubled", "templates per CPU s", 1_110, 2_220, "better"],
  ["seconds of the clock, which tell of the machine", "wall s", 3, 30, "alike"],
  ["the limit that a run was given", "limit MiB", 512, 1_024, "alike"],
])("%s", (_, what, before, now, verdict) => {
  const kept = before === undefined ? {} : { [what]: before };
  expect(compareFigures(kept, { [what]: now })).toEqual([{ what, before, now, verdict }]);
});

test.each([
  ["a figure that was not kept", undefined, 2, "new", "(new)"],
  ["a figure that stayed", 2, 2, "same", "(same)"],
  ["a figure that fell by a fifth", 2.5, 2, "alike", "(was 2.5, -20%)"],
  ["a figure that doubled", 10, 20, "worse", "(was 10, +100%: worse than allowed)"],
  ["a figure of a slow machine", 10, 15, "slower", "(was 10, +50%: slower)"],
  ["a figure that was nothing", 0, 2, "alike", "(was 0)"],
] as const)("%s is compared in words", (_, before, now, verdict, text) => {
  expect(comparisonText({ what: "calls", before, now, verdict })).toBe(text);
});

test("a figure that a benchmark no longer gives is noticed", () => {
  expect(lostFigures({ "AWS calls per pass": 96, "wall s": 2 }, { "CPU s per pass": 3 })).toEqual([
    "AWS calls per pass",
  ]);
});
