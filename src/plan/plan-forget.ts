import type { ApplicationRecord } from "../domain/copilot-records.ts";
import type { Observed } from "../domain/observed.ts";
import type { ForgetStep } from "../domain/plan.ts";
import type { PrunePolicy } from "../domain/prune-policy.ts";
import { digestOf } from "../template/digest.ts";
import type { EnvironmentObstacle } from "./environment-obstacle.ts";
import { judgeWorkload } from "./judge-workload.ts";
import { type KnownEnvironment, knownWorkloads, workloadPlaces } from "./places.ts";

/** Everything that decides whether a workload may be forgotten; an entry for each environment that was looked at. */
export interface ForgetInput {
  readonly application: ApplicationRecord;
  readonly environments: readonly EnvironmentToForgetIn[];
  /** Every environment that a branch of the configuration feeds, looked at or not. */
  readonly fed: readonly string[];
  readonly registered: Observed<readonly string[]>;
}

/** One environment, with what the operator allows and what stands in its way. */
export interface EnvironmentToForgetIn {
  readonly environment: string;
  readonly known: KnownEnvironment;
  readonly policy: PrunePolicy | undefined;
  readonly obstacle: EnvironmentObstacle | undefined;
}

/** What becomes of a workload that is registered, or has images, and is nowhere asked for and nowhere deployed. */
export type Forgetting =
  | { readonly kind: "step"; readonly step: ForgetStep }
  /** Completes "it stays, because …". */
  | { readonly kind: "kept"; readonly because: string };

/**
 * Decides, for each workload that is left over in Copilot's registers, whether it may be taken out with its images (design.md 9): only
 * when it is absent at the head of every branch that feeds any environment and has no stack in any registered environment. One
 * environment that could not be read, or that no branch feeds, keeps it. The step stands in the last environment of the configuration.
 */
export function planForgets(input: ForgetInput): ReadonlyMap<string, Forgetting> {
  const leftOver = new Set(input.environments.flatMap(({ known }) => leftOverIn(known)));
  const forgettings = [...leftOver]
    .filter((workload) => !isWanted(input, workload))
    .map((workload) => [workload, forgetting(input, workload)] as const);
  const steps = forgettings.filter(([, item]) => item.kind === "step").length;
  const most = Math.min(...input.environments.map(({ policy }) => policy?.most ?? 0));
  if (steps <= most) return new Map(forgettings);
  const because = `${steps} workloads would be forgotten at once, and prune.most allows ${most}`;
  return new Map(
    forgettings.map(([workload, item]) => [workload, item.kind === "step" ? kept(because) : item]),
  );
}

function leftOverIn(known: KnownEnvironment): readonly string[] {
  return knownWorkloads(known).filter((workload) => {
    const { record, repository } = workloadPlaces(known, workload);
    return record === "present" || repository === "present";
  });
}

/** Whether a branch asks for it or a stack of it is known: then it is left over nowhere, whatever one environment says. */
function isWanted({ environments }: ForgetInput, workload: string): boolean {
  return environments.some(({ known }) => {
    const { files } = workloadPlaces(known, workload);
    return files === "present" || known.observed.workloads.get(workload)?.kind === "present";
  });
}

function forgetting(input: ForgetInput, workload: string): Forgetting {
  const because = whyKept(input, workload);
  if (because !== undefined) return kept(because);
  const last = input.environments.at(-1);
  if (last === undefined) return kept("no environment was looked at");
  const { application } = input;
  const { components } = last.known.application;
  const record = components.kind === "present" ? components.value.get(workload) : undefined;
  const step: ForgetStep = {
    kind: "forget-workload",
    // With the record's own time: an approval must not cover a workload of the same name that was registered later.
    digest: digestOf({
      kind: "forget-workload",
      application: application.name,
      workload,
      registeredAt: record?.registeredAt?.toISOString() ?? "never",
    }),
    environment: last.environment,
    workload,
    because: [
      record === undefined
        ? "it has images, and neither Git nor Parameter Store nor any environment knows it"
        : "no branch asks for it and no environment has a stack of it",
    ],
    dependsOn: [],
    registeredIn: application,
  };
  return { kind: "step", step };
}

/** The first thing that speaks for keeping it; undefined when nothing does. */
function whyKept({ environments, fed, registered }: ForgetInput, workload: string): string | undefined {
  if (registered.kind !== "present") return "the list of environments could not be read";
  const seen = environments.map(({ environment }) => environment);
  const unfed = registered.value.find((environment) => !fed.includes(environment));
  if (unfed !== undefined)
    return `environment ${unfed} is registered and fed by no branch, so nobody knows what it needs`;
  const unseen = [...registered.value, ...fed].find((environment) => !seen.includes(environment));
  if (unseen !== undefined) return `environment ${unseen} was not looked at`;
  for (const { environment, known, obstacle, policy } of environments) {
    if (policy === undefined) return `prune is off in ${environment}`;
    if (known.wish.kind === "held")
      return `what ${environment} needs could not be told (${known.wish.held.reason})`;
    if (obstacle !== undefined) return `${environment} is held (${obstacle.reason})`;
    const { desired, behind } = known.wish;
    if (behind !== undefined)
      return `${environment} is planned for an older commit than the head of its branch`;
    if (desired.inGit.length === 0) return `the commit of ${environment} asks for no workload at all`;
    const unrendered = desired.workloads.find((item) => item.kind === "not-rendered");
    if (unrendered !== undefined)
      return `the commit of ${environment} was not rendered wholly (${unrendered.workload})`;
    const { mending } = judgeWorkload(workloadPlaces(known, workload));
    if (mending !== "forget") return `its stack in ${environment} could not be looked at or is no stack yet`;
  }
  return undefined;
}

function kept(because: string): Forgetting {
  return { kind: "kept", because };
}
