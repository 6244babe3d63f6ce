import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { regionState, type StackRecord } from "../../src/simulator/cloudformation/state.ts";
import { waitingChangeSets } from "../flow/stacks-behind.ts";
import { autoland } from "./autoland-process.ts";
import { converge, killAt, type KillPoint, writesOf } from "./killing.ts";
import { extraManifest } from "../support/extra-workload.ts";
import { isDeep } from "../support/depth.ts";
import { serveShop, type ServedShop } from "./served-shop.ts";

/** The same seed picks the same points. */
const seed = Number(process.env["AUTOLAND_KILL_SEED"] ?? 1);
const patience = 7_200_000;
const words = ["sync", "--environment", "develop"];
const stock = "copilot/stock/manifest.yml";
const batch = "copilot/daily-batch/manifest.yml";

/** A shop of which Autoland may also delete stacks, with a person's word. */
async function servePruningShop(): Promise<ServedShop> {
  const shop = await serveShop("taken-over");
  const file = shop.environment["AUTOLAND_CONFIG"] ?? "";
  const config = await readFile(file, "utf8");
  const prune = 'prune: { stacks: approve, most: 1, data: ["*/LogGroup"] }';
  await writeFile(
    file,
    config.replace("develop:\n        mode: apply", `develop:\n        mode: apply\n        ${prune}`),
  );
  return shop;
}

const run = promisify(execFile);

/** Commits what has been changed in the repository's folder. */
async function commit({ repository }: ServedShop, message: string): Promise<void> {
  const { folder } = repository;
  const identity = ["-c", "user.name=Shop team", "-c", "user.email=team@shop.example"];
  await run("git", ["-C", folder, "add", "--all"]);
  await run("git", ["-C", folder, ...identity, "commit", "--quiet", "--message", message]);
}

async function checkout({ repository }: ServedShop): Promise<string> {
  await run("git", ["-C", repository.folder, "checkout", "--quiet", "develop"]);
  return repository.folder;
}

function louder(manifest: string): string {
  return manifest.replace("LOG_LEVEL: info", "LOG_LEVEL: debug");
}

const scenarios: Readonly<Record<string, (shop: ServedShop) => Promise<void>>> = {
  update: async (shop) => {
    await shop.repository.edit("develop", stock, louder, "louder");
  },
  create: async (shop) => {
    const folder = await checkout(shop);
    await mkdir(path.join(folder, "copilot/extra"), { recursive: true });
    await writeFile(path.join(folder, "copilot/extra/manifest.yml"), extraManifest);
    await commit(shop, "one more service");
  },
  delete: async (shop) => {
    const folder = await checkout(shop);
    await rm(path.join(folder, path.dirname(batch)), { recursive: true });
    await commit(shop, "no batch any more");
    const plan = await autoland(["plan", "--environment", "develop", "--json"], shop.environment);
    const digest = developDigest(plan.stdout);
    const yes = await autoland(["approve", "develop", "--plan", digest.slice(0, 16)], shop.environment);
    expect([yes.code, yes.stderr]).toEqual([0, ""]);
  },
};

function developDigest(plan: string): string {
  const { environments } = JSON.parse(plan) as {
    readonly environments: readonly { readonly environment: string; readonly digest: string }[];
  };
  return environments.find(({ environment }) => environment === "develop")?.digest ?? "";
}

function allStacks({ world }: ServedShop): readonly StackRecord[] {
  return world.cells.everywhere(regionState).flatMap(({ value }) => [...value.stacks.values()]);
}

/** How often each stack was created, updated or deleted since it had so many events. */
function operations(shop: ServedShop, since: ReadonlyMap<string, number>): readonly string[] {
  return allStacks(shop)
    .flatMap((stack) =>
      stack.events
        .slice(since.get(stack.id) ?? 0)
        .filter(({ physicalId, status }) => physicalId === stack.id && /^[A-Z]+_IN_PROGRESS$/.test(status))
        .map(({ status }) => `${stack.name} ${status}`),
    )
    .filter((line) => !line.endsWith(" REVIEW_IN_PROGRESS"))
    .toSorted();
}

/** Each living stack with its status and its template. */
function standing(shop: ServedShop): readonly string[] {
  return allStacks(shop)
    .filter((stack) => stack.deletedAt === undefined)
    .map((stack) => `${stack.account} ${stack.name} ${stack.status} ${stack.current?.body}`)
    .toSorted();
}

/** What must be empty once everything has converged. */
function leftBehind(shop: ServedShop): readonly string[] {
  const living = allStacks(shop).filter((stack) => stack.deletedAt === undefined);
  return [
    ...living.flatMap(waitingChangeSets).map(({ name }) => `change set ${name}`),
    ...living.filter(({ status }) => status === "REVIEW_IN_PROGRESS").map(({ name }) => `shell ${name}`),
  ];
}

const names = Object.keys(scenarios);
/** `npm test` plays one of them. */
const sampled = names[seed % names.length];

describe.concurrent("a sync that is killed with SIGKILL at any write", () => {
  test.for(names)(
    isDeep
      ? "of a stack's %s converges to the same, does nothing twice, and leaves nothing"
      : "of a stack's %s converges to the same (one of the three by seed; npm run test:all plays each write of each)",
    { timeout: patience },
    async (name, context) => {
      const { expect } = context;
      if (!isDeep && name !== sampled) context.skip();
      await using shop = await servePruningShop();
      await scenarios[name]?.(shop);
      const before = shop.world.snapshot();
      const events = new Map(allStacks(shop).map((stack) => [stack.id, stack.events.length]));
      const writes = await writesOf(shop, words);
      const [expected, once] = [standing(shop), operations(shop, events)];
      expect(once.length).toBeGreaterThan(0);
      expect(leftBehind(shop)).toEqual([]);
      for (const point of isDeep ? writes : chosen(writes)) {
        shop.world.restore(before);
        const told = `${point.when} ${point.call} ${point.nth}`;
        expect(await killAt(shop, words, point), `${told} is reached`).toBe(true);
        await converge(shop, words);
        expect(leftBehind(shop), told).toEqual([]);
        expect(operations(shop, events), told).toEqual(once);
        expect(standing(shop), told).toEqual(expected);
      }
    },
  );
});

/**
 * By seed one write of a stack or of the StackSet and one of a record. In `test:all` it is every write, before it leaves and after its effect without
 * an answer. Calls that only look are not among them: what a read leaves behind is what the write before it, or the start, left behind, and a
 * process that is killed keeps nothing of what it has read. So a kill at a read is one `after` the write before it, or no kill at all.
 */
function chosen(writes: readonly KillPoint[]): readonly KillPoint[] {
  const groups = [writes.filter((point) => !isRecord(point)), writes.filter(isRecord)];
  const one = fc.tuple(...groups.map((group) => fc.constantFrom(...group)));
  return fc.sample(one, { numRuns: 1, seed })[0] ?? [];
}

function isRecord({ call }: KillPoint): boolean {
  return call.startsWith("ssm:");
}
