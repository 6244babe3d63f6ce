import {
  DescribeStackSetCommand,
  type StackSet,
  UpdateStackSetCommand,
} from "@aws-sdk/client-cloudformation";
import type { Clock } from "../domain/clock.ts";
import { ReconcileError } from "../domain/failure.ts";
import type { TextMap } from "../domain/stack.ts";
import { readRegistry } from "../registry/read-registry.ts";
import { type ReadRegistry, type RegistryChange, repeated } from "../registry/change-registry.ts";
import { readTemplate } from "../template/read-template.ts";
import { abortable } from "./abortable.ts";
import { placeTemplateText } from "./place-template.ts";
import { pollDelay } from "./poll-delay.ts";
import { listInstances, readInstance } from "./read-regional.ts";
import type { Session, Sessions } from "./sessions.ts";
import { followOperation, isOperating } from "./stack-set-operation.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/** Whose StackSet is to be changed. */
export interface StackSetTarget {
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly application: string;
  /** The application's tags; a StackSet that has lost them gets them back. */
  readonly tags: TextMap;
  /** Told of each region whose instance has changed. */
  readonly outdate: (region: string) => void;
}

/** How long operations on a StackSet are waited for, in milliseconds: 45 minutes. */
const deadline = 45 * 60_000;

/**
 * Changes the application's StackSet under Copilot's own lock: the operation's id is the version of the registry that it brings, so of two
 * that start from the same version one is refused (copilot-model.md 2.5) and looks again. It ends when every instance is at what the
 * template says, also when an earlier run, or somebody else, began that.
 *
 * Needs `cloudformation:DescribeStackSet`, `ListStackSetOperations`, `ListStackInstances`, `UpdateStackSet`, `DescribeStackSetOperation`,
 * `ListStackSetOperationResults`, and `iam:PassRole` on the StackSet's administration role.
 */
export async function changeStackSet(
  target: StackSetTarget,
  change: (registry: ReadRegistry) => RegistryChange | undefined,
  signal?: AbortSignal,
): Promise<"changed" | "unchanged"> {
  const { sessions, clock, application } = target;
  const session = sessions.application();
  const name = `${application}-infrastructure`;
  const until = clock.now().getTime() + deadline;
  let outcome: "changed" | "unchanged" = "unchanged";
  for (let attempt = 0; clock.now().getTime() < until; attempt++) {
    if (await isOperating(session, name, signal)) {
      await clock.sleep(pollDelay(attempt), signal);
      continue;
    }
    const set = await describeStackSet(session, name, signal);
    const read = registryIn(set, name);
    const wanted =
      change(read) ?? (await lagging(session, { name, application, tags: target.tags }, read, signal));
    if (wanted === undefined) return outcome;
    const operation = await update(target, set, wanted, signal);
    if (operation === undefined) {
      await clock.sleep(pollDelay(attempt), signal);
      continue;
    }
    outcome = "changed";
    await followOperation({ session, clock, name, until }, operation, signal);
    for (const region of set.Regions ?? []) target.outdate(region);
  }
  throw new ReconcileError({
    disposition: "wait",
    reason: "RegistryBusy",
    message: `StackSet ${name} has been changing for ${deadline / 60_000} minutes; it is tried again later`,
    remedy: `aws cloudformation list-stack-set-operations --stack-set-name ${name}`,
  });
}

/** What the StackSet records, and its instances, with nothing changed. */
export async function readStackSet(
  session: Session,
  name: string,
  signal?: AbortSignal,
): Promise<ReadRegistry & { readonly instances: Awaited<ReturnType<typeof listInstances>> }> {
  const read = registryIn(await describeStackSet(session, name, signal), name);
  return { ...read, instances: await listInstances(session, name, signal) };
}

/** The regions that the StackSet has an instance in. */
export async function instanceRegions(
  sessions: Sessions,
  application: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const instances = await listInstances(sessions.application(), `${application}-infrastructure`, signal);
  return [...new Set(instances.flatMap(({ Region: region }) => region ?? []))].toSorted();
}

