import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import type { Clock } from "../domain/clock.ts";
import type { ApplicationRecord } from "../domain/copilot-records.ts";
import { ReconcileError } from "../domain/failure.ts";
import { endedWell, parseStackStatus } from "../domain/stack-status.ts";
import type { TextMap } from "../domain/stack.ts";
import type { Template } from "../domain/template.ts";
import { readTemplate } from "../template/read-template.ts";
import { abortable } from "./abortable.ts";
import { awaitRest } from "./await-rest.ts";
import { placeTemplateText } from "./place-template.ts";
import { pollDelay } from "./poll-delay.ts";
import { lastChanged } from "./read-stack.ts";
import type { Session } from "./sessions.ts";
import { codeOf, isChangeSetMissing, translateAwsError } from "./translate-error.ts";

/** Renders the roles stack anew for a list of accounts; the version is the one that the live template names. */
export type RenderRoles = (
  accounts: readonly string[],
  templateVersion: string,
) => { readonly template: Template; readonly parameters: TextMap };

interface Desk {
  readonly session: Session;
  readonly clock: Clock;
}

const parameter = "AppDNSDelegatedAccounts";

/** How often it is begun anew when somebody else changes the same stack meanwhile. */
const attempts = 20;

/** The accounts that may write to the application's zone, as its roles stack says once it is at rest. Needs `cloudformation:DescribeStacks`. */
export async function delegatedAccounts(
  desk: Desk,
  application: ApplicationRecord,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  return listed(await rolesStack(desk, application, signal));
}

/**
 * Adds an account to those that may write to the application's zone, by a change set on its roles stack. Executing a change set makes all
 * others of the stack void, and one that was made of an outdated list is not executed: of two who add accounts, neither loses his.
 *
 * Needs `cloudformation:DescribeStacks`, `GetTemplate`, `CreateChangeSet`, `DescribeChangeSet`, `ExecuteChangeSet`, `DeleteChangeSet`, and
 * in IAM what changing the role's trust takes.
 */
export async function delegateDns(
  desk: Desk,
  request: {
    readonly application: ApplicationRecord;
    readonly account: string;
    readonly render: RenderRoles;
  },
  signal?: AbortSignal,
): Promise<void> {
  const { application, account, render } = request;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const stack = await rolesStack(desk, application, signal);
    const accounts = listed(stack);
    if (accounts.includes(account)) return;
    const wanted = render([...accounts, account], await liveVersion(desk, stack, signal));
    const name = `autoland-delegate-${account}`;
    if (await change(desk, { stack, name, wanted }, signal)) {
      const after = await rolesStack(desk, application, signal);
      if (!endedWell(parseStackStatus(after.StackStatus)) && !listed(after).includes(account))
        throw failed(after);
    } else await desk.clock.sleep(pollDelay(attempt), signal);
  }
  throw new ReconcileError({
    disposition: "wait",
    reason: "StackBusy",
    message: `stack ${application.name}-infrastructure-roles is changed by others again and again`,
    remedy: "The same command again, once they are done.",
  });
}

async function rolesStack(
  desk: Desk,
  { name, account }: ApplicationRecord,
  signal?: AbortSignal,
): Promise<Stack> {
  const stack = await awaitRest(desk, `${name}-infrastructure-roles`, signal);
  if (stack !== undefined) return stack;
  throw new ReconcileError({
    disposition: "stall",
    reason: "ApplicationRolesMissing",
    message: `stack ${name}-infrastructure-roles is not in account ${account}, in the region that Autoland works in`,
    remedy: "Work in the region where the application was initialised (AWS_REGION).",
  });
}

function listed({ Parameters: parameters }: Stack): readonly string[] {
  const value = parameters?.find(({ ParameterKey: key }) => key === parameter)?.ParameterValue ?? "";
  return value
    .split(",")
    .map((account) => account.trim())
    .filter((account) => account !== "");
}

