import { expect, test } from "vitest";
import { allEnded } from "../../src/reconcile/all-ended.ts";

test("values come in the order of the work", async () => {
  expect(await allEnded([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2]);
});

test("a failure is thrown only after everything beside it has ended", async () => {
  const ended: string[] = [];
  const slow = new Promise<void>((resolve) => {
    setImmediate(() => {
      ended.push("slow");
      resolve();
    });
  });
  await expect(allEnded([Promise.reject(new Error("fast")), slow])).rejects.toThrow("fast");
  expect(ended).toEqual(["slow"]);
});
