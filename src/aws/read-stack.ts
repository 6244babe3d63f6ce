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
import type { Session } from "./sessions.ts";
import { readRolledBack } from "./stack-events.ts";
import { isStackMissing, translateAwsError } from "./translate-error.ts";

/** By stack ARN the template that was read last, and as of which operation: a template cannot change without one. */
export type TemplateCache = Map<string, { readonly asOf: string; readonly template: Template }>;

/**
 * Reads one stack by name, with the template that it was last given. Needs `cloudformation:DescribeStacks` and
 * `cloudformation:GetTemplate`. The template is not read while an operation is running: it would be the new one already.
 */
export async function readStack(
  session: Session,
  id: StackId,
  cache: TemplateCache,
  signal?: AbortSignal,
): Promise<Observed<ObservedStack>> {
  try {
    const described = await describe(session, id.name, signal);
    if (described === undefined) return absent;
    const status = parseStackStatus(described.StackStatus);
    if (situationOf(status) === "deleted") return absent;
    const template = await deployedTemplate(session, described, status, cache, signal);
    const observed = toObserved(id, described, status, template);
    if (status !== "UPDATE_ROLLBACK_COMPLETE") return present(observed);
    return present({ ...observed, rolledBack: await readRolledBack(session, observed.arn, signal) });
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, `read stack ${stackKey(id)}`)));
  }
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
  status: StackStatus,
  cache: TemplateCache,
  signal?: AbortSignal,
): Promise<DeployedTemplate> {
  const situation = situationOf(status);
  if (situation === "busy") return { kind: "not-read", because: "operation-running" };
  if (situation === "shell") return { kind: "not-read", because: "never-deployed" };
  const arn = stack.StackId ?? "";
  const asOf = `${lastChanged(stack).toISOString()} ${status}`;
  const known = cache.get(arn);
  if (known?.asOf === asOf) return { kind: "read", template: known.template };
  const answer = await session.cloudformation.send(
    new GetTemplateCommand({ StackName: arn, TemplateStage: "Original" }),
    abortable(signal),
  );
  const template = parseTemplate(answer.TemplateBody ?? "", stack.StackName ?? "");
  cache.set(arn, { asOf, template });
  return { kind: "read", template };
}

function parseTemplate(text: string, name: string): Template {
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
