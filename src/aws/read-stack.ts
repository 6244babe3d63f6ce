import { DescribeStacksCommand, GetTemplateCommand, type Stack } from "@aws-sdk/client-cloudformation";
import { failureOf, ReconcileError } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import {
  type DeployedTemplate,
  type ObservedStack,
  type StackId,
  stackKey,
  stackName,
  type TextMap,
} from "../domain/stack.ts";
import { parseStackStatus, situationOf, type StackStatus } from "../domain/stack-status.ts";
import type { Template } from "../domain/template.ts";
import { readTemplate } from "../template/read-template.ts";
import { abortable } from "./abortable.ts";
import { readTrouble } from "./read-trouble.ts";
import type { Session } from "./sessions.ts";
import { readFailedDeletion, readRolledBack } from "./stack-events.ts";
import type { StackSummary } from "./stack-listings.ts";
import type { StackShelf } from "./stack-shelf.ts";
import { isStackMissing, translateAwsError } from "./translate-error.ts";

/**
 * Reads one stack by name, with the template that it was last given. Needs `cloudformation:DescribeStacks`,
 * `cloudformation:GetTemplate` and, for one that stands rolled back, `cloudformation:DescribeStackEvents`. The template is not read
 * while an operation is running: it would be the new one already.
 */
export async function readStack(
  session: Session,
  id: StackId,
  shelf: StackShelf,
  signal?: AbortSignal,
): Promise<Observed<ObservedStack>> {
  try {
    const described = await describe(session, id.name, signal);
    if (described === undefined || situationOf(parseStackStatus(described.StackStatus)) === "deleted") {
      shelf.drop(id);
      return absent;
    }
    return present(await read(session, id, described, shelf, signal));
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, `read stack ${stackKey(id)}`)));
  }
}

/** What a complete listing says of a stack: that it is not there, or that it has not changed since it was read; undefined when it must be read. */
export function knownStack(
  id: StackId,
  listed: StackSummary | undefined,
  shelf: StackShelf,
): Observed<ObservedStack> | undefined {
  if (listed === undefined) {
    shelf.drop(id);
    return absent;
  }
  const known = shelf.get(id, listed);
  return known === undefined ? undefined : present(known);
}

async function read(
  session: Session,
  id: StackId,
  described: Stack,
  shelf: StackShelf,
  signal?: AbortSignal,
): Promise<ObservedStack> {
  const status = parseStackStatus(described.StackStatus);
  const situation = situationOf(status);
  if (situation === "busy")
    return toObserved(id, described, status, { kind: "not-read", because: "operation-running" });
  if (situation === "shell")
    return toObserved(id, described, status, { kind: "not-read", because: "never-deployed" });
  const operation = { arn: described.StackId ?? "", begun: lastChanged(described), status };
  const known = shelf.get(id, operation);
  const template = known?.template ?? (await deployedTemplate(session, described, signal));
  const observed = toObserved(id, described, status, template);
  if (status === "DELETE_FAILED") {
    // Not kept: one deletion that failed after another looks the same from outside.
    const { at, blockers } = await readFailedDeletion(session, observed.arn, signal);
    return { ...observed, failedDeletion: { at, blockers } };
  }
  const rolledBack =
    status === "UPDATE_ROLLBACK_COMPLETE"
      ? (known?.rolledBack ?? (await readRolledBack(session, observed.arn, signal)))
      : undefined;
  const trouble =
    situation === "failed-create" || situation === "stuck"
      ? (known?.trouble ?? (await readTrouble(session, observed.arn, signal)))
      : undefined;
  const stack = {
    ...observed,
    ...(rolledBack === undefined ? {} : { rolledBack }),
    ...(trouble === undefined ? {} : { trouble }),
  };
  // A rollback that was continued and failed again stands as before, but for its events: it is read anew each time. A creation fails once.
  if (known === undefined && (trouble === undefined || situation === "failed-create"))
    shelf.put(stack, operation);
  // Packed, like all others: of a first look at ten thousand stacks only what is compared at the moment is unpacked.
  return known === undefined ? (shelf.get(id, operation) ?? stack) : stack;
}

/** One stack's description by name or ARN; undefined when there is none of that name. Other failures are thrown as the SDK's. */
export async function describe(
  session: Session,
  name: string,
  signal?: AbortSignal,
): Promise<Stack | undefined> {
  try {
    const answer = await session.cloudformation.send(
      new DescribeStacksCommand({ StackName: name }),
      abortable(signal),
    );
    return answer.Stacks?.[0];
  } catch (error) {
    if (isStackMissing(error)) return undefined;
    throw error;
  }
}

async function deployedTemplate(
  session: Session,
  stack: Stack,
  signal?: AbortSignal,
): Promise<DeployedTemplate> {
  const answer = await session.cloudformation.send(
    new GetTemplateCommand({ StackName: stack.StackId, TemplateStage: "Original" }),
    abortable(signal),
  );
  return { kind: "read", template: parseTemplate(answer.TemplateBody ?? "", stack.StackName ?? "") };
}

/** Reads the text of a deployed template. Throws `TemplateUnreadable` for what is none. */
export function parseTemplate(text: string, name: string): Template {
  const reading = readTemplate(text);
  if (reading.kind === "read") return reading.template;
  throw new ReconcileError({
    disposition: "stall",
    reason: "TemplateUnreadable",
    message: `the template of stack ${name} cannot be read: ${reading.fault.message}`,
    remedy: `Look at it with \`aws cloudformation get-template --stack-name ${name}\`.`,
  });
}

/** When a stack last began to change. */
export function lastChanged(stack: Stack): Date {
  return stack.LastUpdatedTime ?? stack.CreationTime ?? new Date(0);
}

function toObserved(
  id: StackId,
  stack: Stack,
  status: StackStatus,
  template: DeployedTemplate,
): ObservedStack {
  return {
    id: { ...id, name: stackName(stack.StackName ?? id.name) },
    arn: stack.StackId ?? "",
    status,
    ...(stack.StackStatusReason === undefined ? {} : { statusReason: stack.StackStatusReason }),
    template,
    parameters: textMap(stack.Parameters, (item) => [item.ParameterKey, item.ParameterValue]),
    tags: textMap(stack.Tags, (item) => [item.Key, item.Value]),
    outputs: textMap(stack.Outputs, (item) => [item.OutputKey, item.OutputValue]),
    ...(stack.RoleARN === undefined ? {} : { roleArn: stack.RoleARN }),
    createdAt: stack.CreationTime ?? new Date(0),
    ...(stack.LastUpdatedTime === undefined ? {} : { updatedAt: stack.LastUpdatedTime }),
    terminationProtection: stack.EnableTerminationProtection === true,
  };
}

function textMap<T>(
  items: readonly T[] | undefined,
  pair: (item: T) => [string | undefined, string | undefined],
): TextMap {
  const entries = (items ?? []).map(pair).filter(([key]) => key !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key ?? "", value ?? ""]));
}
