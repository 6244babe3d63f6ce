import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { makeCloud } from "../../src/aws/observe-application.ts";
import { makeRecords } from "../../src/aws/records.ts";
import { makeSessions, type Sessions } from "../../src/aws/sessions.ts";
import { makeStackListings } from "../../src/aws/stack-listings.ts";
import { makeStackWriter } from "../../src/aws/stack-writer.ts";
import { makeRegistry } from "../../src/aws/registry.ts";
import { makeRemover } from "../../src/aws/remove-stack.ts";
import type { Mode } from "../../src/domain/plan.ts";
import type { Report } from "../../src/domain/report.ts";
import type { CommitSha } from "../../src/domain/revision.ts";
import { loadFunctionCatalog } from "../../src/program/function-catalog.ts";
import type { Eyes } from "../../src/reconcile/eyes.ts";
import type { Hands } from "../../src/reconcile/hands.ts";
import { makeRememberedWishes } from "../../src/reconcile/remembered-wishes.ts";
import { makeOperations } from "../../src/reconcile/operations.ts";
import { look, type Look } from "../../src/reconcile/look.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { loadOwnFunctions, type OwnFunctions } from "../../src/functions/own-functions.ts";
import { setFunctionRunner } from "../../src/simulator/cloudformation/function-registry.ts";
import { ownFunctionRunner } from "../../src/simulator/cloudformation/own-function-runner.ts";
import { cloudFormationService } from "../../src/simulator/cloudformation/cloudformation-service.ts";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";
import { type Credentials, type Principal, rootOf } from "../../src/simulator/kernel/principal.ts";
import type { Snapshot } from "../../src/simulator/kernel/snapshot.ts";
import type { Authorizer, World } from "../../src/simulator/kernel/world.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { retryOnClock } from "../../src/simulator/protocols/retry-on-clock.ts";
import { makeRandom } from "../../src/simulator/kernel/random.ts";
import { seedApplication } from "../../src/simulator/seeding/seed-application.ts";
import { awsServices } from "../../src/simulator/services/aws-services.ts";
import { pushImage } from "../../src/simulator/services/ecr/push-image.ts";
import { authorize } from "../../src/simulator/services/iam/authorize.ts";
import { loadClients } from "./loaded-clients.ts";
import { MemorySource } from "./memory-source.ts";

/** The application of `examples/shop` on a virtual clock: a repository in memory, a simulated AWS, and Autoland between them. */
export interface Shop {
  readonly world: World;
  readonly source: MemorySource;
  readonly eyes: Eyes;
  readonly hands: Hands;
  /** The configuration, with other modes where a test wants them. */
  readonly subject: (modes?: Partial<Record<ShopEnvironmentName, Mode>>) => Subject;
  /** One pass. */
  readonly sync: (subject?: Subject) => Promise<Report>;
  /** One look. */
  readonly look: (subject?: Subject) => Promise<Look>;
  /** Passes until one finds nothing left to apply; at most ten. */
  readonly settle: (subject?: Subject) => Promise<Report>;
  readonly push: (workload: string, commit: CommitSha) => string;
}

/** The shop's environments. */
export type ShopEnvironmentName = "develop" | "staging" | "production";

export const shopAccount = "111111111111";
export const shopRegion = "eu-west-1";
const accounts: Readonly<Record<ShopEnvironmentName, string>> = {
  develop: "222222222222",
  staging: "333333333333",
  production: "333333333333",
};
const services = [...awsServices, cloudFormationService];
const start = new Date("2026-05-04T09:00:00Z");
const today = new Date("2026-11-20T09:00:00Z");

/**
 * The files of `examples/shop`, by path, without the two workloads that most tests have no use for: each stack costs time in each of
 * them. The demo and the tests that run processes play the whole shop.
 */
export const shopFiles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(readFiles(fileURLToPath(new URL("../../examples/shop", import.meta.url)))).filter(
    ([file]) => !/^(?:copilot\/)?(?:stock|web)\//.test(file),
  ),
);

interface Seeded {
  readonly snapshot: Snapshot;
  readonly administrator: Credentials;
  readonly ownFunctions: OwnFunctions;
}

let seeded: Promise<Seeded> | undefined;

/** Copilot deploys the shop in spring; each test starts from there in November. Seeding is done once per process. */
async function seed(): Promise<Seeded> {
  const world = makeWorld({ seed: "shop", start, services, authorize });
  const { administrator } = await seedApplication(world, {
    files: new Map(Object.entries(shopFiles)),
    applicationAccount: shopAccount,
    region: shopRegion,
    environments: Object.entries(accounts).map(([name, account]) => ({ name, account, region: shopRegion })),
    copilotVersion: "v1.34.0",
  });
  await world.run(world.clock.sleep(today.getTime() - world.clock.now().getTime()));
  await loadClients();
  return { snapshot: world.snapshot(), administrator, ownFunctions: await loadOwnFunctions() };
}

