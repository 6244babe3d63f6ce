import { createHash } from "node:crypto";
import type { StackName, TextMap } from "../../domain/stack.ts";
import type { RenderedStack } from "../../render/inputs.ts";
import { writeTemplate } from "../../template/write-template.ts";
import { asRecord, type UnknownRecord } from "../protocols/record.ts";
import { tagList } from "../services/tags.ts";
import type { Caller } from "./caller.ts";

/** What Copilot always acknowledges (copilot-model.md 2.3). */
const capabilities = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"];

/** Copilot looks every five seconds. */
const pollMilliseconds = 5000;

/** Creates a stack from a template in the request, and waits for it. Answers its outputs. */
export async function createStack(caller: Caller, name: StackName, stack: RenderedStack): Promise<TextMap> {
  await caller.call("cloudformation", "CreateStack", {
    StackName: name,
    TemplateBody: writeTemplate(stack.template),
    Parameters: parameterList(stack.parameters),
    Tags: tagList(stack.tags),
    Capabilities: capabilities,
  });
  return await settledOutputs(caller, name);
}

/** Deploys a stack as Copilot does: template to the bucket, change set, execution, all with the environment's role. */
export async function deployStack(
  caller: Caller,
  target: {
    readonly name: StackName;
    readonly stack: RenderedStack;
    readonly bucket: string;
    readonly roleArn: string;
    readonly type: "CREATE" | "UPDATE";
  },
): Promise<TextMap> {
  const { name, stack, bucket, roleArn, type } = target;
  const text = writeTemplate(stack.template);
  const TemplateURL = await upload(caller, {
    bucket,
    key: `manual/templates/${name}/${createHash("sha256").update(text).digest("hex")}.yml`,
    content: text,
  });
  const set = { StackName: name, ChangeSetName: `copilot-${caller.world.random.uuid()}` };
  await caller.call("cloudformation", "CreateChangeSet", {
    ...set,
    ChangeSetType: type,
    TemplateURL,
    Parameters: parameterList(stack.parameters),
    Tags: tagList(stack.tags),
    RoleARN: roleArn,
    Capabilities: capabilities,
    IncludeNestedStacks: true,
  });
  await settledChangeSet(caller, set);
  await caller.call("cloudformation", "ExecuteChangeSet", set);
  return await settledOutputs(caller, name);
}

/** Puts a file into the artifact bucket as Copilot does, and answers its address. */
export async function upload(
  caller: Caller,
  file: { readonly bucket: string; readonly key: string; readonly content: string | Uint8Array },
): Promise<string> {
  await caller.call("s3", "PutObject", {
    Bucket: file.bucket,
    Key: file.key,
    Body: typeof file.content === "string" ? new TextEncoder().encode(file.content) : file.content,
    ACL: "bucket-owner-full-control",
  });
  return `https://${file.bucket}.s3.${caller.region}.amazonaws.com/${file.key}`;
}

/** The outputs of a stack by key. */
export async function outputsOf(caller: Caller, stack: string): Promise<TextMap> {
  return outputsIn(await describeStack(caller, stack));
}

async function settledChangeSet(caller: Caller, set: object): Promise<void> {
  for (;;) {
    const { Status, StatusReason } = await caller.call("cloudformation", "DescribeChangeSet", set);
    if (Status === "CREATE_COMPLETE") return;
    if (Status === "FAILED")
      throw new Error(`seeding failed: change set ${JSON.stringify(set)}: ${String(StatusReason)}`);
    await caller.world.clock.sleep(pollMilliseconds);
  }
}

async function settledOutputs(caller: Caller, name: StackName): Promise<TextMap> {
  for (;;) {
    const stack = await describeStack(caller, name);
    const status = String(stack["StackStatus"]);
    if (status === "CREATE_COMPLETE" || status === "UPDATE_COMPLETE") return outputsIn(stack);
    if (!status.endsWith("_IN_PROGRESS")) {
      throw new Error(`seeding failed: stack ${name} is ${status}: ${await firstFailure(caller, name)}`);
    }
    await caller.world.clock.sleep(pollMilliseconds);
  }
}

async function describeStack(caller: Caller, name: string): Promise<UnknownRecord> {
  const { Stacks } = await caller.call("cloudformation", "DescribeStacks", { StackName: name });
  return asRecord(Array.isArray(Stacks) ? Stacks[0] : undefined);
}

async function firstFailure(caller: Caller, name: StackName): Promise<string> {
  const { StackEvents } = await caller.call("cloudformation", "DescribeStackEvents", { StackName: name });
  const failed = (Array.isArray(StackEvents) ? StackEvents : [])
    .map(asRecord)
    .filter(({ ResourceStatus }) => String(ResourceStatus).endsWith("_FAILED"))
    .at(-1);
  return failed === undefined
    ? "no event says why"
    : `${String(failed["LogicalResourceId"])}: ${String(failed["ResourceStatusReason"])}`;
}

function outputsIn(stack: UnknownRecord): TextMap {
  const outputs = Array.isArray(stack["Outputs"]) ? stack["Outputs"].map(asRecord) : [];
  return Object.fromEntries(
    outputs.map(({ OutputKey, OutputValue }) => [String(OutputKey), String(OutputValue)]),
  );
}

function parameterList(parameters: TextMap): object[] {
  return Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }));
}
