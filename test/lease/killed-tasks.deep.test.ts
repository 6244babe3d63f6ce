import { appendFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { CallContext } from "../../src/simulator/kernel/service.ts";
import { type Running, startAutoland, until } from "../end-to-end/autoland-process.ts";
import { serveShop, type ServedShop } from "../end-to-end/served-shop.ts";
import { waitingChangeSets } from "../flow/stacks-behind.ts";
import { isDeep } from "../support/depth.ts";

const stackName = "shop-develop-daily-batch";
const manifest = "copilot/daily-batch/manifest.yml";
const patience = 900_000;

/** Where the task that has the lease is killed: at this call, before it has its effect or after it. */
interface Death {
  readonly call: string;
  readonly when: "before" | "after";
}

const deaths: readonly Death[] = [
  "ssm:PutParameter",
  "cloudformation:CreateChangeSet",
  "cloudformation:DescribeChangeSet",
  "cloudformation:ExecuteChangeSet",
  "cloudformation:DescribeStackEvents",
].flatMap((call) => [{ call, when: "before" } as const, { call, when: "after" } as const]);

describe.runIf(isDeep)(
  "a task that is killed with SIGKILL while another waits for the lease (played by npm run test:all: each death takes half a minute)",
  () => {
    test
      .runIf(isDeep)
      .concurrent.each(
        Array.from(
          { length: 4 },
          (_, chain) => [chain, deaths.slice((chain % 2) * 5, (chain % 2) * 5 + 5)] as const,
        ),
      )(
      "chain %i of five deaths: the other takes over, does nothing twice, leaves nothing",
      { timeout: patience },
      async (_chain, chosen) => {
        await using shop = await serveShop("taken-over");
        await withLease(shop);
        let owner = await startTask(shop);
        try {
          for (const death of chosen) {
            const next = await startTask(shop);
            try {
              const start = shop.stack(stackName).events.length;
              const killed = killAt(shop, owner, death);
              await commit(shop);
              await killed;
              expect((await owner.ended).code).not.toBe(0);
              const died = performance.now();
              await until("the other has the lease", () => (hasLease(next) ? true : undefined));
              expect(performance.now() - died).toBeLessThan(30_000);
              await settled(shop, start);
              expect(operationsSince(shop, start)).toBe(1);
              expect(waitingChangeSets(shop.stack(stackName))).toEqual([]);
            } finally {
              owner = next;
            }
          }
        } finally {
          owner.stop("SIGKILL");
          await owner.ended;
        }
      },
    );
  },
);

test(
  "a task that is told to stop gives the lease back, and the next goes on at once",
  { timeout: patience },
  async () => {
    await using shop = await serveShop("taken-over");
    await withLease(shop);
    const first = await startTask(shop);
    const next = await startTask(shop);
    try {
      expect(hasLease(next)).toBe(false);
      first.stop("SIGTERM");
      expect((await first.ended).code).toBe(0);
      const ended = performance.now();
      await until("the other has the lease", () => (hasLease(next) ? true : undefined));
      expect(performance.now() - ended).toBeLessThan(8_000);
    } finally {
      next.stop("SIGTERM");
      expect((await next.ended).code).toBe(0);
    }
  },
);

async function withLease(shop: ServedShop): Promise<void> {
  await appendFile(shop.environment["AUTOLAND_CONFIG"] ?? "", "lease:\n  bucket: acme-autoland\n");
  const { AWS_ACCESS_KEY_ID: accessKeyId = "" } = shop.environment;
  await shop.world.call({
    service: "s3",
    action: "CreateBucket",
    credentials: { accessKeyId },
    region: "eu-west-1",
    input: { Bucket: "acme-autoland", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } },
  });
}

/** Starts a task; answers when it runs, with the lease or waiting for it. */
async function startTask(shop: ServedShop): Promise<Running> {
  const running = startAutoland(["run", "--port", "0"], shop.environment);
  await until("the task runs", () => (running.written.stderr.includes("autoland runs") ? true : undefined));
  const names = shop.world.log.records.length;
  await until("the task has asked for the lease", () =>
    shop.world.log.records.slice(names).some(({ service }) => service === "s3") ? true : undefined,
  );
  await until("somebody has the lease", () =>
    shop.world.log.records.some(({ action }) => action === "PutObject") ? true : undefined,
  );
  return running;
}

function hasLease({ written }: Running): boolean {
  return written.stderr.includes("lease gained");
}

const retries = new WeakMap<ServedShop, number>();

async function commit(shop: ServedShop): Promise<void> {
  const before = retries.get(shop) ?? 2;
  const after = before === 9 ? 2 : before + 1;
  retries.set(shop, after);
  const [from, to] = [`retries: ${before}`, `retries: ${after}`];
  await shop.repository.edit("develop", manifest, (text) => text.replace(from, to), to);
}

/** Kills the task at its next such call; whoever waits for the lease makes none. */
async function killAt(shop: ServedShop, task: Running, { call, when }: Death): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isKilled = false;
  const kill = ({ service, via }: CallContext, action: string): void => {
    if (isKilled || via !== undefined || `${service}:${action}` !== call) return;
    isKilled = true;
    task.stop("SIGKILL");
    resolve();
  };
  const release = shop.world.intercept({
    before: (context, action) => {
      const wasKilled = isKilled;
      if (when === "before") kill(context, action);
      if (isKilled && !wasKilled) throw new Error("the process that asked is gone");
    },
    after: (context, action) => {
      if (when === "after") kill(context, action);
    },
  });
  await promise.finally(release);
}

async function settled(shop: ServedShop, start: number): Promise<void> {
  await until("the stack is updated", () => {
    const stack = shop.stack(stackName);
    const isDone = stack.status === "UPDATE_COMPLETE" && operationsSince(shop, start) > 0;
    return isDone && waitingChangeSets(stack).length === 0 ? true : undefined;
  });
}

function operationsSince(shop: ServedShop, start: number): number {
  const stack = shop.stack(stackName);
  return stack.events
    .slice(start)
    .filter(({ physicalId, status }) => physicalId === stack.id && status === "UPDATE_IN_PROGRESS").length;
}
