import { DescribeStackResourceCommand, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { failureOf } from "../domain/failure.ts";
import { type Observed, present, unreadable } from "../domain/observed.ts";
import type { Template } from "../domain/template.ts";
import { abortable } from "./abortable.ts";
import { parseTemplate } from "./read-stack.ts";
import type { Session } from "./sessions.ts";
import { isStackMissing, translateAwsError } from "./translate-error.ts";

/**
 * Reads the templates of nested stacks, however deep. One that its parent no longer has is left out. Needs
 * `cloudformation:DescribeStackResource` and `cloudformation:GetTemplate`.
 */
export async function readNested(
  session: Session,
  stack: string,
  nested: readonly string[],
  signal?: AbortSignal,
): Promise<Observed<ReadonlyMap<string, Template>>> {
  const found = new Map<string, Template>();
  try {
    for (const id of nested) await readInto(found, session, { stack, id, path: id }, signal);
    return present(found);
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, `read what is nested in stack ${stack}`)));
  }
}

async function readInto(
  found: Map<string, Template>,
  session: Session,
  { stack, id, path }: { readonly stack: string; readonly id: string; readonly path: string },
  signal?: AbortSignal,
): Promise<void> {
  const arn = await physicalId(session, stack, id, signal);
  if (arn === undefined) return;
  const answer = await session.cloudformation.send(
    new GetTemplateCommand({ StackName: arn, TemplateStage: "Original" }),
    abortable(signal),
  );
  const template = parseTemplate(answer.TemplateBody ?? "", arn);
  found.set(path, template);
  for (const [inner, { Type: type }] of Object.entries(template.Resources)) {
    if (type === "AWS::CloudFormation::Stack")
      await readInto(found, session, { stack: arn, id: inner, path: `${path}/${inner}` }, signal);
  }
}

/** The name or id that AWS gave to a resource of a stack; undefined when the stack, or the resource in it, is not there. */
export async function physicalId(
  session: Session,
  stack: string,
  resource: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    const answer = await session.cloudformation.send(
      new DescribeStackResourceCommand({ StackName: stack, LogicalResourceId: resource }),
      abortable(signal),
    );
    const { ResourceStatus: status, PhysicalResourceId: id } = answer.StackResourceDetail ?? {};
    return status === "DELETE_COMPLETE" ? undefined : id;
  } catch (error) {
    if (isStackMissing(error)) return undefined;
    throw translateAwsError(error, `find ${resource} of stack ${stack}`);
  }
}
