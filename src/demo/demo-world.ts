import { loadOwnFunctions } from "../functions/own-functions.ts";
import { cloudFormationService } from "../simulator/cloudformation/cloudformation-service.ts";
import { setFunctionRunner } from "../simulator/cloudformation/function-registry.ts";
import { ownFunctionRunner } from "../simulator/cloudformation/own-function-runner.ts";
import { makeWorld } from "../simulator/kernel/make-world.ts";
import type { World } from "../simulator/kernel/world.ts";
import { seedApplication, type SeededApplication } from "../simulator/seeding/seed-application.ts";
import type { SeedEnvironment } from "../simulator/seeding/seed-options.ts";
import { awsServices } from "../simulator/services/aws-services.ts";
import { authorize } from "../simulator/services/iam/authorize.ts";

/** A world with an application in it, and the keys of its account's administrator. */
export interface DemoWorld {
  readonly world: World;
  readonly seeded: SeededApplication;
}

/** When Copilot still worked, and the day of the demo. */
const copilotDays = new Date("2026-05-04T09:00:00Z");
const demoDay = new Date("2026-11-20T09:00:00Z");

/** What a demo's world is made of. */
export interface DemoWorldInputs {
  readonly seed: string;
  /** The repository's files, by path from its root. */
  readonly files: ReadonlyMap<string, string>;
  readonly applicationAccount: string;
  readonly region: string;
  readonly environments: readonly SeedEnvironment[];
  /** How many times faster than real time the story goes. */
  readonly factor: number;
}

/**
 * Lets Copilot deploy the application in spring, in no time, and then opens the doors in November, with time running by itself: what
 * was deployed names a Lambda runtime that can no longer be created, as it does everywhere.
 */
export async function makeDemoWorld(inputs: DemoWorldInputs): Promise<DemoWorld> {
  const services = [...awsServices, cloudFormationService];
  const runner = ownFunctionRunner(await loadOwnFunctions());
  const past = makeWorld({ seed: inputs.seed, start: copilotDays, services, authorize });
  const seeded = await seedApplication(past, {
    files: inputs.files,
    applicationAccount: inputs.applicationAccount,
    region: inputs.region,
    environments: inputs.environments,
    copilotVersion: "v1.34.0",
  });
  await past.run(past.clock.sleep(demoDay.getTime() - past.clock.now().getTime()));
  const world = makeWorld({
    seed: inputs.seed,
    start: demoDay,
    clock: { kind: "scaled", factor: inputs.factor },
    services,
    authorize,
  });
  world.restore(past.snapshot());
  setFunctionRunner(world, runner);
  past.stop();
  return { world, seeded };
}
