import { beforeAll, describe, expect, test } from "vitest";
import { makeAws } from "../../src/aws/make-aws.ts";
import { assessHealth } from "../../src/reconcile/assess-health.ts";
import { inBrief } from "../../src/reconcile/in-brief.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { look } from "../../src/reconcile/look.ts";
import type { Mode } from "../../src/domain/plan.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { administratorOf, type Caller } from "../../src/simulator/seeding/caller.ts";
import { deployLookRoles } from "../support/look-role.ts";
import { openAdoptedShop, type Shop, shopAccount, shopFiles, shopRegion } from "../support/shop.ts";

const bucket = "acme-autoland";
const accounts = { develop: "222222222222", staging: "333333333333", production: "333333333333" } as const;

let shop: Shop;
let administrator: Caller;

beforeAll(async () => {
  shop = await openAdoptedShop();
  administrator = await administratorOf(shop.world, shopAccount, shopRegion);
  await administrator.call("s3", "CreateBucket", {
    Bucket: bucket,
    CreateBucketConfiguration: { LocationConstraint: shopRegion },
  });
  await deployLookRoles(
    shop.world,
    [...new Set(Object.values(accounts))],
    `arn:aws:iam::${shopAccount}:user/admin`,
  );
}, 120_000);

function subject(mode: Mode): Subject {
  const whole = shop.subject({ develop: mode, staging: mode, production: mode });
  return {
    ...whole,
    environments: whole.environments.map((rule) => ({
      ...rule,
      roles: {
        look: `arn:aws:iam::${accounts[rule.environment as keyof typeof accounts]}:role/autoland-look`,
      },
    })),
  };
}

const { signal } = new AbortController();

/** A process that has just started, with a cache or without one. */
function start(cache: boolean) {
  const { world, source, eyes } = shop;
  const clients = {
    region: shopRegion,
    credentials: administrator.credentials,
    requestHandler: makeRequestHandler(world),
  };
  const { cloud, records } = makeAws(clients, world.clock, cache ? { bucket, prefix: "cache/" } : undefined);
  const sees = { source, cloud, records, functions: eyes.functions, clock: world.clock };
  return {
    look: (mode: Mode = "apply", until = signal) => look(sees, subject(mode), until),
    health: async (seen: Awaited<ReturnType<typeof look>>) => assessHealth(cloud, inBrief(seen), [], signal),
  };
}

/** What work asks of AWS: how many calls, and how many of an action. */
async function asking<T>(work: () => Promise<T>) {
  const before = shop.world.log.records.length;
  const answer = await shop.world.run(work());
  const calls = shop.world.log.records.slice(before).map(({ action }) => action);
  return {
    answer,
    all: calls.length,
    count: (action: string): number => calls.filter((each) => each === action).length,
  };
}

/** A look of a process that has just started: its plan, and how often each API was asked. */
async function coldLook(cache: boolean, mode: Mode = "apply", meanwhile?: Promise<unknown>) {
  const { answer, all, count } = await asking(() => Promise.all([start(cache).look(mode), meanwhile]));
  return { plan: answer[0].plan, all, templates: count("GetTemplate"), puts: count("PutObject") };
}

/** A look of a process that has just started, and how it finds services run: how often it asks which service a stack has. */
async function coldHealth(cache: boolean) {
  const autoland = start(cache);
  const { answer, count } = await asking(async () => autoland.health(await autoland.look()));
  // What was learnt after a look is kept by the next one.
  const { count: next } = await asking(() => autoland.look());
  return {
    health: answer,
    asked: count("DescribeStackResource"),
    puts: [count("PutObject"), next("PutObject")],
  };
}

async function objects(): Promise<readonly string[]> {
  const { Contents = [] } = (await administrator.call("s3", "ListObjectsV2", { Bucket: bucket })) as {
    readonly Contents?: readonly { readonly Key: string }[];
  };
  return Contents.map(({ Key }) => Key);
}

async function empty(): Promise<void> {
  for (const Key of await objects()) await administrator.call("s3", "DeleteObject", { Bucket: bucket, Key });
}

/** Changes what is kept, as somebody or a fault would. */
async function spoil(change: (kept: Record<string, unknown>) => unknown): Promise<void> {
  for (const Key of await objects()) {
    const { Body } = await administrator.call("s3", "GetObject", { Bucket: bucket, Key });
    const text = Buffer.from(Body as Uint8Array).toString();
    const changed = change(JSON.parse(text) as Record<string, unknown>);
    const spoilt = typeof changed === "string" ? changed : JSON.stringify(changed);
    await administrator.call("s3", "PutObject", { Bucket: bucket, Key, Body: Buffer.from(spoilt) });
  }
}

