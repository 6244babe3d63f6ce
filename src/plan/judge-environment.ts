import type { EnvironmentPlaces, EnvironmentVerdict, Mending } from "../domain/inconsistency.ts";
import { situationOf } from "../domain/stack-status.ts";

/** What the places of one environment say together, and what would mend it. Nothing of an environment is mended without a person. */
export interface EnvironmentJudgement {
  readonly verdict: EnvironmentVerdict;
  readonly mending: Extract<Mending, "nothing" | "wait" | "person">;
}

/** The environments' side of the table of docs/three-places.md. Pure. */
export function judgeEnvironment(places: EnvironmentPlaces): EnvironmentJudgement {
  const { configured, record, stack, role } = places;
  if (record === "unreadable") return { verdict: "unclear", mending: "wait" };
  if (record === "absent") return judgeUnregistered(configured, stack);
  if (!configured) return { verdict: "not-configured", mending: "person" };
  if (role === "refused") return { verdict: "role-lost", mending: "person" };
  if (stack === "unreadable") return { verdict: "unclear", mending: "wait" };
  if (stack === "absent") return { verdict: "stack-lost", mending: "person" };
  switch (situationOf(stack)) {
    case "deleted":
      return { verdict: "stack-lost", mending: "person" };
    case "ready":
      return { verdict: "agreed", mending: "nothing" };
    case "busy":
      return { verdict: "agreed", mending: "wait" };
    case "shell":
    case "failed-create":
    case "stuck":
      return { verdict: "stack-stuck", mending: "person" };
  }
}

function judgeUnregistered(configured: boolean, stack: EnvironmentPlaces["stack"]): EnvironmentJudgement {
  const isThere = stack !== "absent" && stack !== "unreadable" && situationOf(stack) !== "deleted";
  if (isThere) return { verdict: configured ? "record-lost" : "unknown-stack", mending: "person" };
  return configured
    ? { verdict: "not-created", mending: "person" }
    : { verdict: "agreed", mending: "nothing" };
}
