import pino from "pino";
import { describe, expect, test } from "vitest";
import { absent, present } from "../../src/domain/observed.ts";
import type { Source } from "../../src/domain/source.ts";
import { makeOperations } from "../../src/reconcile/operations.ts";
import { makeLoop, type Member, type PassEnd } from "../../src/reconcile/reconcile.ts";
import { openAdoptedShop, type Shop, shopFiles } from "../support/shop.ts";

const second = 1_000;
const minute = 60 * second;

/** Runs a loop over members for so long, doing things at given times, and tells of the passes that ended. */
async function loopFor(
  shop: Shop,
  members: readonly Member[],
  duration: number,
  acts: readonly (readonly [at: number, act: () => void])[] = [],
): Promise<readonly PassEnd[]> {
  const { clock } = shop.world;
  const ends: PassEnd[] = [];
  const stop = new AbortController();
  const loop = makeLoop({
    members,
    clock,
    random: () => 0.5,
    publish: async (end) => void ends.push(end),
  });
  const playing = acts.map(async ([at, act]) => {
    await clock.sleep(at);
    act();
  });
  const end = clock.sleep(duration).then(() => stop.abort(new Error("enough")));
  await shop.world.run(Promise.all([loop.run(stop.signal), end, ...playing]));
  return ends;
}

function memberOf(shop: Shop, changes: Partial<Member> = {}): Member {
  const { eyes, hands } = shop;
  return { eyes, hands, subject: shop.subject(), intervalMilliseconds: 30 * second, ...changes };
}

/** When calls of an action about a stack were made, in seconds since the test's start. */
function calledAt(shop: Shop, since: Date, action: string, stack: string): readonly number[] {
  return shop.world.log.records
    .filter(
      (record) => record.action === action && record.via === undefined && new Date(record.time) >= since,
    )
    .filter((record) => JSON.stringify(record.input)?.includes(`"${stack}"`))
    .map((record) => (new Date(record.time).getTime() - since.getTime()) / second);
}

function edited(workload: string, from: string, to: string): Record<string, string> {
  const path = `copilot/${workload}/manifest.yml`;
  const text = shopFiles[path] ?? "";
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
  return { [path]: text.replace(from, to) };
}

/** Stacks whose operations take an hour more than the simulated AWS's. */
function slowly(shop: Shop, stacks: RegExp, duration = 60 * minute): Member["hands"] {
  const { writer } = shop.hands;
  return {
    ...shop.hands,
    writer: {
      ...writer,
      follow: async (change, progress, signal) => {
        const end = await writer.follow(change, progress, signal);
        if (stacks.test(change.stack.id.name)) await shop.world.clock.sleep(duration, signal);
        return end;
      },
    },
  };
}

describe("while one stack changes for an hour", () => {
  test("other workloads and environments are changed as their commits come, and it is left alone", async () => {
    const shop = await openAdoptedShop();
    const begun = shop.world.clock.now();
    const member = memberOf(shop, { hands: slowly(shop, /develop-api$/) });
    const ends = await loopFor(shop, [member], 20 * minute, [
      [
        10 * second,
        () => void shop.source.commit("develop", edited("api", "LOG_LEVEL: debug", "LOG_LEVEL: trace")),
      ],
      [
        5 * minute,
        () => void shop.source.commit("develop", edited("daily-batch", "retries: 2", "retries: 3")),
      ],
      [
        6 * minute,
        () => void shop.source.commit("develop", edited("api", "LOG_LEVEL: debug", "LOG_LEVEL: warn")),
      ],
      [7 * minute, () => void shop.source.commit("release", edited("worker", "cpu: 256", "cpu: 512"))],
    ]);
    expect(calledAt(shop, begun, "ExecuteChangeSet", "shop-develop-api")).toHaveLength(1);
    expect(calledAt(shop, begun, "ExecuteChangeSet", "shop-develop-daily-batch")[0]).toBeLessThan(6 * 60);
    expect(calledAt(shop, begun, "ExecuteChangeSet", "shop-staging-worker")[0]).toBeLessThan(8 * 60);
    const waiting = ends.flatMap((end) =>
      end.kind === "report"
        ? end.report.outcomes.flatMap((outcome) => (outcome.kind === "skipped" ? [outcome.reason] : []))
        : [],
    );
    expect(waiting).toContain("StackBusy");
  });

  test("what came for it meanwhile is done within a look of its end", async () => {
    const shop = await openAdoptedShop();
    const begun = shop.world.clock.now();
    const member = memberOf(shop, { hands: slowly(shop, /develop-api$/, 30 * minute) });
    await loopFor(shop, [member], 50 * minute, [
      [
        10 * second,
        () => void shop.source.commit("develop", edited("api", "LOG_LEVEL: debug", "LOG_LEVEL: trace")),
      ],
      [
        6 * minute,
        () => void shop.source.commit("develop", edited("api", "LOG_LEVEL: debug", "LOG_LEVEL: warn")),
      ],
    ]);
    const [first = 0, next = 0, ...others] = calledAt(shop, begun, "ExecuteChangeSet", "shop-develop-api");
    expect(others).toEqual([]);
    expect(next - first).toBeGreaterThan(30 * 60);
    expect(next - first).toBeLessThan(40 * 60);
  });
});

