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
  fleetEnvironmentAccounts,
  type FleetApplication,
  fleetRegion,
} from "./fleet-application.ts";
import { deployDriftPolicy, deployLookRoles } from "../support/look-role.ts";
import { makeAws } from "../../src/aws/make-aws.ts";
import { openMember } from "./fleet-autoland.ts";

const spring = new Date("2026-05-04T09:00:00Z");
const today = new Date("2026-11-20T09:00:00Z");
const services = [...awsServices, cloudFormationService];
const mostPasses = 10;

/**
 * A world that has nothing left to do: Copilot deployed the applications in spring, Autoland took them over in November, and its
 * last pass changed nothing. Its clock goes with real time from then on.
 */
export async function makeIdleWorld(
  fleet: readonly FleetApplication[],
): Promise<{ readonly world: World; readonly credentials: Credentials }> {
  const { past, credentials } = await seededWorld(fleet);
  const runner = ownFunctionRunner(await loadOwnFunctions());
  setFunctionRunner(past, runner);
  const functions = await loadFunctionCatalog();
  const clients = { region: fleetRegion, credentials, requestHandler: makeRequestHandler(past) };
  const aws = makeAws(clients, past.clock);
  await deployLookRoles(past, fleetEnvironmentAccounts, `arn:aws:iam::${fleetAccount}:user/admin`);
  for (const application of fleet) {
    const member = openMember(application, { aws, clock: past.clock, functions });
    await settle(application.name, () => past.run(member.pass()));
  }
  const idle = world(past.clock.now(), { kind: "scaled", factor: 1 });
  idle.restore({ ...past.snapshot(), log: [] });
  setFunctionRunner(idle, runner);
  past.stop();
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

async function seededWorld(
  fleet: readonly FleetApplication[],
): Promise<{ readonly past: World; readonly credentials: Credentials }> {
  const past = world(spring, { kind: "virtual" });
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
  await past.run(past.clock.sleep(today.getTime() - past.clock.now().getTime()));
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
