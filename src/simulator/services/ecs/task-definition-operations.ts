import type {
  DeregisterTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandInput,
  ListTaskDefinitionsCommandInput,
  RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { ecs, type TaskDefinition } from "./ecs-state.ts";
import { arnOf, ecsTags, fromEcsTags, requireTaskDefinition } from "./find-ecs.ts";

/** Memory that Fargate offers for each CPU size, in MiB. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html */
const fargateMemory: Readonly<Record<string, { readonly from: number; readonly to: number }>> = {
  "256": { from: 512, to: 2048 },
  "512": { from: 1024, to: 4096 },
  "1024": { from: 2048, to: 8192 },
  "2048": { from: 4096, to: 16_384 },
  "4096": { from: 8192, to: 30_720 },
  "8192": { from: 16_384, to: 61_440 },
  "16384": { from: 32_768, to: 122_880 },
};

/** RegisterTaskDefinition: always a new revision. */
export function registerTaskDefinition(
  context: CallContext,
  input: RegisterTaskDefinitionCommandInput,
): object {
  const family = input.family ?? "";
  if (!/^[\w-]{1,255}$/.test(family)) {
    throw clientFault("ClientException", "Family contains invalid characters.");
  }
  checkFargateSize(input);
  const { families } = context.state(ecs);
  const revisions = families.get(family) ?? [];
  const revision = (revisions.at(-1)?.revision ?? 0) + 1;
  const definition: TaskDefinition = {
    family,
    revision,
    arn: arnOf(context, "task-definition", `${family}:${revision}`),
    registeredAt: context.now,
    registeredBy: context.principal.arn,
    input,
    status: "ACTIVE",
    tags: fromEcsTags(input.tags),
  };
  families.set(family, [...revisions, definition]);
  return { taskDefinition: describe(definition), tags: ecsTags(definition.tags) };
}

/** DescribeTaskDefinition. */
export function describeTaskDefinition(
  context: CallContext,
  input: DescribeTaskDefinitionCommandInput,
): object {
  const definition = requireTaskDefinition(context, input.taskDefinition);
  const tags = input.include?.includes("TAGS") === true ? ecsTags(definition.tags) : undefined;
  return { taskDefinition: describe(definition), tags };
}

/** DeregisterTaskDefinition: running services keep the revision. */
export function deregisterTaskDefinition(
  context: CallContext,
  input: DeregisterTaskDefinitionCommandInput,
): object {
  const definition = requireTaskDefinition(context, input.taskDefinition);
  definition.status = "INACTIVE";
  return { taskDefinition: describe(definition) };
}

/** ListTaskDefinitions, the oldest first unless asked otherwise. */
export function listTaskDefinitions(context: CallContext, input: ListTaskDefinitionsCommandInput): object {
  const status = input.status ?? "ACTIVE";
  const all = [...context.state(ecs).families.entries()]
    .filter(([family]) => input.familyPrefix === undefined || family === input.familyPrefix)
    .flatMap(([, revisions]) => revisions)
    .filter((definition) => definition.status === status);
  const page = pageOf(input.sort === "DESC" ? all.toReversed() : all, {
    token: input.nextToken,
    size: input.maxResults ?? 100,
    invalidToken: () => clientFault("InvalidParameterException", "Invalid token."),
  });
  return { taskDefinitionArns: page.items.map(({ arn }) => arn), nextToken: page.nextToken };
}

function describe(definition: TaskDefinition): object {
  const { tags: _tags, ...input } = definition.input;
  return {
    ...input,
    containerDefinitions: (input.containerDefinitions ?? []).map((container) => ({
      cpu: 0,
      environment: [],
      mountPoints: [],
      volumesFrom: [],
      portMappings: [],
      essential: true,
      ...container,
    })),
    volumes: input.volumes ?? [],
    taskDefinitionArn: definition.arn,
    revision: definition.revision,
    status: definition.status,
    registeredAt: definition.registeredAt,
    registeredBy: definition.registeredBy,
    compatibilities: [
      "EC2",
      ...(input.requiresCompatibilities?.includes("FARGATE") === true ? ["FARGATE"] : []),
    ],
  };
}

function checkFargateSize(input: RegisterTaskDefinitionCommandInput): void {
  if (input.requiresCompatibilities?.includes("FARGATE") !== true) return;
  const size = fargateMemory[input.cpu ?? ""];
  const memory = Number(input.memory);
  if (size === undefined || memory < size.from || memory > size.to) {
    throw clientFault(
      "ClientException",
      "No Fargate configuration exists for given values: " +
        `${input.cpu} CPU, ${input.memory} memory. ` +
        "See the Amazon ECS documentation for the valid values.",
    );
  }
}
