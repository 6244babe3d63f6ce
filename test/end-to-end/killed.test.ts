import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { waitingChangeSets, workloadStacks } from "../flow/stacks-behind.ts";
import { autoland } from "./autoland-process.ts";
import { converge, killAt, type KillPoint } from "./killing.ts";
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

function operationsSince(start: number): number {
  const stack = shop.stack(stackName);
  return stack.events
    .slice(start)
    .filter(({ physicalId, status }) => physicalId === stack.id && status === "UPDATE_IN_PROGRESS").length;
}

const points: readonly KillPoint[] = (["before", "after"] as const).flatMap((when) => [
  { call: "cloudformation:CreateChangeSet.environment", nth: 1, when },
  { call: "cloudformation:ExecuteChangeSet.environment", nth: 1, when },
]);

describe("a sync that is killed with SIGKILL", () => {
  test.each(points)(
    "$when $call converges, executes once, and leaves nothing",
    { timeout: patience },
    async (point) => {
      const start = shop.stack(stackName).events.length;
      await commit();
      expect(await killAt(shop, ["sync"], point)).toBe(true);
      await converge(shop, ["sync"]);
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
  await converge(shop, ["sync"]);
  expect(operationsSince(start)).toBe(1);
  expect(workloadStacks(shop.world).flatMap(waitingChangeSets)).toEqual([]);
});
