import { makeDriftEyes } from "../../src/aws/drift/make-drift-eyes.ts";
import type { DriftIgnoreRule, DriftReport } from "../../src/domain/drift.ts";
import { lookForDrift } from "../../src/reconcile/drift/look-for-drift.ts";
import type { SeedOptions } from "../../src/simulator/seeding/seed-options.ts";
import {
  type CopilotApplication,
  deployByCopilot,
  type DeployedByCopilot,
  openDeployed,
} from "./copilot-application.ts";

/** An application that Copilot deployed and Autoland has taken over: nothing is left to do. */
export async function adoptedApplication(options: SeedOptions): Promise<DeployedByCopilot> {
  const deployed = await deployByCopilot(options);
  const application = await openDeployed(deployed);
  await application.settle();
  return { ...deployed, snapshot: application.world.snapshot() };
}

/** One look for drift, as the roles that Copilot made. */
export async function lookAtDrift(
  application: CopilotApplication,
  rules: readonly DriftIgnoreRule[] = [],
  /** All of them when absent. */
  environments?: readonly string[],
): Promise<DriftReport> {
  const { world, sessions, eyes, subject } = application;
  const drift = makeDriftEyes(sessions, world.clock);
  const options = { patienceMilliseconds: 3_600_000, rules, culprits: true };
  const signal = new AbortController().signal;
  const all = subject("look");
  const chosen = all.environments.filter(({ environment }) => environments?.includes(environment) ?? true);
  const { report } = await world.run(
    lookForDrift(eyes, drift, { ...all, environments: chosen }, options, signal),
  );
  return report;
}
