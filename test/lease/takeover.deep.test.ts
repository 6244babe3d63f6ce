import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { regionState, type StackRecord } from "../../src/simulator/cloudformation/state.ts";
import type { CommitSha } from "../../src/domain/revision.ts";
import type { Snapshot } from "../../src/simulator/kernel/snapshot.ts";
import { administratorOf } from "../../src/simulator/seeding/caller.ts";
import { waitingChangeSets, workloadStacks } from "../flow/stacks-behind.ts";
import { isDeep } from "../support/depth.ts";
import { openAdoptedShop, type Shop, shopAccount, shopFiles, shopRegion } from "../support/shop.ts";
import { leaseBucket, type ShopTask, startShopTask } from "./shop-task.ts";

const second = 1_000;
const moments = Number(process.env["AUTOLAND_TAKEOVERS"] ?? (isDeep ? 200 : 4));

let shop: Shop;
let before: Snapshot;
let parent: CommitSha;
let commit: CommitSha;

beforeAll(async () => {
  shop = await openAdoptedShop();
  const administrator = await administratorOf(shop.world, shopAccount, shopRegion);
  const CreateBucketConfiguration = { LocationConstraint: shopRegion };
  await administrator.call("s3", "CreateBucket", { Bucket: leaseBucket, CreateBucketConfiguration });
  before = shop.world.snapshot();
  parent = shop.source.head("develop");
  commit = shop.source.commit("develop", { ...louder("api"), ...louder("worker") });
}, 120_000);

/** Where the first task stands still, and whether it ever goes on. */
interface Moment {
  readonly request: number;
  readonly when: "before" | "after";
  readonly fate: "is killed" | "is frozen for a minute";
}

interface Course {
  readonly requests: number;
  readonly isReached: boolean;
  /** Milliseconds from the standstill until the second task had the lease. */
  readonly takeover: number;
  readonly operations: readonly string[];
  readonly standing: readonly string[];
  readonly leftBehind: readonly string[];
  /** What the first task still changed once the second had the lease. */
  readonly lateWrites: readonly string[];
}

/** Two tasks, one of which has the lease; two services get a commit, and at the moment the first task stands still. */
async function play(moment: Moment | undefined): Promise<Course> {
  const { world, source } = shop;
  world.restore(before);
  const wait = (seconds: number): Promise<void> => world.run(world.clock.sleep(seconds * second));
  source.setBranch("develop", parent);
  let base = Number.POSITIVE_INFINITY;
  let stoodAt: number | undefined;
  const first = await world.run(
    startShopTask(shop, (when, number, task) => {
      if (moment === undefined || when !== moment.when || number - base !== moment.request) return;
      stoodAt = world.clock.now().getTime();
      task.freeze();
    }),
  );
  await wait(30);
  expect(first.holds()).toBe(true);
  const next = await world.run(startShopTask(shop));
  await wait(5);
  const events = new Map(allStacks().map((stack) => [stack.id, stack.events.length]));
  base = first.sent.length;
  source.setBranch("develop", commit);
  first.wake();
  let takenAt: number | undefined;
  let lateFrom = 0;
  for (let step = 0; step < 240 && (takenAt === undefined || step < 40); step += 1) {
    await wait(2.5);
    if (takenAt === undefined && next.holds()) {
      takenAt = world.clock.now().getTime();
      lateFrom = first.sent.length;
    }
    const since = world.clock.now().getTime() - (stoodAt ?? Infinity);
    if (moment?.fate === "is frozen for a minute" && since > 60 * second) first.thaw();
    if (moment === undefined && step === 40) break;
  }
  await wait(100);
  const requests = first.sent.length - base;
  const course = {
    requests,
    isReached: stoodAt !== undefined,
    takeover: (takenAt ?? 0) - (stoodAt ?? 0),
    operations: operationsSince(events),
    standing: standing(),
    leftBehind: workloadStacks(world).flatMap(leftOver),
    lateWrites: first.sent
      .slice(lateFrom)
      .filter(({ isWrite }) => takenAt !== undefined && isWrite)
      .map(({ operation }) => operation),
  };
  await end(first, next);
  return course;
}

async function end(...tasks: readonly ShopTask[]): Promise<void> {
  for (const task of tasks) task.thaw();
  await shop.world.run(Promise.all(tasks.map((task) => task.stop())));
}

function louder(workload: string): Record<string, string> {
  const file = `copilot/${workload}/manifest.yml`;
  return { [file]: (shopFiles[file] ?? "").replace("LOG_LEVEL: info", "LOG_LEVEL: debug") };
}

function allStacks(): readonly StackRecord[] {
  return shop.world.cells.everywhere(regionState).flatMap(({ value }) => [...value.stacks.values()]);
}

function operationsSince(events: ReadonlyMap<string, number>): readonly string[] {
  return allStacks()
    .flatMap((stack) =>
      stack.events
        .slice(events.get(stack.id) ?? 0)
        .filter(({ physicalId, status }) => physicalId === stack.id && status.endsWith("_IN_PROGRESS"))
        .map(({ status }) => `${stack.name} ${status}`),
    )
    .toSorted();
}

function standing(): readonly string[] {
  return workloadStacks(shop.world)
    .map(({ name, status, current }) => `${name} ${status} ${current?.body}`)
    .toSorted();
}

function leftOver(stack: StackRecord): readonly string[] {
  return waitingChangeSets(stack).map(({ name }) => `${stack.name}: ${name}`);
}

describe("a second task takes over from one that stands still in the middle of a deployment", () => {
  test(
    `at ${moments} moments nothing is done twice, and within 30 seconds`,
    { timeout: 3_600_000 },
    async () => {
      const whole = await play(undefined);
      expect(whole.operations.length).toBeGreaterThan(0);
      expect(whole.leftBehind).toEqual([]);
      for (const moment of chosen(whole.requests)) {
        const course = await play(moment);
        const told = `${moment.when} request ${moment.request} it ${moment.fate}`;
        expect(course.isReached, told).toBe(true);
        expect(course.takeover, told).toBeLessThanOrEqual(30 * second);
        expect(course.operations, told).toEqual(whole.operations);
        expect(course.standing, told).toEqual(whole.standing);
        expect(course.leftBehind, told).toEqual([]);
        expect(course.lateWrites, told).toEqual([]);
      }
    },
  );
});

/** Different moments by seed; as many as there are when they are fewer. */
function chosen(requests: number): readonly Moment[] {
  const moment = fc.record<Moment>({
    request: fc.integer({ min: 1, max: requests }),
    when: fc.constantFrom("before", "after"),
    fate: fc.constantFrom("is killed", "is frozen for a minute"),
  });
  const [set = []] = fc.sample(
    fc.uniqueArray(moment, {
      minLength: moments,
      maxLength: moments,
      selector: (one) => JSON.stringify(one),
    }),
    { numRuns: 1, seed: Number(process.env["AUTOLAND_TAKEOVER_SEED"] ?? 1) },
  );
  return set;
}
