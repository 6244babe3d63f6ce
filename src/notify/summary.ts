import type { Failure } from "../domain/failure.ts";
import { shortCommit } from "../domain/revision.ts";
import type { Deployment, DeploymentState, Part } from "./deployment.ts";
import { endOf, stateOf } from "./deployment-state.ts";
import { isOutside, stateByReason } from "./reasons.ts";
import { rootCause } from "./root-cause.ts";

/** A deployment in words that every channel can show. No text of it is marked up, escaped or cut. */
export interface Summary {
  readonly state: DeploymentState;
  readonly sign: string;
  /** Completes `shop → production`. */
  readonly title: string;
  /** Account, region, branch and commit, how long it took. */
  readonly facts: readonly string[];
  readonly points: readonly Point[];
}

/** Several workloads of which one thing is said. */
export interface Point {
  readonly sign: string;
  readonly workloads: readonly string[];
  readonly text: string;
  readonly remedy?: string;
}

/** How a state is shown: a sign and words, so that nobody needs a colour. */
export const stateSigns: Readonly<
  Record<DeploymentState, { readonly sign: string; readonly words: string }>
> = {
  quiet: { sign: "·", words: "to be deployed" },
  waiting: { sign: "‖", words: "waits for approval" },
  running: { sign: "↻", words: "is being deployed" },
  held: { sign: "‖", words: "is held" },
  failed: { sign: "✗", words: "failed" },
  deployed: { sign: "✓", words: "is deployed" },
  overtaken: { sign: "»", words: "was overtaken" },
};

/** A deployment as it stands. */
export function summaryOf(deployment: Deployment): Summary {
  const state = stateOf(deployment);
  const { sign, words } = stateSigns[state];
  const { revision, isRollback } = deployment;
  const what = isRollback ? `rollback to ${shortCommit(revision.commit)}` : shortCommit(revision.commit);
  return {
    state,
    sign,
    title: `${what} ${words}`,
    facts: factsOf(deployment),
    points: pointsOf(deployment, state),
  };
}

function factsOf(deployment: Deployment): readonly string[] {
  const { place, revision, environment, since } = deployment;
  const took = endOf(deployment).getTime() - since.getTime();
  return [
    ...(place === undefined ? [] : [`account ${place.account}`, place.region]),
    `environment ${environment}`,
    ...(revision.branch === "" ? [] : [`branch ${revision.branch}`]),
    `commit ${shortCommit(revision.commit)}`,
    ...(since.getTime() > 0 && took >= 1000 ? [`after ${duration(took)}`] : []),
  ];
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function pointsOf(deployment: Deployment, state: DeploymentState): readonly Point[] {
  const parts = [...deployment.parts.values()];
  const of = (kind: Part["kind"]): readonly Part[] => parts.filter((part) => part.kind === kind);
  const done = of("done");
  return [
    ...failures(deployment, of("failed")),
    ...of("running").map((part) => ({
      sign: "↻",
      workloads: [nameOf(deployment, part.workload)],
      text: part.line === undefined ? part.words : `${part.words}: ${part.line}`,
    })),
    ...(state === "deployed" ? [] : kept(deployment)),
    ...(done.length === 0
      ? []
      : [{ sign: "✓", workloads: done.map(({ workload }) => nameOf(deployment, workload)), text: "done" }]),
    ...(state === "deployed" ? unwell(deployment) : []),
  ];
}

/** Failures by cause: what failed for one cause is said once. */
function failures(deployment: Deployment, parts: readonly Part[]): readonly Point[] {
  const failed = parts.flatMap(({ workload, failure }) =>
    failure === undefined ? [] : [{ workload, failure }],
  );
  return grouped(deployment, failed, "✗");
}

function kept(deployment: Deployment): readonly Point[] {
  const failed = new Set(
    [...deployment.parts.values()].filter(({ kind }) => kind === "failed").map(({ workload }) => workload),
  );
  const told = deployment.reasons
    .filter(({ reason }) => stateByReason(reason) !== "quiet" && !isOutside(reason))
    .filter(({ workload }) => !failed.has(workload ?? ""))
    .map(({ workload = "", ...failure }) => ({ workload, failure }));
  return grouped(deployment, told, "‖");
}

function grouped(
  deployment: Deployment,
  said: readonly {
    readonly workload: string;
    readonly failure: Pick<Failure, "reason" | "message" | "remedy">;
  }[],
  sign: string,
): readonly Point[] {
  const groups = Map.groupBy(said, ({ workload, failure }) =>
    rootCause(failure.reason, failure.message, { ...deployment, workload }),
  );
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const { reason, message, remedy } = first.failure;
    return [
      {
        sign,
        workloads: some.map(({ workload }) => nameOf(deployment, workload)),
        text: `${reason}: ${message}`,
        ...(remedy === undefined ? {} : { remedy }),
      },
    ];
  });
}

function unwell({ health }: Deployment): readonly Point[] {
  const ill = health.filter(({ status }) => status === "Degraded" || status === "Missing");
  const well = health.filter(({ status }) => status === "Healthy").length;
  const points = ill.map(({ workload, status, message }) => ({
    sign: "!",
    workloads: [workload],
    text: `${status}: ${message}`,
  }));
  return well === 0
    ? points
    : [...points, { sign: "♥", workloads: [], text: `${well} of ${health.length} run well` }];
}

function nameOf({ environment }: Deployment, workload: string): string {
  return workload === "" ? environment : workload;
}
