import { expect, test } from "vitest";
import { inTurn } from "../../src/reconcile/in-turn.ts";
import { makeSyncQueue } from "../../src/reconcile/sync-queue.ts";
import { makeSimulatedAws } from "../../src/simulator/simulated-aws.ts";
import { shareOf } from "../../src/lease/assign.ts";
import { isDeep } from "../support/depth.ts";
import { type LeaseTask, MemoryLeaseStore, taskStarter } from "./lease-rig.ts";

/** 2,000 applications of 50 targets are 100,000; `npm test` plays 3,000. */
const applications = isDeep ? 2_000 : 60;
const tasks = 12;
const shares = 48;
const interval = 60_000;
/** A look at an application of 50 targets, in milliseconds: 10 pages one after another, or a deployment's first calls. */
const lookLasts = { least: 300, most: 1_500 };

/** An interval with its jitter, the takeover, and the wait for a place among eight. */
const bound = { always: interval * 1.1 + 10_000, acrossLoss: interval * 1.1 + 30_000 + 10_000 };

/** What the world knows of each application: the commit that is asked for and who brought which. */
interface Standing {
  commit: number;
  deployed: number;
  lastLook: number;
  longestWait: number;
  lookedAtBy: Set<string>;
}

function advance(app: Standing | undefined): void {
  if (app !== undefined) app.commit += 1;
}

test(`${applications * 50} targets over ${tasks} tasks, one lost in the middle: every application is looked at within its bound, and nothing is done twice`, async () => {
  const world = makeSimulatedAws({ seed: "fleet" });
  const { clock } = world;
  const store = new MemoryLeaseStore();
  const start = taskStarter(store, clock, shares);
  const names = Array.from({ length: applications }, (_, index) => `app-${index}`);
  const standing = new Map<string, Standing>(
    names.map((name) => [
      name,
      { commit: 0, deployed: 0, lastLook: 0, longestWait: 0, lookedAtBy: new Set() },
    ]),
  );
  const executed = new Map<string, string[]>();
  const faults: string[] = [];
  const stop = new AbortController();
  let isMeasuring = false;
  let seed = 1;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;

  function startTask(index: number): {
    readonly task: LeaseTask;
    readonly ended: Promise<void>;
    readonly kill: () => void;
  } {
    const task = start(`task-${index}`);
    let isDead = false;
    const never = new Promise<never>(() => undefined);
    const queue = makeSyncQueue({
      intervals: new Map(names.map((name) => [name, interval])),
      clock: {
        now: () => clock.now(),
        sleep: (time, signal) => (isDead ? never : clock.sleep(time, signal)),
      },
      random,
      work: inTurn(
        (name) => task.lease.turnOf(name),
        async (name, signal) => {
          if (isDead) await never;
          const app = standing.get(name);
          if (app === undefined) throw new Error(`no application ${name}`);
          const now = clock.now().getTime();
          if (isMeasuring) app.longestWait = Math.max(app.longestWait, now - app.lastLook);
          app.lastLook = now;
          app.lookedAtBy.add(task.name);
          if (app.lookedAtBy.size > 1)
            faults.push(`${name} is looked at by ${[...app.lookedAtBy].join(" and ")}`);
          try {
            const { commit, deployed } = app;
            await clock.sleep(lookLasts.least + random() * (lookLasts.most - lookLasts.least), signal);
            if (isDead) await never;
            if (deployed < commit) {
              task.lease.fenceOf(name).check();
              const key = `${name}@${commit}`;
              executed.set(key, [...(executed.get(key) ?? []), task.name]);
              app.deployed = Math.max(app.deployed, commit);
            }
            return "well";
          } finally {
            app.lookedAtBy.delete(task.name);
          }
        },
      ),
    });
    const ended = queue.run(stop.signal).catch(() => undefined);
    let held = new Set<string>();
    // As the program does: an application whose turn has come is looked at without waiting for its interval.
    void (async () => {
      while (!stop.signal.aborted) {
        const now = new Set(names.filter((name) => task.lease.turnOf(name) !== undefined));
        for (const name of now) if (!held.has(name)) queue.wake(name);
        held = now;
        await clock.sleep(1_000, stop.signal);
      }
    })().catch(() => undefined);
    return {
      task,
      ended,
      kill: () => {
        isDead = true;
        task.freeze();
        // What a dead process was looking at nobody looks at.
        for (const app of standing.values()) app.lookedAtBy.delete(task.name);
      },
    };
  }

  const running = Array.from({ length: tasks }, (_, index) => startTask(index));
  const wait = (milliseconds: number): Promise<void> => world.run(clock.sleep(milliseconds));
  await wait(2 * interval + 60_000);
  isMeasuring = true;
  const commits = async (rounds: number): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) if (random() < 0.2) advance(standing.get(name));
      await wait(interval);
    }
  };
  await commits(4);
  const calm = [...standing.values()].map(({ longestWait }) => longestWait);
  const [lost] = running.splice(5, 1);
  const theirs = names.filter((name) => lost?.task.lease.turnOf(name) !== undefined);
  lost?.kill();
  await commits(4);
  await wait(2 * interval);
  const waits = [...standing.values()].map(({ longestWait }) => longestWait);

  expect(theirs.length).toBeGreaterThan(applications / tasks / 3);
  expect(Math.max(...calm)).toBeLessThanOrEqual(bound.always);
  expect(Math.max(...waits)).toBeLessThanOrEqual(bound.acrossLoss);
  expect(faults).toEqual([]);
  expect([...executed].filter(([, by]) => by.length > 1)).toEqual([]);
  expect([...standing].filter(([, { commit, deployed }]) => deployed < commit)).toEqual([]);
  expect(executed.size).toBeGreaterThan(applications);
  const each = Array.from(
    { length: shares },
    (_, share) => names.filter((name) => shareOf(name, shares) === share).length,
  );
  process.stdout.write(
    `fleet: ${applications} applications, ${executed.size} deployments; longest wait ${Math.max(...calm) / 1000} s, ` +
      `across the loss ${Math.max(...waits) / 1000} s; ${theirs.length} applications moved; ${Math.min(...each)} to ${Math.max(...each)} a share\n`,
  );
  stop.abort(new Error("enough"));
  for (const { task } of running) task.stop();
}, 600_000);
