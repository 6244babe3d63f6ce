import type { Problem } from "./problem.ts";

/** Workloads whose stacks a subscriber needs: those that are neither deployed nor about to be. */
export function publisherProblems(
  dependsOn: readonly string[],
  about: { readonly deployed: ReadonlySet<string>; readonly planned: ReadonlySet<string> },
): readonly Problem[] {
  return dependsOn
    .filter((name) => !about.deployed.has(name) && !about.planned.has(name))
    .map((name) => ({
      weight: "stop",
      reason: "PublisherMissing",
      message: `it subscribes to a topic of ${name}, which is not deployed here and is not about to be`,
      remedy: `Deploy ${name} first, or take the topic out of \`subscribe.topics\`.`,
    }));
}
