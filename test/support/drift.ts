import { makeDriftEyes } from "../../src/aws/drift/make-drift-eyes.ts";
import type { DriftIgnoreRule, DriftReport } from "../../src/domain/drift.ts";
import { lookForDrift } from "../../src/reconcile/drift/look-for-drift.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import type { SeedOptions } from "../../src/simulator/seeding/seed-options.ts";
import {
  type CopilotApplication,
  deployByCopilot,
  type DeployedByCopilot,
  openDeployed,
} from "./copilot-application.ts";
import { deployDriftPolicy, deployLookRoles, driftPolicyText } from "./look-role.ts";

/** An application that Copilot deployed and Autoland has taken over: nothing is left to do. */
export async function adoptedApplication(options: SeedOptions): Promise<DeployedByCopilot> {
  const deployed = await deployByCopilot(options);
  const application = await openDeployed(deployed);
  await application.settle();
  return { ...deployed, snapshot: application.world.snapshot() };
}

/** The same application, looked at with the roles of `deploy/`: the look role, and the policy for drift attached to it. */
export async function withDriftRoles(
  deployed: DeployedByCopilot,
  policy: string = driftPolicyText,
): Promise<DeployedByCopilot> {
  const { world } = await openDeployed(deployed);
  const { options } = deployed;
  const accounts = [...new Set(options.environments.map(({ account }) => account))];
  const region = options.region;
  await deployLookRoles(world, accounts, `arn:aws:iam::${options.applicationAccount}:user/admin`, region);
  await deployDriftPolicy(world, accounts, policy, region);
  return { ...deployed, snapshot: world.snapshot() };
}

/** What an operator would configure for those roles. */
export function subjectWithRoles(application: CopilotApplication, options: SeedOptions): Subject {
  const subject = application.subject("look");
  return {
    ...subject,
    environments: subject.environments.map((rule) => {
      const account = options.environments.find(({ name }) => name === rule.environment)?.account ?? "";
      return { ...rule, roles: { look: `arn:aws:iam::${account}:role/autoland-look` } };
    }),
  };
}

/** One look for drift, as the roles that Copilot made. */
export async function lookAtDrift(
  application: CopilotApplication,
  rules: readonly DriftIgnoreRule[] = [],
  /** All of them when absent. */
  environments?: readonly string[],
  /** With which roles; Copilot's own when absent. */
  asked?: Subject,
): Promise<DriftReport> {
  const { world, sessions, eyes, subject } = application;
  const drift = makeDriftEyes(sessions, world.clock);
  const options = { patienceMilliseconds: 3_600_000, rules, culprits: true };
  const signal = new AbortController().signal;
  const all = asked ?? subject("look");
  const chosen = all.environments.filter(({ environment }) => environments?.includes(environment) ?? true);
  const { report } = await world.run(
    lookForDrift(eyes, drift, { ...all, environments: chosen }, options, signal),
  );
  return report;
}
