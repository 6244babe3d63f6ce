import { expect, test } from "vitest";
import { closerLooks } from "../../src/aws/closer-looks.ts";

/** The seconds at which a closer look was had, polling every five seconds; `shown` is what there was to see at a second. */
function looksUntil(end: number, shown: (second: number) => string): readonly number[] {
  const looks = closerLooks();
  const had: number[] = [];
  for (let second = 0; second <= end; second += 5) {
    const now = new Date(second * 1_000);
    if (!looks.isDue(now, "UPDATE_IN_PROGRESS")) continue;
    had.push(second);
    looks.looked(now, "UPDATE_IN_PROGRESS", shown(second));
  }
  return had;
}

test("while something changes every poll is a closer look", () => {
  expect(looksUntil(3_600, (second) => `${Math.floor(second / 60)}`)).toHaveLength(721);
});

test("after two quiet minutes they are ten seconds apart, after a quarter of an hour thirty", () => {
  const had = looksUntil(1_800, () => "the same");
  expect(had.filter((second) => second < 120)).toHaveLength(24);
  expect(had.filter((second) => second >= 120 && second < 900)).toHaveLength(78);
  expect(had.filter((second) => second > 900)).toHaveLength(30);
});

test("what happens again is seen at once from then on", () => {
  const had = looksUntil(1_300, (second) => (second < 1_210 ? "the same" : `${second}`));
  expect(had.filter((second) => second >= 1_230)).toEqual([
    1_230, 1_235, 1_240, 1_245, 1_250, 1_255, 1_260, 1_265, 1_270, 1_275, 1_280, 1_285, 1_290, 1_295, 1_300,
  ]);
});

test("another status of the stack is looked into at once", () => {
  const looks = closerLooks();
  looks.looked(new Date(0), "CREATE_IN_PROGRESS", "the same");
  looks.looked(new Date(3_600_000), "CREATE_IN_PROGRESS", "the same");
  expect(looks.isDue(new Date(3_605_000), "CREATE_IN_PROGRESS")).toBe(false);
  expect(looks.isDue(new Date(3_605_000), "DELETE_IN_PROGRESS")).toBe(true);
});