/** Opens a fresh shop: `develop` and `release` at one commit, everything deployed by Copilot, nothing touched by Autoland. */
export async function openShop(
  /** What decides permissions instead of IAM's own rules; a test may listen here. */
  options: {
    readonly authorize?: Authorizer;
    /** What everything left to chance follows from here on; the shop's own course when absent. */
    readonly seed?: string;
  } = {},
): Promise<Shop> {
  seeded ??= seed();
  const { snapshot, administrator, ownFunctions } = await seeded;
  const world = makeWorld({
    seed: options.seed ?? "shop",
    start: today,
    services,
    authorize: options.authorize ?? authorize,
  });
  restore(world, snapshot, options.seed);
  setFunctionRunner(world, ownFunctionRunner(ownFunctions));
  const source = new MemorySource();
  const first = source.commit("develop", shopFiles);
  source.setBranch("release", first);
  const sessions = makeSessions(
    {
      region: shopRegion,
      credentials: administrator,
      requestHandler: makeRequestHandler(world),
      // Retries pause in the world's time, or a throttled call would leave its clock standing.
      retryStrategy: retryOnClock(world.clock, { maxAttempts: 5 }),
    },
    world.clock,
  );
  const listings = makeStackListings(world.clock);
  const records = makeRecords(sessions, world.clock);
  const eyes: Eyes = {
    source,
    cloud: makeCloud(sessions, world.clock, listings),
    records,
    functions: await loadFunctionCatalog(),
    wishes: makeRememberedWishes(),
    clock: world.clock,
  };
  const hands: Hands = {
    writer: makeStackWriter(sessions, world.clock, listings),
    remover: makeRemover(sessions, world.clock, listings),
    registry: makeRegistry(sessions, world.clock, listings),
    records,
    clock: world.clock,
    log: pino({ level: "silent" }),
    tell: () => undefined,
    stalled: new Map(),
    operations: makeOperations(),
  };
  const signal = new AbortController().signal;
  const onePass: Shop["sync"] = (given = subjectWith({})) => world.run(sync(eyes, hands, given, signal));
  return {
    world,
    source,
    eyes,
    hands,
    subject: (modes = {}) => subjectWith(modes),
    sync: onePass,
    look: (given = subjectWith({})) => world.run(look(eyes, given, signal)),
    settle: async (given = subjectWith({})) => {
      let report = await onePass(given);
      for (let pass = 1; pass < 10 && report.outcomes.some((outcome) => outcome.kind === "applied"); pass++)
        report = await onePass(given);
      return report;
    },
    push: (workload, commit) =>
      pushImage(world, {
        account: shopAccount,
        region: shopRegion,
        repository: `shop/${workload}`,
        tags: [commit],
        content: commit,
      }),
  };
}

/**
 * Sessions that try each request once, for tests that look for themselves: of the administrator of the application's account, or of
 * another account's root.
 */
export function sessionsOf(world: World, account: string): Sessions {
  const arn = `arn:aws:iam::${account}:user/admin`;
  const principal: Principal =
    account === shopAccount ? { kind: "user", account, arn, userName: "admin" } : rootOf(account);
  const credentials = world.issueCredentials(principal);
  const requestHandler = makeRequestHandler(world);
  const retryStrategy = retryOnClock(world.clock, { maxAttempts: 1 });
  return makeSessions({ region: shopRegion, credentials, requestHandler, retryStrategy }, world.clock);
}

let taken: Promise<Snapshot> | undefined;

/** Opens the shop as it is once Autoland has taken it over; that is played once per process. */
export async function openAdoptedShop(options: Parameters<typeof openShop>[0] = {}): Promise<Shop> {
  taken ??= takeOver();
  const snapshot = await taken;
  const shop = await openShop(options);
  restore(shop.world, snapshot, options.seed);
  return shop;
}

/** A snapshot holds how far chance had come; a seed of its own begins another course. */
function restore(world: World, snapshot: Snapshot, seed: string | undefined): void {
  world.restore(snapshot);
  if (seed !== undefined) world.random.restore(makeRandom(seed).state());
}

async function takeOver(): Promise<Snapshot> {
  const shop = await openShop();
  await shop.settle();
  return shop.world.snapshot();
}

function subjectWith(modes: Partial<Record<ShopEnvironmentName, Mode>>): Subject {
  return {
    application: "shop",
    variables: {},
    waivers: [],
    branches: [
      { pattern: "develop", matches: exactly("develop"), environments: ["develop"] },
      { pattern: "release", matches: exactly("release"), environments: ["staging", "production"] },
    ],
    environments: [
      { environment: "develop", mode: modes.develop ?? "apply", roles: {} },
      { environment: "staging", mode: modes.staging ?? "apply", roles: {} },
      { environment: "production", mode: modes.production ?? "apply", after: "staging", roles: {} },
    ],
  };
}

function readFiles(root: string, below = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(path.join(root, below))) {
    const relative = below === "" ? name : `${below}/${name}`;
    if (statSync(path.join(root, relative)).isDirectory()) Object.assign(found, readFiles(root, relative));
    else found[relative] = readFileSync(path.join(root, relative), "utf8");
  }
  return found;
}

function exactly(name: string): (branch: string) => boolean {
  return (branch) => branch === name;
}