type Entry = Readonly<Record<string, unknown>>;

describe("stacks kept in S3", { timeout: 60_000 }, () => {
  test("a cold start with them reads no template, and plans the same", async () => {
    await empty();
    const without = await coldLook(false);
    expect(without.templates).toBeGreaterThan(10);
    const first = await coldLook(true);
    expect([first.templates, first.puts]).toEqual([without.templates, 2]);
    const second = await coldLook(true);
    expect([second.templates, second.puts]).toEqual([0, 0]);
    expect(second.all).toBeLessThan(without.all / 2);
    expect(second.plan).toEqual(without.plan);
    process.stdout.write(
      `kept stacks: a cold look makes ${without.all} calls without, ${second.all} with them\n`,
    );
  });

  test("which service a stack has is not asked again either, and health is the same", async () => {
    await empty();
    const without = await coldHealth(false);
    expect(without.asked).toBeGreaterThan(5);
    expect(await coldHealth(true)).toEqual({ ...without, puts: [2, 2] });
    expect(await coldHealth(true)).toEqual({ health: without.health, asked: 0, puts: [0, 0] });
  });

  test("a look that is told to stop while it reads them, as when another task has its turn, leaves them to the next", async () => {
    await coldLook(true);
    const autoland = start(true);
    const stop = new AbortController();
    const release = shop.world.intercept({
      after: (_context, made) => {
        if (made === "GetObject") stop.abort(new Error("told to stop"));
      },
    });
    await expect(shop.world.run(autoland.look("apply", stop.signal))).rejects.toThrow("told to stop");
    release();
    const { count } = await asking(() => autoland.look());
    expect([count("GetObject"), count("GetTemplate")]).toEqual([2, 0]);
  });

  test("another service for a stack, written by somebody else, is not believed", async () => {
    await coldHealth(true);
    const { health, asked } = await coldHealth(false);
    await spoil((kept) => ({
      ...kept,
      stacks: (kept["stacks"] as Entry[]).map((entry) => ({
        ...entry,
        service: { asOf: "then", arn: "arn:aws:ecs:eu-west-1:222222222222:service/other/other" },
      })),
    }));
    expect(await coldHealth(true)).toEqual({ health, asked, puts: [2, 2] });
  });

  test.each<[string, (kept: Record<string, unknown>) => unknown]>([
    ["is no JSON", () => "{"],
    ["is of another schema", (kept) => ({ ...kept, schemaVersion: 2 })],
    ["is of another account", (kept) => ({ ...kept, account: "999999999999" })],
    ["is of another application", (kept) => ({ ...kept, application: "other" })],
    [
      "has entries whose content was changed",
      (kept) => ({
        ...kept,
        stacks: (kept["stacks"] as Entry[]).map((entry) => ({ ...entry, template: entry["facts"] })),
      }),
    ],
    [
      "has entries of other operations",
      (kept) => ({
        ...kept,
        stacks: (kept["stacks"] as Entry[]).map((entry) => ({ ...entry, asOf: "older" })),
      }),
    ],
  ])("what %s is ignored, read anew and kept again", async (_name, change) => {
    const { plan, templates } = await coldLook(false);
    await coldLook(true);
    await spoil(change);
    const after = await coldLook(true);
    expect([after.templates, after.puts]).toEqual([templates, 2]);
    expect(after.plan).toEqual(plan);
    expect((await coldLook(true)).templates).toBe(0);
  });

  test("of a stack that has changed since, and of one that is changing, nothing is believed", async () => {
    await coldLook(true);
    const { source } = shop;
    source.commit("develop", {
      "copilot/worker/manifest.yml": (shopFiles["copilot/worker/manifest.yml"] ?? "").replace(
        "cpu: 256",
        "cpu: 512",
      ),
    });
    const changing = sync(shop.eyes, shop.hands, shop.subject(), signal);
    await coldLook(true, "apply", changing);
    const [with_, without] = [await coldLook(true), await coldLook(false)];
    expect(with_.plan).toEqual(without.plan);
    expect(with_.templates).toBeGreaterThan(0);
  });

  test("of environments in look nothing is written", async () => {
    await empty();
    expect((await coldLook(true, "look")).puts).toBe(0);
    expect(await objects()).toEqual([]);
  });
});
