import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { regionState, type StackRecord } from "../../src/simulator/cloudformation/state.ts";
import { waitingChangeSets } from "../flow/stacks-behind.ts";
import { autoland } from "./autoland-process.ts";
import { converge, killAt, type KillPoint, killPointsOf } from "./killing.ts";
import { serveShop, type ServedShop } from "./served-shop.ts";

// Every write both ways takes a quarter of an hour and more: it is played when it is asked for.
const isWhole = process.env["AUTOLAND_KILLS"] !== undefined;
/** The same seed picks the same points. */
const seed = Number(process.env["AUTOLAND_KILL_SEED"] ?? 1);
const patience = isWhole ? 7_200_000 : 600_000;
const words = ["sync", "--environment", "develop"];
const stock = "copilot/stock/manifest.yml";
const batch = "copilot/daily-batch/manifest.yml";

let shop: ServedShop;

beforeAll(async () => {
  shop = await serveShop("taken-over");
  const file = shop.environment["AUTOLAND_CONFIG"] ?? "";
  const config = await readFile(file, "utf8");
  const prune = 'prune: { stacks: approve, most: 1, data: ["*/LogGroup"] }';
  await writeFile(
    file,
    config.replace("develop:\n        mode: apply", `develop:\n        mode: apply\n        ${prune}`),
  );
}, patience);
afterAll(async () => shop[Symbol.asyncDispose]());

const run = promisify(execFile);

/** Commits what has been changed in the repository's folder. */
async function commit(message: string): Promise<void> {
  const { folder } = shop.repository;
  const identity = ["-c", "user.name=Shop team", "-c", "user.email=team@shop.example"];
  await run("git", ["-C", folder, "add", "--all"]);
  await run("git", ["-C", folder, ...identity, "commit", "--quiet", "--message", message]);
}

async function checkout(): Promise<string> {
  await run("git", ["-C", shop.repository.folder, "checkout", "--quiet", "develop"]);
  return shop.repository.folder;
}

function louder(manifest: string): string {
  return manifest.replace("LOG_LEVEL: info", "LOG_LEVEL: debug");
}

const scenarios: Readonly<Record<string, () => Promise<void>>> = {
  update: async () => {
    await shop.repository.edit("develop", stock, louder, "louder");
  },
  create: async () => {
    const folder = await checkout();
    await mkdir(path.join(folder, "copilot/extra"), { recursive: true });
    await writeFile(path.join(folder, "copilot/extra/manifest.yml"), extra);
    await commit("one more service");
  },
  delete: async () => {
    const folder = await checkout();
    await rm(path.join(folder, path.dirname(batch)), { recursive: true });
    await commit("no batch any more");
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

function allStacks(): readonly StackRecord[] {
  return shop.world.cells.everywhere(regionState).flatMap(({ value }) => [...value.stacks.values()]);
}

/** How often each stack was created, updated or deleted since it had so many events. */
function operations(since: ReadonlyMap<string, number>): readonly string[] {
  return allStacks()
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
function standing(): readonly string[] {
  return allStacks()
    .filter((stack) => stack.deletedAt === undefined)
    .map((stack) => `${stack.account} ${stack.name} ${stack.status} ${stack.current?.body}`)
    .toSorted();
}

/** What must be empty once everything has converged. */
function leftBehind(): readonly string[] {
  const living = allStacks().filter((stack) => stack.deletedAt === undefined);
  return [
    ...living.flatMap(waitingChangeSets).map(({ name }) => `change set ${name}`),
    ...living.filter(({ status }) => status === "REVIEW_IN_PROGRESS").map(({ name }) => `shell ${name}`),
  ];
}

describe("a sync that is killed with SIGKILL at any call", () => {
  test.each(Object.keys(scenarios))(
    "of a stack's %s converges to the same, does nothing twice, and leaves nothing",
    { timeout: patience },
    async (name) => {
      await scenarios[name]?.();
      const before = shop.world.snapshot();
      const events = new Map(allStacks().map((stack) => [stack.id, stack.events.length]));
      const { writes, reads } = await killPointsOf(shop, words);
      const [expected, once] = [standing(), operations(events)];
      expect(once.length).toBeGreaterThan(0);
      expect(leftBehind()).toEqual([]);
      for (const point of chosen(writes, reads)) {
        shop.world.restore(before);
        const told = `${point.when} ${point.call} ${point.nth}`;
        expect(await killAt(shop, words, point), `${told} is reached`).toBe(true);
        await converge(shop, words);
        expect(leftBehind(), told).toEqual([]);
        expect(operations(events), told).toEqual(once);
        expect(standing(), told).toEqual(expected);
      }
    },
  );
});

/**
 * By seed one call that changes a stack or the StackSet and one that writes a record. With AUTOLAND_KILLS=writes every write, before and after, and the
 * first of each read: between two reads nothing changes. With AUTOLAND_KILLS=every really every call.
 */
function chosen(writes: readonly KillPoint[], reads: readonly KillPoint[]): readonly KillPoint[] {
  if (process.env["AUTOLAND_KILLS"] === "every") return [...writes, ...reads];
  if (isWhole) return [...writes, ...reads.filter(({ nth }) => nth === 1)];
  const groups = [writes.filter((point) => !isRecord(point)), writes.filter(isRecord)];
  const one = fc.tuple(...groups.map((group) => fc.constantFrom(...group)));
  return fc.sample(one, { numRuns: 1, seed })[0] ?? [];
}

function isRecord({ call }: KillPoint): boolean {
  return call.startsWith("ssm:");
}

/** A service that needs no build, so that a commit alone brings it. */
const extra = `name: extra
type: Backend Service

image:
  location: public.ecr.aws/docker/library/busybox:1.37

cpu: 256
memory: 512
count: 1
`;
