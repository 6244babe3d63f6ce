import type { Rule } from "../situation.ts";

/** What has to run before any change has not run well. */
export const preStepsOpen: Rule = (step, { plan, preSteps }) => {
  if (
    preSteps === undefined ||
    preSteps.kind === "passed" ||
    step.kind === "redeploy" ||
    step.kind === "heal"
  )
    return undefined;
  const { environment } = plan;
  switch (preSteps.kind) {
    case "to-start":
      return {
        reason: "PreStepRunning",
        because: `what runs before changes of ${environment} is to be started`,
      };
    case "running":
      return {
        reason: "PreStepRunning",
        because: `what runs before changes of ${environment} has not ended: ${preSteps.detail}`,
      };
    case "unknown": {
      const { reason, message, remedy } = preSteps.failure;
      return {
        reason,
        because: `whether what runs before changes of ${environment} has ended cannot be told, so that nothing is changed: ${message}`,
        ...(remedy === undefined ? {} : { remedy }),
      };
    }
    case "job-missing":
      return step.workload === preSteps.job
        ? undefined
        : {
            reason: "PreStepRunning",
            because: `what runs before changes of ${environment} is a task of ${preSteps.job}, which is deployed first`,
          };
    case "failed":
      return {
        reason: "PreStepFailed",
        because: `what runs before changes of ${environment} failed, so that nothing is changed: ${preSteps.detail}`,
        remedy: `Commit a change that mends it, or: autoland retry ${step.environment}`,
      };
  }
};
