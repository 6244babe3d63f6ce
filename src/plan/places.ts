import type { ComponentRecord, WorkloadType } from "../domain/copilot-records.ts";
import type { EnvironmentPlaces, Presence, StackPlace, WorkloadPlaces } from "../domain/inconsistency.ts";
import type { Observed } from "../domain/observed.ts";
import type { ObservedApplication, ObservedEnvironment } from "../domain/observed-application.ts";
import type { ObservedStack } from "../domain/stack.ts";
import type { EnvironmentWish } from "./plan-input.ts";

/** Everything that is known of one environment: what its commit asks for, and what AWS says. */
export interface KnownEnvironment {
  readonly wish: EnvironmentWish;
  readonly observed: ObservedEnvironment;
  readonly application: ObservedApplication;
}

/** Names of all workloads that any place knows in an environment, sorted. */
export function knownWorkloads({ wish, observed, application }: KnownEnvironment): readonly string[] {
  const { components } = application;
  const names = new Set([
    ...(wish.kind === "desired" ? wish.desired.inGit : []),
    ...(components.kind === "present" ? components.value.keys() : []),
    ...observed.workloads.keys(),
    ...(observed.regional.kind === "present" ? Object.keys(observed.regional.value.repositories) : []),
  ]);
  return [...names].toSorted();
}

/** What the places say of one workload of an environment. */
export function workloadPlaces(known: KnownEnvironment, workload: string): WorkloadPlaces {
  const { wish, observed, application } = known;
  const stack = observed.workloads.get(workload);
  const files: Presence =
    wish.kind === "desired" ? (wish.desired.inGit.includes(workload) ? "present" : "absent") : "unreadable";
  return {
    files,
    record: recordOf(application.components, workload),
    // What was never looked for is not known to be absent.
    stack: stack === undefined ? "unreadable" : stackPlace(stack),
    repository: repositoryOf(known, workload),
  };
}

/** What the places say of an environment itself. */
export function environmentPlaces(observed: ObservedEnvironment): EnvironmentPlaces {
  const { record, stack, unrecordedStack } = observed;
  return {
    configured: true,
    record: record.kind,
    stack: record.kind === "absent" ? (unrecordedStack ?? "absent") : stackPlace(stack),
    role:
      record.kind !== "present"
        ? "unknown"
        : stack.kind === "unreadable" && stack.failure.reason === "RoleRefused"
          ? "refused"
          : "usable",
  };
}

/** The type of a workload where one of the places knows it; the commit's word comes first. */
export function typeOf({ wish, application }: KnownEnvironment, workload: string): WorkloadType | undefined {
  const desired =
    wish.kind === "desired" ? wish.desired.workloads.find((item) => item.workload === workload) : undefined;
  const { components } = application;
  return desired?.type ?? (components.kind === "present" ? components.value.get(workload)?.type : undefined);
}

function recordOf(components: Observed<ReadonlyMap<string, ComponentRecord>>, workload: string): Presence {
  if (components.kind !== "present") return components.kind;
  return components.value.has(workload) ? "present" : "absent";
}

function stackPlace(stack: Observed<ObservedStack>): StackPlace {
  return stack.kind === "present" ? stack.value.status : stack.kind;
}

/** A region that is not prepared says nothing about one workload, and neither does a workload whose type nobody knows. */
function repositoryOf(known: KnownEnvironment, workload: string): WorkloadPlaces["repository"] {
  const { regional } = known.observed;
  if (regional.kind !== "present") return "unreadable";
  if (regional.value.repositories[workload] !== undefined) return "present";
  const type = typeOf(known, workload);
  return type === undefined || type === "Static Site" ? "not-needed" : "absent";
}
