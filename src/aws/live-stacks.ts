import { GetTemplateCommand, type Stack } from "@aws-sdk/client-cloudformation";
import { failureOf } from "../domain/failure.ts";
import type { GivenParameter, LiveStack, LiveStacks } from "../domain/live-stack.ts";
import { absent, present, unreadable } from "../domain/observed.ts";
import type { StackId } from "../domain/stack.ts";
import { abortable } from "./abortable.ts";
import { lookSession } from "./observe-environment.ts";
import { physicalId } from "./read-nested.ts";
import { describe, parseTemplate } from "./read-stack.ts";
import type { Session, Sessions } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/** What CloudFormation shows in place of a NoEcho value. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */
const hidden = "****";

/**
 * AWS behind the port `LiveStacks`. Needs `cloudformation:DescribeStacks`, `cloudformation:GetTemplate` and, for stacks with nested ones,
 * `cloudformation:DescribeStackResource`.
 */
export function makeLiveStacks(sessions: Sessions): LiveStacks {
  return {
    read: async ({ record, roles, stack }, signal) => {
      const session = lookSession(sessions, record, roles);
      try {
        const described = await describe(session, stack.name, signal);
        return described === undefined ? absent : present(await read(session, stack, described, signal));
      } catch (error) {
        return unreadable(failureOf(translateAwsError(error, `read stack ${stack.name}`)));
      }
    },
  };
}

async function read(session: Session, id: StackId, stack: Stack, signal?: AbortSignal): Promise<LiveStack> {
  const arn = stack.StackId ?? id.name;
  const template = await templateOf(session, arn, signal);
  const nested: Record<string, string> = {};
  await readNestedTexts(nested, session, { arn, template, path: "" }, signal);
  const { RoleARN: roleArn } = stack;
  return {
    id,
    template,
    parameters: Object.fromEntries(
      (stack.Parameters ?? []).map(({ ParameterKey: key = "", ParameterValue: value = "" }) => [
        key,
        given(value),
      ]),
    ),
    tags: Object.fromEntries((stack.Tags ?? []).map(({ Key: key = "", Value: value = "" }) => [key, value])),
    capabilities: stack.Capabilities ?? [],
    ...(roleArn === undefined ? {} : { roleArn }),
    nested,
  };
}

function given(value: string): GivenParameter {
  return value === hidden ? { kind: "hidden" } : { kind: "value", value };
}

async function templateOf(session: Session, stack: string, signal?: AbortSignal): Promise<string> {
  const { TemplateBody: text = "" } = await session.cloudformation.send(
    new GetTemplateCommand({ StackName: stack, TemplateStage: "Original" }),
    abortable(signal),
  );
  return text;
}

async function readNestedTexts(
  found: Record<string, string>,
  session: Session,
  { arn, template, path }: { readonly arn: string; readonly template: string; readonly path: string },
  signal?: AbortSignal,
): Promise<void> {
  for (const [id, { Type: type }] of Object.entries(parseTemplate(template, arn).Resources)) {
    if (type !== "AWS::CloudFormation::Stack") continue;
    const inner = await physicalId(session, arn, id, signal);
    if (inner === undefined) continue;
    const text = await templateOf(session, inner, signal);
    const where = path === "" ? id : `${path}.${id}`;
    found[where] = text;
    await readNestedTexts(found, session, { arn: inner, template: text, path: where }, signal);
  }
}
