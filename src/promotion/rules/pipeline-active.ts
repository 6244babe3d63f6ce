import { pipelineReasons } from "../../domain/open-stage.ts";
import type { Rule } from "../situation.ts";

/** One of Copilot's pipelines deploys to the environment, or may: two who deploy the same stacks undo each other's work. */
export const pipelineActive: Rule = (step, { plan }) => {
  if (step.kind === "redeploy") return undefined;
  const hold = plan.held.find(
    ({ workload, reason }) => workload === undefined && pipelineReasons.has(reason),
  );
  if (hold === undefined) return undefined;
  const { reason, message, remedy } = hold;
  return { reason, because: message, ...(remedy === undefined ? {} : { remedy }) };
};