/** An application of which there is nothing to see, whose repository answers after half a second; tells when it was looked at. */
function idleMember(shop: Shop, name: string, seen: string[]): Member {
  const { clock } = shop.world;
  const source: Source = {
    ...shop.eyes.source,
    repository: `acme/${name}`,
    heads: async (signal) => {
      seen.push(`${name} ${clock.now().toISOString()}`);
      await clock.sleep(second / 2, signal);
      return new Map();
    },
  };
  return {
    eyes: {
      ...shop.eyes,
      source,
      cloud: {
        ...shop.eyes.cloud,
        observe: async () => ({
          application: name,
          record: absent,
          components: present(new Map()),
          registeredEnvironments: present([]),
          environments: new Map(),
        }),
      },
      records: { read: async () => absent, readRelease: async () => absent },
    },
    hands: { ...shop.hands, log: pino({ level: "silent" }), operations: makeOperations() },
    subject: { application: name, branches: [], environments: [], variables: {}, waivers: [] },
    intervalMilliseconds: minute,
  };
}

/** Milliseconds between an idle application's looks (the first: since the start), of fifty of them beside a shop as it is given. */
async function gapsBeside(shop: Shop, member: Member): Promise<ReadonlyMap<string, readonly number[]>> {
  const seen: string[] = [];
  const begun = shop.world.clock.now().getTime();
  const others = Array.from({ length: 50 }, (_, index) => idleMember(shop, `idle${index}`, seen));
  shop.source.commit("develop", edited("api", "LOG_LEVEL: debug", "LOG_LEVEL: trace"));
  await loopFor(shop, [member, ...others], 75 * minute);
  const times = Map.groupBy(
    seen.map((line) => line.split(" ")),
    ([name = ""]) => name,
  );
  return new Map(
    [...times].map(([name, looks]) => {
      const at = [begun, ...looks.map(([, time = ""]) => new Date(time).getTime())];
      return [name, at.slice(1).map((time, index) => time - (at[index] ?? 0))];
    }),
  );
}

test(
  "an application whose repository answers in a minute and whose stacks take an hour delays no look at fifty others by a second",
  { timeout: 120_000 },
  async () => {
    const [quick, slow] = [await openAdoptedShop(), await openAdoptedShop()];
    const slowSource: Source = Object.assign(Object.create(slow.source) as Source, {
      heads: async (signal?: AbortSignal) => {
        await slow.world.clock.sleep(minute, signal);
        return slow.source.heads(signal);
      },
    });
    const without = await gapsBeside(quick, memberOf(quick));
    const beside = await gapsBeside(
      slow,
      memberOf(slow, { eyes: { ...slow.eyes, source: slowSource }, hands: slowly(slow, /./) }),
    );
    expect(beside.size).toBe(50);
    const delays = [...without].flatMap(([name, gaps]) =>
      (beside.get(name) ?? []).map((gap, index) => gap - (gaps[index] ?? gap)),
    );
    expect(delays.length).toBeGreaterThan(50 * 70);
    expect(Math.max(...delays)).toBeLessThan(second);
    expect(calledAt(slow, new Date(0), "ExecuteChangeSet", "shop-develop-api").length).toBeGreaterThan(0);
  },
);
