import pino from "pino";
import { makeCloud } from "../../src/aws/observe-application.ts";
import { makeRecords } from "../../src/aws/records.ts";
import { makeSessions, type Sessions } from "../../src/aws/sessions.ts";
import { makeRegistry } from "../../src/aws/registry.ts";
import { makeRemover } from "../../src/aws/remove-stack.ts";
import { makeStackListings } from "../../src/aws/stack-listings.ts";
import { makeStackWriter } from "../../src/aws/stack-writer.ts";
import type { Mode } from "../../src/domain/plan.ts";
import type { Report } from "../../src/domain/report.ts";
import { loadOwnFunctions } from "../../src/functions/own-functions.ts";
import { loadFunctionCatalog } from "../../src/program/function-catalog.ts";
import type { Eyes } from "../../src/reconcile/eyes.ts";
import type { Hands } from "../../src/reconcile/hands.ts";
import { look, type Look } from "../../src/reconcile/look.ts";
import { makeOperations } from "../../src/reconcile/operations.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { cloudFormationService } from "../../src/simulator/cloudformation/cloudformation-service.ts";
import { setFunctionRunner } from "../../src/simulator/cloudformation/function-registry.ts";
import { ownFunctionRunner } from "../../src/simulator/cloudformation/own-function-runner.ts";
import { regionState, type StackRecord } from "../../src/simulator/cloudformation/state.ts";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";
import type { Credentials } from "../../src/simulator/kernel/principal.ts";
import type { Snapshot } from "../../src/simulator/kernel/snapshot.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { seedApplication } from "../../src/simulator/seeding/seed-application.ts";
import type { SeedOptions } from "../../src/simulator/seeding/seed-options.ts";
import { awsServices } from "../../src/simulator/services/aws-services.ts";
import { authorize } from "../../src/simulator/services/iam/authorize.ts";
import { loadClients } from "./loaded-clients.ts";
import { MemorySource } from "./memory-source.ts";

/** An application as Copilot left it, with Autoland in front of it: one branch `main` feeds all of its environments. */
export interface CopilotApplication {
  readonly world: World;
  readonly source: MemorySource;
  readonly sessions: Sessions;
  readonly eyes: Eyes;
  readonly hands: Hands;
  readonly subject: (mode?: Mode) => Subject;
  readonly sync: () => Promise<Report>;
  readonly look: () => Promise<Look>;
  /** Passes until one applies nothing; at most ten. Gives them all. */
  readonly settle: () => Promise<readonly Report[]>;
  /** Every stack of every account, nested and deleted ones included. */
  readonly stacks: () => readonly StackRecord[];
  /** The stack of this name. */
  readonly stack: (name: string) => StackRecord;
}

const services = [...awsServices, cloudFormationService];
/** Lambda took nodejs16.x then, which older templates name, and takes neither it nor nodejs20.x on the day of the test. */
const copilotDays = new Date("2025-06-02T09:00:00Z");
const today = new Date("2026-11-20T09:00:00Z");

/** An application that Copilot has deployed: the world as it then stands, for any number of tests. */
export interface DeployedByCopilot {
  readonly options: SeedOptions;
  readonly snapshot: Snapshot;
  readonly administrator: Credentials;
}

/** Lets Copilot deploy an application, long before the day of the test. */
export async function deployByCopilot(options: SeedOptions): Promise<DeployedByCopilot> {
  const world = makeWorld({ seed: "copilot", start: copilotDays, services, authorize });
  // Of a domain the zones are made by the functions themselves.
  if (options.domain !== undefined) setFunctionRunner(world, ownFunctionRunner(await loadOwnFunctions()));
  const { administrator } = await seedApplication(world, options);
  await world.run(world.clock.sleep(today.getTime() - world.clock.now().getTime()));
  return { options, snapshot: world.snapshot(), administrator };
}

/** Opens such an application afresh; `main` is at the files that Copilot deployed. */
export async function openDeployed(deployed: DeployedByCopilot): Promise<CopilotApplication> {
  const { options, snapshot, administrator } = deployed;
  const world = makeWorld({ seed: "copilot", start: today, services, authorize });
  world.restore(snapshot);
  await loadClients();
  setFunctionRunner(world, ownFunctionRunner(await loadOwnFunctions()));
  const source = new MemorySource();
  source.commit("main", Object.fromEntries(options.files));
  const clients = {
    region: options.region,
    credentials: administrator,
    requestHandler: makeRequestHandler(world),
  };
  const sessions = makeSessions(clients, world.clock);
  const listings = makeStackListings(world.clock);
  const records = makeRecords(sessions, world.clock);
  const eyes: Eyes = {
    source,
    cloud: makeCloud(sessions, world.clock, listings),
    records,
    functions: await loadFunctionCatalog(),
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
  const application = options.files.get("copilot/.workspace")?.replace("application:", "").trim() ?? "";
  const names = options.environments.map(({ name }) => name);
  const subject = (mode: Mode = "apply"): Subject => ({
    application,
    variables: {},
    waivers: [],
    branches: [{ pattern: "main", matches: (branch) => branch === "main", environments: names }],
    environments: names.map((environment) => ({ environment, mode, roles: {} })),
  });
  const signal = new AbortController().signal;
  const pass = (): Promise<Report> => world.run(sync(eyes, hands, subject(), signal));
  const stacks = (): readonly StackRecord[] =>
    world.cells.everywhere(regionState).flatMap(({ value }) => [...value.stacks.values()]);
  return {
    world,
    source,
    sessions,
    eyes,
    hands,
    subject,
    sync: pass,
    look: () => world.run(look(eyes, subject("look"), signal)),
    settle: async () => {
      const reports = [await pass()];
      while (reports.length < 10 && reports.at(-1)?.outcomes.some(({ kind }) => kind === "applied"))
        reports.push(await pass());
      return reports;
    },
    stacks,
    stack: (name) => {
      const found = stacks().find((stack) => stack.name === name);
      if (found === undefined) throw new Error(`no stack ${name}`);
      return found;
    },
  };
}