/** Instances that an earlier operation did not reach get the same template once more. */
async function lagging(
  session: Session,
  {
    name,
    application,
    tags,
  }: { readonly name: string; readonly application: string; readonly tags: TextMap },
  read: ReadRegistry,
  signal?: AbortSignal,
): Promise<RegistryChange | undefined> {
  const instances = await listInstances(session, name, signal);
  if (instances.every(({ Status: status }) => status === "CURRENT")) return undefined;
  return repeated({ name: application, tags }, read);
}

function registryIn(set: StackSet, name: string): ReadRegistry {
  const reading = readTemplate(set.TemplateBody ?? "");
  if (reading.kind === "unreadable") throw unreadable(name, reading.fault.message);
  const registry = readRegistry(reading.template);
  if (registry.kind === "unreadable") throw unreadable(name, registry.fault);
  return { ...registry, template: reading.template };
}

function unreadable(name: string, fault: string): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "RegistryUnreadable",
    message: `the template of StackSet ${name} is not one that Copilot wrote: ${fault}`,
    remedy: `Look at it with \`aws cloudformation describe-stack-set --stack-set-name ${name}\`; nothing was changed.`,
  });
}

async function update(
  { sessions, application, tags }: StackSetTarget,
  set: StackSet,
  { template, version }: RegistryChange,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const session = sessions.application();
  const name = set.StackSetName ?? "";
  const operation = String(version);
  const kept = Object.fromEntries((set.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
  const [region = ""] = (set.Regions ?? []).toSorted();
  const place = await placeTemplateText(
    sessions.application(region === "" ? undefined : region),
    { name, template, bucket: () => bucketIn(sessions, set, region, signal) },
    signal,
  );
  try {
    await session.cloudformation.send(
      new UpdateStackSetCommand({
        StackSetName: name,
        ...place,
        OperationId: operation,
        // A customized administrator role has to be named again with every update.
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStackSet.html
        AdministrationRoleARN: set.AdministrationRoleARN,
        ExecutionRoleName: set.ExecutionRoleName,
        ...(set.Description === undefined ? {} : { Description: set.Description }),
        Tags: Object.entries({ ...kept, ...tags, "copilot-application": application }).map(
          ([Key, Value]) => ({ Key, Value }),
        ),
        OperationPreferences: { RegionConcurrencyType: "PARALLEL" },
      }),
      abortable(signal),
    );
    return operation;
  } catch (error) {
    if (overtaken.has(codeOf(error).replace(/Exception$/, ""))) return undefined;
    throw translateAwsError(error, `update StackSet ${name}`);
  }
}

/** Somebody else was faster: their operation runs, or has this version already. */
const overtaken = new Set(["OperationInProgress", "OperationIdAlreadyExists", "StaleRequest"]);

async function bucketIn(
  sessions: Sessions,
  set: StackSet,
  region: string,
  signal?: AbortSignal,
): Promise<{ readonly bucket: string; readonly region: string }> {
  const name = set.StackSetName ?? "";
  const instances = await listInstances(sessions.application(), name, signal);
  const stack = instances.find((instance) => instance.Region === region)?.StackId;
  const found =
    stack === undefined ? undefined : await readInstance(sessions.application(region), region, stack, signal);
  if (found?.kind === "present") return { bucket: found.value.artifactBucket, region };
  throw new ReconcileError({
    disposition: "stall",
    reason: "RegionNotPrepared",
    message: `the template of StackSet ${name} is too large for a request, and no artifact bucket was found to put it into`,
  });
}

async function describeStackSet(session: Session, name: string, signal?: AbortSignal): Promise<StackSet> {
  const answer = await session.cloudformation
    .send(new DescribeStackSetCommand({ StackSetName: name }), abortable(signal))
    .catch((error: unknown) => {
      throw translateAwsError(error, `read StackSet ${name}`);
    });
  return answer.StackSet ?? {};
}