async function liveVersion(desk: Desk, stack: Stack, signal?: AbortSignal): Promise<string> {
  const answer = await desk.session.cloudformation
    .send(new GetTemplateCommand({ StackName: stack.StackId, TemplateStage: "Original" }), abortable(signal))
    .catch((error: unknown) => {
      throw translateAwsError(error, `read the template of stack ${stack.StackName}`);
    });
  const reading = readTemplate(answer.TemplateBody ?? "");
  const version = reading.kind === "read" ? reading.template.Metadata?.["TemplateVersion"] : undefined;
  if (typeof version === "string") return version;
  throw new ReconcileError({
    disposition: "stall",
    reason: "ApplicationRolesUnreadable",
    message: `the template of stack ${stack.StackName} names no Metadata.TemplateVersion, so it is not one that Copilot wrote`,
    remedy: `Look at it with \`aws cloudformation get-template --stack-name ${stack.StackName}\`; nothing was changed.`,
  });
}

interface Change {
  readonly stack: Stack;
  readonly name: string;
  readonly wanted: ReturnType<RenderRoles>;
}

/** Whether the change was begun; it is not where somebody else changed the stack, or made a change set of this name, meanwhile. */
async function change(desk: Desk, { stack, name, wanted }: Change, signal?: AbortSignal): Promise<boolean> {
  const { session } = desk;
  const set = { StackName: stack.StackId, ChangeSetName: name };
  const doing = `add an account to stack ${stack.StackName}`;
  try {
    // One of an earlier run was made of an older list.
    await ignoringMissing(session.cloudformation.send(new DeleteChangeSetCommand(set), abortable(signal)));
    await session.cloudformation.send(
      new CreateChangeSetCommand({
        ...set,
        ChangeSetType: "UPDATE",
        ...(await placeTemplateText(session, {
          name: stack.StackName ?? "",
          template: wanted.template,
          bucket: () => Promise.reject(new Error("the application's roles are no large template")),
        })),
        Parameters: parametersOf(stack, wanted.parameters),
        ...(stack.Tags === undefined ? {} : { Tags: stack.Tags }),
        Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
      }),
      abortable(signal),
    );
    if (!(await isMade(desk, set, signal))) return false;
    const now = await awaitRest(desk, stack.StackId ?? "", signal);
    if (now === undefined || lastChanged(now).getTime() !== lastChanged(stack).getTime()) return false;
    await session.cloudformation.send(
      new ExecuteChangeSetCommand({ ...set, ClientRequestToken: name }),
      abortable(signal),
    );
    return true;
  } catch (error) {
    if (isOvertaken(error)) return false;
    throw translateAwsError(error, doing);
  }
}

/** The live values, but for the list, whatever Copilot's version made the stack. */
function parametersOf(
  stack: Stack,
  rendered: TextMap,
): { readonly ParameterKey: string; readonly ParameterValue: string }[] {
  const live = new Map(stack.Parameters?.map((item) => [item.ParameterKey, item.ParameterValue]));
  return Object.entries(rendered).map(([key, value]) => ({
    ParameterKey: key,
    ParameterValue: key === parameter ? value : (live.get(key) ?? value),
  }));
}

async function isMade(
  { session, clock }: Desk,
  set: { readonly StackName: string | undefined; readonly ChangeSetName: string },
  signal?: AbortSignal,
): Promise<boolean> {
  for (let attempt = 0; attempt < 60; attempt++) {
    const answer = await session.cloudformation.send(new DescribeChangeSetCommand(set), abortable(signal));
    const { Status: status, StatusReason: reason } = answer;
    if (status === "CREATE_COMPLETE") return answer.ExecutionStatus === "AVAILABLE";
    if (status !== "CREATE_PENDING" && status !== "CREATE_IN_PROGRESS")
      throw new ReconcileError({
        disposition: "stall",
        reason: "ChangeSetFailed",
        message: `change set ${set.ChangeSetName} is ${status ?? "gone"}: ${reason ?? "no reason was given"}`,
      });
    await clock.sleep(pollDelay(attempt), signal);
  }
  return false;
}

function isOvertaken(error: unknown): boolean {
  return (
    isChangeSetMissing(error) ||
    /^(?:AlreadyExists|InvalidChangeSetStatus)(?:Exception)?$/.test(codeOf(error))
  );
}

async function ignoringMissing(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isChangeSetMissing(error)) throw error;
  }
}

function failed(stack: Stack): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "DelegationFailed",
    message: `stack ${stack.StackName} did not take the account: it is ${stack.StackStatus}${stack.StackStatusReason === undefined ? "" : `, ${stack.StackStatusReason}`}`,
    remedy: `aws cloudformation describe-stack-events --stack-name ${stack.StackName}`,
  });
}
