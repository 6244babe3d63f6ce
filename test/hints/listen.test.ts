import pino from "pino";
import { describe, expect, test } from "vitest";
import { ReconcileError } from "../../src/domain/failure.ts";
import type { HintMessage, HintQueue } from "../../src/domain/hint-queue.ts";
import { type HintInputs, makeHints } from "../../src/hints/listen.ts";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";
import type { World } from "../../src/simulator/kernel/world.ts";

/** A queue in memory: what is received is hidden for five seconds, and comes again unless it is removed. */
class MemoryQueue implements HintQueue {
  readonly messages: { readonly body: string; readonly receipt: string; visibleAt: number }[] = [];
  requests = 0;
  fault: ReconcileError | undefined;
  readonly #world: World;
  #sent = 0;

  constructor(world: World) {
    this.#world = world;
  }

  send(body: string): void {
    this.messages.push({ body, receipt: String((this.#sent += 1)), visibleAt: 0 });
  }

  async receive(waitSeconds: number, signal: AbortSignal): Promise<readonly HintMessage[]> {
    this.requests += 1;
    if (this.fault !== undefined) throw this.fault;
    const { clock } = this.#world;
    const until = clock.now().getTime() + waitSeconds * 1000;
    for (;;) {
      const now = clock.now().getTime();
      const found = this.messages.filter(({ visibleAt }) => visibleAt <= now).slice(0, 10);
      for (const message of found) message.visibleAt = now + 5_000;
      if (found.length > 0 || now >= until) return found.map(({ body, receipt }) => ({ body, receipt }));
      await clock.sleep(500, signal);
    }
  }

  async remove(receipts: readonly string[]): Promise<void> {
    for (const receipt of receipts) {
      const at = this.messages.findIndex((message) => message.receipt === receipt);
      if (at >= 0) this.messages.splice(at, 1);
    }
  }
}

/** Listens for so many seconds, doing things at given times (in seconds); tells who was woken when. */
async function listen(
  seconds: number,
  acts: readonly (readonly [at: number, act: (queue: MemoryQueue) => void])[],
  changes: Partial<HintInputs> = {},
) {
  const world = makeWorld({ seed: "hints", services: [] });
  const { clock } = world;
  const begun = clock.now().getTime();
  const after = (): number => (clock.now().getTime() - begun) / 1000;
  const queue = new MemoryQueue(world);
  const woken: (readonly [application: string, at: number])[] = [];
  const outdated: string[] = [];
  const lines: string[] = [];
  const log = pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(line) });
  const hints = makeHints({
    queue,
    clock,
    log,
    applications: [
      { application: "shop", environments: ["develop"] },
      { application: "books", environments: ["develop"] },
    ],
    isOurs: () => true,
    outdate: ({ account, region }) => void outdated.push(`${account}/${region}`),
    ...changes,
  });
  const stop = new AbortController();
  const playing = acts.map(async ([at, act]) => {
    await clock.sleep(at * 1000);
    act(queue);
  });
  const end = clock.sleep(seconds * 1000).then(() => stop.abort(new Error("enough")));
  const running = hints.run((application) => void woken.push([application, after()]), stop.signal);
  await world.run(Promise.all([running, end, ...playing]));
  return { queue, woken, outdated, lines };
}

function changeOf(stack: string): string {
  const id = `arn:aws:cloudformation:eu-west-1:222222222222:stack/${stack}/1`;
  return JSON.stringify({
    source: "aws.cloudformation",
    "detail-type": "CloudFormation Stack Status Change",
    account: "222222222222",
    region: "eu-west-1",
    detail: { "stack-id": id, "status-details": { status: "UPDATE_COMPLETE" } },
  });
}

const missing = new ReconcileError({ disposition: "stall", reason: "QueueMissing", message: "no queue" });
const throttled = new ReconcileError({ disposition: "retry", reason: "Throttled", message: "slower" });

describe("hints", () => {
  test("wake the application that is concerned, at once, and no list from before is used", async () => {
    const { queue, woken, outdated } = await listen(60, [
      [10, (to) => to.send(changeOf("shop-develop-api"))],
    ]);
    expect(woken).toEqual([["shop", 10]]);
    expect(outdated).toEqual(["222222222222/eu-west-1"]);
    expect(queue.messages).toEqual([]);
  });

  test("that say nothing, are malformed or of strangers are removed and wake nobody", async () => {
    const { queue, woken, outdated, lines } = await listen(60, [
      [
        10,
        (to) =>
          ["", "{", '{"source":"aws.s3"}', changeOf("other-develop"), changeOf("shop-production")].forEach(
            (body) => to.send(body),
          ),
      ],
    ]);
    expect([woken, outdated, lines, queue.messages]).toEqual([[], [], [], []]);
  });

  test("that come twice wake once", async () => {
    const { woken } = await listen(60, [
      [10, (to) => [1, 2, 3].forEach(() => to.send(changeOf("shop-develop-api")))],
    ]);
    expect(woken).toHaveLength(1);
  });

  test("by the ten thousand for a minute are a look every two seconds, and the queue is empty after it", async () => {
    const flood = Array.from(
      { length: 600 },
      (_, index) =>
        [
          index / 10,
          (to: MemoryQueue) => {
            for (let copy = 0; copy < 17; copy++)
              to.send(copy % 3 === 0 ? "x" : changeOf("shop-develop-api"));
          },
        ] as const,
    );
    const { queue, woken } = await listen(120, flood);
    expect(queue.messages).toEqual([]);
    expect(woken.length).toBeGreaterThan(10);
    const times = woken.map(([, at]) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2);
    expect(queue.requests).toBeLessThan(1_300);
  });

  test("a queue that is missing or refuses is told of once, asked less and less, and heard again when it is there", async () => {
    const { queue, woken, lines } = await listen(3_600, [
      [5, (to) => void (to.fault = missing)],
      [1_800, (to) => void (to.fault = undefined)],
      [3_000, (to) => to.send(changeOf("shop-develop-api"))],
    ]);
    expect(
      lines.map((line) => (JSON.parse(line) as { msg: string; reason?: string }).reason ?? "heard"),
    ).toEqual(["QueueMissing", "heard"]);
    expect(woken).toEqual([["shop", 3_000]]);
    const polling = (3_600 - 1_800) / 20;
    expect(queue.requests).toBeLessThan(polling + 15);
  });

  test("another fault than the one that was told of is told, too", async () => {
    const { lines } = await listen(600, [
      [5, (to) => void (to.fault = missing)],
      [200, (to) => void (to.fault = throttled)],
    ]);
    expect(lines.map((line) => (JSON.parse(line) as { reason: string }).reason)).toEqual([
      "QueueMissing",
      "Throttled",
    ]);
  });

  test("for an application that another process has are left to it", async () => {
    const { queue, woken } = await listen(
      12,
      [[10, (to) => (to.send(changeOf("shop-develop-api")), to.send(changeOf("books-develop-api")))]],
      { isOurs: (application) => application === "books" },
    );
    expect(woken).toEqual([["books", 10]]);
    expect(queue.messages.map(({ body }) => body)).toEqual([changeOf("shop-develop-api")]);
  });

  test("are not taken by a process that has no turn at all", async () => {
    const { queue } = await listen(60, [[10, (to) => to.send(changeOf("shop-develop-api"))]], {
      isOurs: () => false,
    });
    expect([queue.requests, queue.messages.length]).toEqual([0, 1]);
  });
});
