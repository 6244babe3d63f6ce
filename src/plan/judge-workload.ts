import type { Mending, StackPlace, WorkloadPlaces, WorkloadVerdict } from "../domain/inconsistency.ts";
import { type StackSituation, situationOf } from "../domain/stack-status.ts";

/** What the places of one workload say together, and what would mend it. */
export interface Judgement {
  readonly verdict: WorkloadVerdict;
  readonly mending: Mending;
}

/**
 * The table of files, Parameter Store and stack (docs/three-places.md shows all of it). Whatever could not be read makes the answer
 * unclear, because each of the other places means something else with it than without it. A shell that no change set was executed
 * on holds nothing, but is somebody's beginning. Pure.
 */
export function judgeWorkload(places: WorkloadPlaces): Judgement {
  const { files, record, stack, repository } = places;
  if (files === "unreadable" || record === "unreadable" || stack === "unreadable")
    return { verdict: "unclear", mending: "wait" };
  const situation = situationIn(stack);
  if (files === "present")
    return record === "present" ? judgeRegistered(situation, repository) : judgeUnregistered(situation);
  if (record === "present") return judgeRemoved(situation);
  return judgeUnknown(situation, repository);
}

/** What a stack that may not be there can be taken for. */
function situationIn(stack: Exclude<StackPlace, "unreadable">): StackSituation {
  return stack === "absent" ? "deleted" : situationOf(stack);
}

function judgeRegistered(situation: StackSituation, repository: WorkloadPlaces["repository"]): Judgement {
  if (repository === "absent") return { verdict: "repository-lost", mending: "register" };
  const isDeployed = situation !== "deleted" && situation !== "shell";
  return { verdict: isDeployed ? "agreed" : "not-deployed", mending: "nothing" };
}

/** A record may be written beside a stack at rest; beside any other somebody has to say first what is to become of it. */
function judgeUnregistered(situation: StackSituation): Judgement {
  switch (situation) {
    case "deleted":
    case "shell":
      return { verdict: "not-registered", mending: "register" };
    case "ready":
      return { verdict: "record-lost", mending: "adopt" };
    case "busy":
      return { verdict: "record-lost", mending: "wait" };
    case "failed-create":
    case "stuck":
      return { verdict: "record-lost", mending: "person" };
  }
}

function judgeRemoved(situation: StackSituation): Judgement {
  switch (situation) {
    case "deleted":
      return { verdict: "record-left-over", mending: "forget" };
    case "shell":
      return { verdict: "record-left-over", mending: "person" };
    case "ready":
    case "failed-create":
      return { verdict: "removed-from-git", mending: "delete-stack" };
    case "busy":
      return { verdict: "removed-from-git", mending: "wait" };
    case "stuck":
      return { verdict: "removed-from-git", mending: "person" };
  }
}

function judgeUnknown(situation: StackSituation, repository: WorkloadPlaces["repository"]): Judgement {
  if (situation !== "deleted") return { verdict: "unknown-stack", mending: "person" };
  if (repository === "present") return { verdict: "repository-left-over", mending: "forget" };
  return { verdict: "nowhere", mending: "nothing" };
}
