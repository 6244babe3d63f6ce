import { loadOwnFunctions } from "../../src/functions/own-functions.ts";
import { loadFunctionCatalog } from "../../src/program/function-catalog.ts";
import { setFunctionRunner } from "../../src/simulator/cloudformation/function-registry.ts";
import { ownFunctionRunner } from "../../src/simulator/cloudformation/own-function-runner.ts";
import { cloudFormationService } from "../../src/simulator/cloudformation/cloudformation-service.ts";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";
import type { Credentials } from "../../src/simulator/kernel/principal.ts";
import type { World, WorldOptions } from "../../src/simulator/kernel/world.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { seedApplication } from "../../src/simulator/seeding/seed-application.ts";
import { awsServices } from "../../src/simulator/services/aws-services.ts";
import { authorize } from "../../src/simulator/services/iam/authorize.ts";
import {
  fleetAccount,
  fleetApplication,
  type FleetApplication,
  fleetEnvironmentAccounts,
  fleetRegion,
  workloadsOf,
} from "./fleet-application.ts";
import { deployDriftPolicy, deployLookRoles } from "../support/look-role.ts";
import { makeAws } from "../../src/aws/make-aws.ts";
import { openMember } from "./fleet-autoland.ts";
import { firstCommit, putCopies } from "./fleet-copies.ts";

/** Milliseconds of a day. */
const day = 86_400_000;
const today = new Date("2026-11-20T09:00:00Z");
const services = [...awsServices, cloudFormationService];
const mostPasses = 10;

/** The one that is really deployed, and then copied; its name is as long as those of the fleet. */
const originalName = "fleetseed";

/** What a world is like in which nothing is left to do. */
export interface IdleWorldOptions {
  readonly fleet: readonly FleetApplication[];
  /** The commit that each repository is at; the first one of a repository in memory unless it is said. */
  readonly commitOf?: (application: FleetApplication) => string;
  /** Real time unless it is said. */
  readonly clock?: "virtual";
  /** When the world goes on; in November 2026 unless it is said. */
  readonly now?: Date;
}

/**
 * A world that has nothing left to do: Copilot deployed one application in spring, Autoland took it over in November, its last pass
 * changed nothing, and then it was copied until the fleet was whole. Its clock goes with real time from then on.
 */
export async function makeIdleWorld({
  fleet,
  commitOf = firstCommit,
  clock,
  now = today,
}: IdleWorldOptions): Promise<{ readonly world: World; readonly credentials: Credentials }> {
  const original = fleetApplication(originalName, workloadsOf(fleet));
  const { past, credentials } = await seededWorld([original], new Date(now.getTime() - day));
  const runner = ownFunctionRunner(await loadOwnFunctions());
  setFunctionRunner(past, runner);
  const functions = await loadFunctionCatalog();
  const clients = { region: fleetRegion, credentials, requestHandler: makeRequestHandler(past) };
  const aws = makeAws(clients, past.clock);
  await deployLookRoles(past, fleetEnvironmentAccounts, `arn:aws:iam::${fleetAccount}:user/admin`);
  const member = openMember(original, { aws, clock: past.clock, functions });
  await settle(original.name, () => past.run(member.pass()));
  await past.run(past.clock.sleep(Math.max(0, now.getTime() - past.clock.now().getTime())));
  const idle = world(
    past.clock.now(),
    clock === "virtual" ? { kind: "virtual" } : { kind: "scaled", factor: 1 },
  );
  idle.restore({ ...past.snapshot(), log: [] });
  setFunctionRunner(idle, runner);
  past.stop();
  putCopies(
    idle,
    { name: original.name, commit: firstCommit(original) },
    fleet.map((application) => ({ name: application.name, commit: commitOf(application) })),
  );
  return { world: idle, credentials };
}

/** A world as Copilot left it, on a virtual clock, with roles to look and to find drift with. */
export async function makeWatchedWorld(
  fleet: readonly FleetApplication[],
): Promise<{ readonly world: World; readonly credentials: Credentials }> {
  const { past, credentials } = await seededWorld(fleet);
  setFunctionRunner(past, ownFunctionRunner(await loadOwnFunctions()));
  await deployLookRoles(past, fleetEnvironmentAccounts, `arn:aws:iam::${fleetAccount}:user/admin`);
  await deployDriftPolicy(past, fleetEnvironmentAccounts);
  return { world: past, credentials };
}

/** Copilot's deployments of half a year ago. */
async function seededWorld(
  fleet: readonly FleetApplication[],
  until = today,
): Promise<{ readonly past: World; readonly credentials: Credentials }> {
  const past = world(new Date(until.getTime() - 200 * day), { kind: "virtual" });
  const seeded = [];
  for (const { files, environments } of fleet) {
    seeded.push(
      await seedApplication(past, {
        files: new Map(Object.entries(files)),
        applicationAccount: fleetAccount,
        region: fleetRegion,
        environments,
        copilotVersion: "v1.34.0",
      }),
    );
  }
  const credentials = seeded[0]?.administrator;
  if (credentials === undefined) throw new Error("a fleet has at least one application");
  await past.run(past.clock.sleep(until.getTime() - past.clock.now().getTime()));
  return { past, credentials };
}

async function settle(name: string, pass: ReturnType<typeof openMember>["pass"]): Promise<void> {
  for (let number = 0; number < mostPasses; number += 1) {
    const { outcomes, plan } = await pass();
    if (outcomes.length > 0) continue;
    const held = plan.environments.flatMap((environment) => environment.held);
    if (held.length > 0) throw new Error(`${name} is held: ${held[0]?.message}`);
    return;
  }
  throw new Error(`${name} still changes after ${mostPasses} passes`);
}

function world(start: Date, clock: NonNullable<WorldOptions["clock"]>): World {
  return makeWorld({ seed: "fleet", start, clock, services, authorize });
}
