import type {
  DisableStageTransitionInput,
  EnableStageTransitionInput,
  GetPipelineInput,
  GetPipelineStateInput,
  ListPipelinesInput,
  ListTagsForResourceInput,
} from "@aws-sdk/client-codepipeline";
import type { Json, JsonMap } from "../../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../../template/json-pointer.ts";
import { camelCased } from "../ecs/camel-case.ts";
import type { ResourceRecord } from "../../cloudformation/state.ts";
import { clientFault } from "../../kernel/aws-fault.ts";
import { jsonErrors } from "../../kernel/error-style.ts";
import {
  operation,
  type CallContext,
  type NeededPermission,
  type ServiceModel,
} from "../../kernel/service.ts";
import { asRecord } from "../../protocols/record.ts";
import { textIn } from "../../resources/naming.ts";
import { madeByStacks } from "../made-by-stacks.ts";
import { pageOf } from "../paging.ts";
import { resourceTagValues } from "../tags.ts";
import { pipelineStates } from "./pipeline-state.ts";

/** CodePipeline: the pipelines that stacks made, and the transitions between their stages. Nothing runs. */
export const codePipelineService: ServiceModel = {
  name: "codepipeline",
  iamPrefix: "codepipeline",
  errors: jsonErrors,
  operations: {
    ListPipelines: operation(listPipelines),
    GetPipeline: operation(getPipeline, (context, { name }) => on(context, "GetPipeline", name)),
    GetPipelineState: operation(getPipelineState, (context, { name }) =>
      on(context, "GetPipelineState", name),
    ),
    DisableStageTransition: operation(disableStageTransition, (context, { pipelineName, stageName }) =>
      on(context, "DisableStageTransition", pipelineName, stageName),
    ),
    EnableStageTransition: operation(enableStageTransition, (context, { pipelineName, stageName }) =>
      on(context, "EnableStageTransition", pipelineName, stageName),
    ),
    ListTagsForResource: operation(listTagsForResource, (context, { resourceArn }) =>
      on(context, "ListTagsForResource", nameIn(resourceArn)),
    ),
  },
};

/** ListPipelines: a thousand a page at most. https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelines.html */
function listPipelines(context: CallContext, input: ListPipelinesInput): object {
  const page = pageOf(pipelinesHere(context), {
    token: input.nextToken,
    size: input.maxResults ?? 1000,
    invalidToken: () =>
      clientFault("InvalidNextTokenException", "The next token was specified in an invalid format."),
  });
  return {
    pipelines: page.items.map((pipeline) => ({
      name: pipeline.physicalId,
      version: versionOf(pipeline),
      pipelineType: textIn(pipeline.live.properties, "PipelineType") || "V1",
      created: pipeline.updatedAt,
      updated: pipeline.updatedAt,
    })),
    nextToken: page.nextToken,
  };
}

/** GetPipeline: its structure as the stack gave it. https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipeline.html */
function getPipeline(context: CallContext, input: GetPipelineInput): object {
  const pipeline = requirePipeline(context, input.name);
  const { RoleArn, ArtifactStore, ArtifactStores, Stages } = pipeline.live.properties;
  return {
    pipeline: {
      name: pipeline.physicalId,
      roleArn: RoleArn,
      artifactStore: camelCased(ArtifactStore ?? null) ?? undefined,
      artifactStores: ArtifactStores,
      stages: (isJsonList(Stages) ? Stages : []).filter(isJsonMap).map(stageOf),
      version: versionOf(pipeline),
    },
    metadata: { pipelineArn: arnOf(context, pipeline.physicalId), updated: pipeline.updatedAt },
  };
}

/** GetPipelineState: each stage's entrance and its newest execution. https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineState.html */
function getPipelineState(context: CallContext, input: GetPipelineStateInput): object {
  const pipeline = requirePipeline(context, input.name);
  return {
    pipelineName: pipeline.physicalId,
    pipelineVersion: versionOf(pipeline),
    created: pipeline.updatedAt,
    updated: pipeline.updatedAt,
    stageStates: stagesOf(pipeline).map((stage) => stageState(context, pipeline, stage)),
  };
}

/** DisableStageTransition: nothing goes into the stage any more. https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_DisableStageTransition.html */
function disableStageTransition(context: CallContext, input: DisableStageTransitionInput): object {
  const reason = input.reason ?? "";
  if (reason === "" || reason.length > 300) {
    throw clientFault(
      "ValidationException",
      "1 validation error detected: Value at 'reason' failed to satisfy constraint: Member must have length between 1 and 300",
    );
  }
  const key = requireStage(context, input);
  const { arn } = context.principal;
  context.state(pipelineStates).transitions.set(key, { reason, by: arn, at: context.now });
  return {};
}

/** EnableStageTransition. */
function enableStageTransition(context: CallContext, input: EnableStageTransitionInput): object {
  context.state(pipelineStates).transitions.set(requireStage(context, input), undefined);
  return {};
}

