import type { EnvironmentPlaces, Inconsistency, WorkloadPlaces } from "../domain/inconsistency.ts";
import type { Observed } from "../domain/observed.ts";
import type { ObservedEnvironment } from "../domain/observed-application.ts";
import { explainEnvironment, explainWorkload } from "./explain-inconsistency.ts";
import { judgeEnvironment } from "./judge-environment.ts";
import { judgeWorkload } from "./judge-workload.ts";
import { type KnownEnvironment, environmentPlaces, knownWorkloads, workloadPlaces } from "./places.ts";
import type { Forgetting } from "./plan-forget.ts";

/** What the comparison of the places is made from. */
export interface PlacesInput {
  readonly environments: readonly { readonly environment: string; readonly known: KnownEnvironment }[];
  readonly registered: Observed<readonly string[]>;
  /** Every environment that a branch of the configuration feeds, looked at or not. */
  readonly fed: readonly string[];
  readonly forgettings: ReadonlyMap<string, Forgetting>;
}

/**
 * Every disagreement of Git, Parameter Store and CloudFormation about an application: environments first, then workloads in the order
 * of the configuration. What agrees, and what is merely still to be deployed, is not in it.
 */
export function inconsistenciesOf(input: PlacesInput): readonly Inconsistency[] {
  return [
    ...input.environments.flatMap(({ known }) => ofEnvironment(known.observed)),
    ...notFed(input),
    ...input.environments.flatMap(({ environment, known }) =>
      knownWorkloads(known).flatMap((workload) => ofWorkload(input, environment, known, workload)),
    ),
    ...leftOver(input),
  ];
}

function ofEnvironment(observed: ObservedEnvironment): readonly Inconsistency[] {
  const places = environmentPlaces(observed);
  return environmentRow(observed.environment, places, observed);
}

function notFed({ registered, fed }: PlacesInput): readonly Inconsistency[] {
  if (registered.kind !== "present") return [];
  const places: EnvironmentPlaces = {
    configured: false,
    record: "present",
    stack: "unreadable",
    role: "unknown",
  };
  return registered.value
    .filter((environment) => !fed.includes(environment))
    .flatMap((environment) => environmentRow(environment, places, undefined));
}

function environmentRow(
  environment: string,
  places: EnvironmentPlaces,
  observed: ObservedEnvironment | undefined,
): readonly Inconsistency[] {
  const { verdict, mending } = judgeEnvironment(places);
  if (verdict === "agreed") return [];
  const explained = explainEnvironment(environment, verdict, observed);
  return [{ environment, places: { kind: "environment", ...places }, verdict, mending, ...explained }];
}

function ofWorkload(
  { environments }: PlacesInput,
  environment: string,
  known: KnownEnvironment,
  workload: string,
): readonly Inconsistency[] {
  const places = workloadPlaces(known, workload);
  const { verdict, mending } = judgeWorkload(places);
  switch (verdict) {
    case "agreed":
    case "nowhere":
    case "not-deployed":
    // Whether it is left over is no question of one environment.
    case "record-left-over":
    case "repository-left-over":
      return [];
    case "unclear":
      // Where a whole environment could not be read, it says so itself.
      if (isUnreadable(known, places)) return [];
      break;
    case "not-registered":
    case "record-lost":
    case "repository-lost":
    case "removed-from-git":
    case "unknown-stack":
  }
  const elsewhere = environments
    .filter(
      (other) =>
        other.environment !== environment && workloadPlaces(other.known, workload).files === "present",
    )
    .map((other) => other.environment);
  const explained = explainWorkload({ environment, workload }, verdict, { places, known, elsewhere });
  return [{ environment, workload, places: { kind: "workload", ...places }, verdict, mending, ...explained }];
}

function isUnreadable({ wish, application, observed }: KnownEnvironment, { stack }: WorkloadPlaces): boolean {
  if (wish.kind === "held" || application.components.kind === "unreadable") return true;
  return stack === "unreadable" && observed.stack.kind === "unreadable";
}

function leftOver({ environments, forgettings }: PlacesInput): readonly Inconsistency[] {
  const [first] = environments;
  if (first === undefined) return [];
  return [...forgettings].map(([workload, forgetting]) => {
    const places = workloadPlaces(first.known, workload);
    const isRecorded = places.record === "present";
    const rest =
      forgetting.kind === "step" ? "it can be forgotten" : `it stays, because ${forgetting.because}`;
    return {
      workload,
      places: { kind: "workload", ...places },
      verdict: isRecorded ? "record-left-over" : "repository-left-over",
      mending: forgetting.kind === "step" ? "forget" : "wait",
      explanation: isRecorded
        ? `Copilot has a record of ${workload}, no branch asks for it and it is deployed nowhere; ${rest}`
        : `there is an image repository of ${workload} that neither Git nor Parameter Store knows; ${rest}`,
    };
  });
}
