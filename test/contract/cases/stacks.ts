import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  UpdateStackCommand,
  type ChangeSetType,
  type DescribeChangeSetCommandOutput,
  type Parameter,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import type { JsonMap } from "../../../src/domain/template.ts";
import type { Stage } from "../contract-case.ts";

/** What is needed to look at stacks. */
export type StackStage = Pick<Stage, "backend" | "cloudFormation">;

const capabilities = ["CAPABILITY_NAMED_IAM" as const, "CAPABILITY_AUTO_EXPAND" as const];

/** How often a stack or change set is looked at before it counts as stuck: five minutes with an emulator. */
const looks = 6000;

/** A stack as DescribeStacks shows it. */
export async function describedStack({ cloudFormation }: StackStage, name: string): Promise<Stack> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
  const [stack] = Stacks;
  if (stack === undefined) throw new Error(`${name} is neither described nor refused`);
  return stack;
}

/** Waits until no operation runs on a stack. Looks by id, for a deleted stack has no name. */
export async function settledStack(stage: StackStage, name: string): Promise<Stack> {
  const { StackId = name } = await describedStack(stage, name);
  for (let look = 0; look < looks; look += 1) {
    const stack = await describedStack(stage, StackId);
    const status = stack.StackStatus ?? "";
    if (!status.endsWith("_IN_PROGRESS") || status === "REVIEW_IN_PROGRESS") return stack;
    await stage.backend.pause();
  }
  throw new Error(`${name} does not settle`);
}

/** Creates a stack and waits for its end. */
export async function createStack(stage: StackStage, name: string, template: JsonMap): Promise<Stack> {
  await stage.cloudFormation.send(
    new CreateStackCommand({
      StackName: name,
      TemplateBody: JSON.stringify(template),
      Capabilities: capabilities,
    }),
  );
  return settledStack(stage, name);
}

/** Updates a stack and waits for its end. */
export async function updateStack(stage: StackStage, name: string, template: JsonMap): Promise<Stack> {
  await stage.cloudFormation.send(
    new UpdateStackCommand({
      StackName: name,
      TemplateBody: JSON.stringify(template),
      Capabilities: capabilities,
    }),
  );
  return settledStack(stage, name);
}

/** Deletes a stack and waits for its end. */
export async function deleteStack(stage: StackStage, name: string): Promise<Stack> {
  const { StackId = name } = await describedStack(stage, name);
  await stage.cloudFormation.send(new DeleteStackCommand({ StackName: name }));
  return settledStack(stage, StackId);
}

/** Creates a change set and waits until it is worked out. */
export async function plannedChanges(
  stage: StackStage,
  wanted: {
    readonly stack: string;
    readonly type: ChangeSetType;
    readonly template: JsonMap;
    readonly name?: string;
    readonly parameters?: Parameter[];
  },
): Promise<DescribeChangeSetCommandOutput> {
  const { Id } = await stage.cloudFormation.send(
    new CreateChangeSetCommand({
      StackName: wanted.stack,
      ChangeSetName: wanted.name ?? "contract",
      ChangeSetType: wanted.type,
      TemplateBody: JSON.stringify(wanted.template),
      Capabilities: capabilities,
      ...(wanted.parameters === undefined ? {} : { Parameters: wanted.parameters }),
    }),
  );
  for (let look = 0; look < looks; look += 1) {
    const set = await stage.cloudFormation.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
    if (!/PENDING|IN_PROGRESS/.test(set.Status ?? "")) return set;
    await stage.backend.pause();
  }
  throw new Error(`the change set of ${wanted.stack} is not worked out`);
}

/** Executes a change set and waits for the stack's end. */
export async function executed(stage: StackStage, set: DescribeChangeSetCommandOutput): Promise<Stack> {
  await stage.cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId }));
  return settledStack(stage, set.StackId ?? "");
}

/** The changes of a set: action, logical id, and replacement of a modification. */
export function changesOf({ Changes = [] }: DescribeChangeSetCommandOutput): readonly string[] {
  return Changes.map(({ ResourceChange }) => {
    const { Action, LogicalResourceId, Replacement } = ResourceChange ?? {};
    return `${Action} ${LogicalResourceId}${Action === "Modify" ? ` ${Replacement}` : ""}`;
  }).toSorted();
}

/** The outputs of a stack by key. */
export function outputsOf({ Outputs = [] }: Stack): Readonly<Record<string, string>> {
  return Object.fromEntries(Outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]));
}

/** `LogicalId STATUS` of a stack's events, oldest first, with those of one resource only when it is named. */
export async function eventsOf(
  { cloudFormation }: StackStage,
  stack: Stack,
  resource?: string,
): Promise<readonly { readonly status: string; readonly reason: string }[]> {
  const { StackEvents = [] } = await cloudFormation.send(
    new DescribeStackEventsCommand({ StackName: stack.StackId }),
  );
  return StackEvents.filter(
    ({ LogicalResourceId }) => resource === undefined || LogicalResourceId === resource,
  )
    .map(({ ResourceStatus = "", ResourceStatusReason = "" }) => ({
      status: ResourceStatus,
      reason: ResourceStatusReason,
    }))
    .toReversed();
}
