import type { Observed } from "../domain/observed.ts";
import type { OpenStage } from "../domain/open-stage.ts";
import type { Held } from "../domain/plan.ts";

/**
 * What is said of Copilot's pipelines that deploy to an environment: two who deploy the same stacks undo each other's work. What is
 * planned is shown all the same, so that taking over can be read before the pipeline is switched off.
 */
export function pipelineHold(environment: string, stages: Observed<readonly OpenStage[]>): Held | undefined {
  if (stages.kind === "absent") return undefined;
  if (stages.kind === "unreadable")
    return {
      environment,
      reason: "PipelineUnknown",
      message: `whether one of Copilot's pipelines deploys to ${environment} could not be told, so nothing is applied there: ${stages.failure.message}`,
      remedy: `Allow tag:GetResources and codepipeline:GetPipelineState, or set environments.${environment}.pipelines to ignore.`,
      findings: [],
    };
  const own = stages.value.filter((stage) => stage.environment === environment);
  if (own.length === 0) return undefined;
  const names = own.map(({ pipeline }) => pipeline).join(", ");
  return {
    environment,
    reason: "PipelineActive",
    message: `${names} still ${own.length === 1 ? "deploys" : "deploy"} to ${environment}; nothing is applied there until ${own.length === 1 ? "its stage is" : "their stages are"} switched off`,
    remedy: own.map(switchOff).join(" && "),
    findings: [],
  };
}

function switchOff({ pipeline, stage, region }: OpenStage): string {
  return `aws codepipeline disable-stage-transition --region ${region} --pipeline-name ${pipeline} --stage-name ${stage} --transition-type Inbound --reason "Autoland deploys there"`;
}
