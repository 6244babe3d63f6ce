import type { Rule } from "../situation.ts";

/** Another environment comes first: a commit has to have passed it, and it must not be down now. */
export const waitingForEnvironment: Rule = (step, { plan, forerunner }) => {
  // New tasks of what runs here bring no commit.
  if (forerunner === undefined || step.kind === "redeploy" || step.kind === "heal") return undefined;
  const { environment, passing, ill } = forerunner;
  const comes = `${plan.environment} comes after ${environment}`;
  if (passing.kind === "open") {
    const { reason, because, until } = passing;
    return {
      reason,
      because: `${comes}, ${because}`,
      ...(reason === "GateFailed" ? { remedy: "Commit a change that mends it, or run the gate again." } : {}),
      ...(until === undefined ? {} : { until }),
    };
  }
  if (ill === undefined) return undefined;
  return { reason: "WaitingForEnvironment", because: `${comes}, which does not run well (${ill})` };
};
