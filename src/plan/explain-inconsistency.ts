import type { EnvironmentVerdict, WorkloadPlaces, WorkloadVerdict } from "../domain/inconsistency.ts";
import type { Observed } from "../domain/observed.ts";
import type { ObservedEnvironment } from "../domain/observed-application.ts";
import type { Target } from "../domain/target.ts";
import type { KnownEnvironment } from "./places.ts";

/** A verdict in a sentence, with what a person can do where a person has to. */
export interface Explained {
  readonly explanation: string;
  readonly remedy?: string;
}

/** What a verdict on a workload means. */
export function explainWorkload(
  { environment, workload = "" }: Target,
  verdict: WorkloadVerdict,
  seen: {
    readonly places: WorkloadPlaces;
    readonly known: KnownEnvironment;
    /** Environments whose commits ask for it. */
    readonly elsewhere: readonly string[];
  },
): Explained {
  const { places, known, elsewhere } = seen;
  switch (verdict) {
    case "not-registered":
      return {
        explanation: `${workload} is new in Git; it is registered with Copilot before it is deployed`,
      };
    case "record-lost":
      return {
        explanation: `${workload} is in Git and deployed to ${environment} (${places.stack}), and Copilot's record of it is gone`,
      };
    case "repository-lost":
      return {
        explanation: `${workload} is registered, and the application's StackSet has made no image repository for it in the region of ${environment}`,
      };
    case "removed-from-git": {
      const others =
        elsewhere.length === 0
          ? ""
          : `; ${elsewhere.join(", ")} still ${elsewhere.length === 1 ? "asks" : "ask"} for it`;
      return {
        explanation: `${workload} is no longer asked for in ${environment} and still deployed there (${places.stack})${others}`,
      };
    }
    case "unknown-stack":
      return {
        explanation: `a stack of ${workload} stands in ${environment} (${places.stack}) with this application's tags, and neither Git nor Parameter Store knows it${owner(known.observed, workload)}`,
        remedy: "Restore its folder in Git to have it adopted, or delete the stack.",
      };
    case "unclear":
      return {
        explanation: `${unreadableOf(places)} of ${workload} could not be read, so nothing is said about it in ${environment}`,
      };
    case "agreed":
    case "nowhere":
    case "not-deployed":
    case "record-left-over":
    case "repository-left-over":
      return { explanation: `${workload} is ${verdict}` };
  }
}

function unreadableOf({ files, record }: WorkloadPlaces): string {
  if (files === "unreadable") return "the files";
  return record === "unreadable" ? "Copilot's record" : "the stack";
}

/** Tags that say whose it is, besides Copilot's own and AWS's. */
function owner(observed: ObservedEnvironment, workload: string): string {
  const stack = observed.workloads.get(workload);
  if (stack?.kind !== "present") return "";
  const tags = Object.entries(stack.value.tags).filter(([key]) => !/^(?:copilot-|aws:)/.test(key));
  const made = `made ${stack.value.createdAt.toISOString().slice(0, 10)}`;
  return ` (${[made, ...tags.slice(0, 4).map(([key, value]) => `${key}=${value}`)].join(", ")})`;
}

/** What a verdict on an environment means. */
export function explainEnvironment(
  environment: string,
  verdict: EnvironmentVerdict,
  observed: ObservedEnvironment | undefined,
): Explained {
  const create = `autoland env create ${environment}`;
  switch (verdict) {
    case "not-configured":
      return {
        explanation: `environment ${environment} is registered and fed by no branch of the configuration, so nobody looks after it`,
        remedy: `Put it under a branch in the configuration, or leave it: nothing is changed there.`,
      };
    case "not-created":
      return {
        explanation: `a branch feeds environment ${environment}, and Copilot has no record of it; its stack was looked for in the application's own account and region only`,
        remedy: `${create}, or take it out of the configuration.`,
      };
    case "record-lost":
      return {
        explanation: `environment ${environment} has a stack in the application's account, and Copilot's record of it is gone; nothing is changed there until it is restored`,
        remedy: `${create} writes the record again from what the stack says.`,
      };
    case "stack-lost":
      return {
        explanation: `environment ${environment} is registered, and its stack is gone; nothing is changed there`,
        remedy: `${create} makes its roles again (with --region, --profile or --role where it is elsewhere), or delete the record.`,
      };
    case "role-lost":
      return {
        explanation: `the role through which environment ${environment} is reached cannot be assumed, so nothing is looked at and nothing is changed there: ${failureIn(observed?.stack)}`,
        remedy: `If the role is there, let it trust the role that Autoland runs as (docs/permissions.md). If it is gone and the stack is, too: ${create}. If only the role is gone, no command makes it again while the stack says that it is there.`,
      };
    case "stack-stuck":
      return {
        explanation: `the stack of environment ${environment} is ${statusIn(observed?.stack)}; its workloads wait until somebody has resolved that`,
        remedy: `aws cloudformation describe-stack-events --stack-name ${stackNameIn(observed?.stack) ?? environment}`,
      };
    case "unknown-stack":
      return {
        explanation: `a stack of an environment ${environment} stands with this application's tags, and nobody registered it`,
      };
    case "unclear":
      return {
        explanation: `what there is of environment ${environment} could not be read: ${failureIn(observed?.record) || failureIn(observed?.stack)}`,
      };
    case "agreed":
      return { explanation: `environment ${environment} agrees` };
  }
}

function failureIn(observed: Observed<unknown> | undefined): string {
  return observed?.kind === "unreadable" ? observed.failure.message : "";
}

function statusIn(stack: ObservedEnvironment["stack"] | undefined): string {
  return stack?.kind === "present" ? stack.value.status : "not there";
}

function stackNameIn(stack: ObservedEnvironment["stack"] | undefined): string | undefined {
  return stack?.kind === "present" ? stack.value.id.name : undefined;
}
