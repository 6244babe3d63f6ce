import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { waitingChangeSets, workloadStacks } from "../flow/stacks-behind.ts";
import { autoland, type Running, startAutoland } from "./autoland-process.ts";
import { serveShop, type ServedShop } from "./served-shop.ts";

const patience = 600_000;
const stackName = "shop-develop-daily-batch";
const manifest = "copilot/daily-batch/manifest.yml";

let shop: ServedShop;
let retries = 2;

beforeAll(async () => {
  shop = await serveShop("taken-over");
}, patience);
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
});

/** Commits a change of the job's stack: one more retry than before. */
async function commit(): Promise<void> {
  const before = retries;
  retries = before === 9 ? 2 : before + 1;
  const [from, to] = [`retries: ${before}`, `retries: ${retries}`];
  await shop.repository.edit("develop", manifest, (text) => text.replace(from, to), to);
}

interface Point {
  readonly action: string;
  /** Which call of the action in the pass, from 1. */
  readonly nth: number;
  readonly when: "before" | "after";
}

/** Runs a sync that is killed at this call: before it has an effect, or when it has one and no answer. */
async function syncKilledAt({ action, nth, when }: Point): Promise<boolean> {
  let running: Running | undefined;
  let seen = 0;
  let isKilled = false;
  const kill = (): void => {
    isKilled = true;
    running?.stop("SIGKILL");
  };
  const release = shop.world.intercept({
    before: (context, called) => {
      if (context.via !== undefined || called !== action) return;
      seen += 1;
      if (seen !== nth || when !== "before") return;
      kill();
      throw new Error("the process that asked is gone");
    },
    after: (context, called) => {
      if (context.via === undefined && called === action && seen === nth && when === "after") kill();
    },
  });
  try {
    running = startAutoland(["sync"], shop.environment);
    await running.ended;
    return isKilled;
  } finally {
    release();
  }
}

/** Syncs until nothing is left to do. */
async function converge(): Promise<void> {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const { code } = await autoland(["sync"], shop.environment);
    if (code === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("after thirty syncs there is still something to do");
}

function operationsSince(start: number): number {
  const stack = shop.stack(stackName);
  return stack.events
    .slice(start)
    .filter(({ physicalId, status }) => physicalId === stack.id && status === "UPDATE_IN_PROGRESS").length;
}

const points: readonly Point[] = (["before", "after"] as const).flatMap((when) => [
  { action: "CreateChangeSet", nth: 1, when },
  { action: "ExecuteChangeSet", nth: 1, when },
]);

describe("a sync that is killed with SIGKILL", () => {
  test.each(points)(
    "$when $action $nth converges, executes once, and leaves nothing",
    { timeout: patience },
    async (point) => {
      const start = shop.stack(stackName).events.length;
      await commit();
      expect(await syncKilledAt(point)).toBe(true);
      await converge();
      const stack = shop.stack(stackName);
      expect(stack.status).toBe("UPDATE_COMPLETE");
      expect(operationsSince(start)).toBe(1);
      const stacks = workloadStacks(shop.world);
      expect(stacks.flatMap(waitingChangeSets)).toEqual([]);
      expect(stacks.filter(({ status }) => status === "REVIEW_IN_PROGRESS")).toEqual([]);
    },
  );
});

test("two processes at once execute a change once", { timeout: patience }, async () => {
  const start = shop.stack(stackName).events.length;
  await commit();
  await Promise.all([autoland(["sync"], shop.environment), autoland(["sync"], shop.environment)]);
  await converge();
  expect(operationsSince(start)).toBe(1);
  expect(workloadStacks(shop.world).flatMap(waitingChangeSets)).toEqual([]);
});