function listTagsForResource(context: CallContext, input: ListTagsForResourceInput): object {
  const { live } = requirePipeline(context, nameIn(input.resourceArn));
  return { tags: Object.entries(live.tags).map(([key, value]) => ({ key, value })) };
}

function stageState(context: CallContext, pipeline: ResourceRecord, stage: JsonMap): object {
  const name = textIn(stage, "Name");
  const key = `${pipeline.physicalId}/${name}`;
  const { transitions, executions } = context.state(pipelineStates);
  const closed = transitions.has(key) ? transitions.get(key) : closedByTemplate(context, pipeline, name);
  const execution = executions.get(key);
  return {
    stageName: name,
    inboundTransitionState: {
      enabled: closed === undefined,
      ...(closed === undefined
        ? {}
        : { disabledReason: closed.reason, lastChangedBy: closed.by, lastChangedAt: closed.at }),
    },
    actionStates: actionsOf(stage).map((action) => ({
      actionName: textIn(action, "Name"),
      ...(execution === undefined
        ? {}
        : {
            latestExecution: {
              actionExecutionId: execution.executionId,
              status:
                execution.status === "Succeeded" || execution.status === "InProgress"
                  ? execution.status
                  : "Failed",
              lastStatusChange: execution.at,
              summary: execution.summary,
            },
          }),
    })),
    ...(execution === undefined
      ? {}
      : { latestExecution: { pipelineExecutionId: execution.executionId, status: execution.status } }),
  };
}

/** A template may close stages from the start. */
function closedByTemplate(
  { account, partition }: CallContext,
  pipeline: ResourceRecord,
  stage: string,
): { readonly reason: string; readonly by: string; readonly at: Date } | undefined {
  const list = pipeline.live.properties["DisableInboundStageTransitions"];
  const found = (isJsonList(list) ? list : [])
    .filter(isJsonMap)
    .find((entry) => entry["StageName"] === stage);
  if (found === undefined) return undefined;
  return {
    reason: textIn(found, "Reason"),
    by: `arn:${partition}:iam::${account}:root`,
    at: pipeline.updatedAt,
  };
}

/** The API writes small first letters; the configuration of actions is a map of the provider's own names. */
function stageOf(stage: JsonMap): object {
  return {
    name: stage["Name"],
    actions: actionsOf(stage).map(({ Configuration, ...action }) => ({
      ...asRecord(camelCased(action)),
      configuration: configurationOf(Configuration),
    })),
  };
}

function configurationOf(value: Json | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(isJsonMap(value) ? value : {}).map(([name, inner]) => [
      name,
      typeof inner === "string" ? inner : JSON.stringify(inner),
    ]),
  );
}

function actionsOf({ Actions }: JsonMap): readonly JsonMap[] {
  return isJsonList(Actions) ? Actions.filter(isJsonMap) : [];
}

function stagesOf({ live }: ResourceRecord): readonly JsonMap[] {
  const stages = live.properties["Stages"];
  return isJsonList(stages) ? stages.filter(isJsonMap) : [];
}

function requireStage(
  context: CallContext,
  {
    pipelineName,
    stageName,
    transitionType,
  }: Pick<EnableStageTransitionInput, "pipelineName" | "stageName" | "transitionType">,
): string {
  const pipeline = requirePipeline(context, pipelineName);
  if (!stagesOf(pipeline).some((stage) => textIn(stage, "Name") === stageName)) {
    throw clientFault(
      "StageNotFoundException",
      `Stage with name '${stageName}' does not exist in pipeline '${pipelineName}'`,
    );
  }
  if (transitionType !== "Inbound") {
    throw clientFault("ValidationException", `the simulated AWS closes and opens inbound transitions only`);
  }
  return `${pipelineName}/${stageName}`;
}

function requirePipeline(context: CallContext, name: string | undefined): ResourceRecord {
  const found = pipelinesHere(context).find(({ physicalId }) => physicalId === name);
  if (found !== undefined) return found;
  throw clientFault(
    "PipelineNotFoundException",
    `Account '${context.account}' does not have a pipeline with name '${name}'`,
  );
}

function pipelinesHere(context: CallContext): readonly ResourceRecord[] {
  return madeByStacks(context, "AWS::CodePipeline::Pipeline");
}

function versionOf({ live }: ResourceRecord): number {
  return Number(textIn(live.attributes, "Version") || 1);
}

function on(
  context: CallContext,
  action: string,
  name: string | undefined,
  stage?: string,
): readonly NeededPermission[] {
  const pipeline = pipelinesHere(context).find(({ physicalId }) => physicalId === name);
  return [
    {
      action: `codepipeline:${action}`,
      resource: arnOf(context, stage === undefined ? (name ?? "") : `${name}/${stage}`),
      conditionValues: resourceTagValues(pipeline?.live.tags ?? {}),
    },
  ];
}

function nameIn(arn: string | undefined): string {
  return (arn ?? "").split(":").at(-1) ?? "";
}

function arnOf({ partition, region, account }: CallContext, name: string): string {
  return `arn:${partition}:codepipeline:${region}:${account}:${name}`;
}
