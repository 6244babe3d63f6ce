import { expect, test } from "vitest";
import { absent } from "../../src/domain/observed.ts";
import { keepInsights } from "../../src/server/insights.ts";

const { signal } = new AbortController();
const target = { application: "shop", environment: "test", workload: "api" };

test("however many people look, AWS is asked once in a quarter of a minute, and again after that", async () => {
  const clock = { now: new Date("2026-11-20T09:00:00Z") };
  let asked = 0;
  const lookInto = keepInsights(
    async () => {
      asked += 1;
      return absent;
    },
    () => clock.now,
  );
  await Promise.all(Array.from({ length: 50 }, () => lookInto(target, signal)));
  expect(asked).toBe(1);
  await lookInto({ ...target, workload: "web" }, signal);
  expect(asked).toBe(2);
  clock.now = new Date(clock.now.getTime() + 15_000);
  await lookInto(target, signal);
  expect(asked).toBe(3);
});

test("what failed is asked for again at once", async () => {
  let asked = 0;
  const lookInto = keepInsights(
    async () => {
      asked += 1;
      throw new Error("no");
    },
    () => new Date(0),
  );
  await expect(lookInto(target, signal)).rejects.toThrow("no");
  await expect(lookInto(target, signal)).rejects.toThrow("no");
  expect(asked).toBe(2);
});
