import pLimit, { type LimitFunction } from "p-limit";
import type { EnvironmentRoles } from "../domain/cloud.ts";
import type { EnvironmentRecord, RegionalResources } from "../domain/copilot-records.ts";
import type { Failure } from "../domain/failure.ts";
import { absent, type Observed, unreadable } from "../domain/observed.ts";
import type { FeatureOff, ObservedEnvironment } from "../domain/observed-application.ts";
import { type ObservedStack, type StackId, stackName } from "../domain/stack.ts";
import { parseStackStatus, situationOf, type StackStatus } from "../domain/stack-status.ts";
import { environmentStackName, workloadStackName } from "../domain/stack-names.ts";
import { orAborted } from "../domain/or-aborted.ts";
import type { RegionalInstances } from "./read-regional.ts";
import type { KnownServices } from "./read-services.ts";
import { describe, knownStack, readStack } from "./read-stack.ts";
import type { Session, Sessions } from "./sessions.ts";
import type { StackListings, StackSummary } from "./stack-listings.ts";
import type { KeptStacks } from "./kept-stacks.ts";
import type { StackShelf } from "./stack-shelf.ts";
import { copilotTags, findTaggedStacks } from "./tagged-stacks.ts";

/** What the looks of one process share. */
export interface Desk {
  readonly sessions: Sessions;
  readonly listings: StackListings;
  readonly shelf: StackShelf;
  readonly services: KnownServices;
  readonly kept?: KeptStacks;
  readonly instances: RegionalInstances;
  /** Reads one stack, side by side with only so many others of the same account and region. */
  readonly gently: Gently;
}

/** Does work for a place, so much of it side by side. */
export type Gently = <T>(place: StackId, work: () => Promise<T>) => Promise<T>;

/** How many stacks of one account and region are read side by side: CloudFormation's limits are for all who use the account. */
const readAtOnce = 10;

/** A gentleness of its own for each account and region. */
export function gentlyByPlace(): Gently {
  const limits = new Map<string, LimitFunction>();
  return ({ account, region }, work) => {
    const key = `${account}/${region}`;
    const limit = limits.get(key) ?? pLimit(readAtOnce);
    limits.set(key, limit);
    return limit(work);
  };
}

/** What to look at of one environment. */
export interface EnvironmentRequest {
  readonly application: string;
  readonly environment: string;
  readonly workloads: readonly string[];
  readonly record: Observed<EnvironmentRecord>;
  readonly regional: ReadonlyMap<string, Observed<RegionalResources>>;
  readonly roles: EnvironmentRoles;
}

/** The session for looking at an environment: the operator's look role, else Copilot's manager role. */
export function lookSession(
  sessions: Sessions,
  record: EnvironmentRecord,
  roles: EnvironmentRoles,
  region = record.region,
): Session {
  return sessions.lookAs(roles.look ?? record.managerRoleArn, region);
}

/**
 * Looks at an environment's stack, at those of the named workloads, and at those that only Copilot's tags name. With a look role by one
 * list of the account's stacks, that everybody in the process shares, and at each stack only when it has changed; with Copilot's own role,
 * which may not list, at each stack by its name and by tag.
 */
export async function observeEnvironment(
  desk: Desk,
  request: EnvironmentRequest,
  signal?: AbortSignal,
): Promise<ObservedEnvironment> {
  const { application, environment, record, workloads } = request;
  if (record.kind !== "present") {
    // Without its record nobody knows which account to ask: what stands behind it is unknown, not absent.
    const unknown = record.kind === "absent" ? unreadable(noRecord(application, environment)) : record;
    const unseen = new Map(workloads.map((name) => [name, unknown]));
    const stray = record.kind === "absent" ? await unrecordedStack(desk, request, signal) : undefined;
    return {
      environment,
      record,
      regional: unknown,
      stack: unknown,
      ...(stray === undefined ? {} : { unrecordedStack: stray }),
      workloads: unseen,
    };
  }
  const { account, region } = record.value;
  await desk.kept?.recall({ account, region }, application, desk, signal);
  const look = await openLook(desk, request, record.value, signal);
  const named = workloads.map((name) => [name, workloadStackName(application, environment, name)] as const);
  const [stack, known, others] = await Promise.all([
    look.read(environmentStackName(application, environment)),
    Promise.all(named.map(async ([workload, name]) => [workload, await look.read(name)] as const)),
    look.others(new Set(named.map(([, name]) => name))),
  ]);
  return {
    environment,
    record,
    regional: request.regional.get(record.value.region) ?? absent,
    stack,
    workloads: new Map([...known, ...others]),
    ...(look.featuresOff.length === 0 ? {} : { featuresOff: look.featuresOff }),
  };
}

/** Many applications have an environment in their own account: there a stack whose record is gone can be seen. Undefined: none was seen. */
async function unrecordedStack(
  { sessions }: Desk,
  { application, environment }: EnvironmentRequest,
  signal?: AbortSignal,
): Promise<StackStatus | undefined> {
  const name = environmentStackName(application, environment);
  const stack = await describe(sessions.application(), name, signal).catch(() => undefined);
  if (stack === undefined) return undefined;
  const status = parseStackStatus(stack.StackStatus);
  return situationOf(status) === "deleted" ? undefined : status;
}

/** One way of looking at stacks. */
interface StackLook {
  read(name: StackId["name"]): Promise<Observed<ObservedStack>>;
  /** Stacks of workloads that bear the environment's tags and are not among the names, by workload. */
  others(
    names: ReadonlySet<string>,
  ): Promise<readonly (readonly [workload: string, stack: Observed<ObservedStack>])[]>;
  /** Filled while it looks. */
  readonly featuresOff: FeatureOff[];
}

async function openLook(
  desk: Desk,
  request: EnvironmentRequest,
  record: EnvironmentRecord,
  signal?: AbortSignal,
): Promise<StackLook> {
  const { account, region } = record;
  const session = lookSession(desk.sessions, record, request.roles);
  if (request.roles.look === undefined) return byName(desk, request, record, session, signal);
  const listing = await orAborted(desk.listings.read({ account, region }, session), signal);
  switch (listing.kind) {
    case "listed":
      desk.shelf.keepOnly({ account, region }, listing.stacks);
      return byListing(desk, request, record, session, listing.stacks, signal);
    case "unreadable":
      return { read: async () => listing, others: async () => [], featuresOff: [] };
    case "refused": {
      const look = byName(desk, request, record, session, signal);
      look.featuresOff.push({
        feature: "StackListing",
        message: `stacks of ${request.environment} are looked at one by one: ${listing.failure.message}`,
        remedy: `Allow cloudformation:ListStacks to ${request.roles.look}.`,
      });
      return look;
    }
  }
}

function byListing(
  { shelf, gently }: Desk,
  { application, environment }: EnvironmentRequest,
  { account, region }: EnvironmentRecord,
  session: Session,
  stacks: ReadonlyMap<string, StackSummary>,
  signal?: AbortSignal,
): StackLook {
  const read: StackLook["read"] = async (name) => {
    const id = { account, region, name };
    const known = knownStack(id, stacks.get(name), shelf);
    return known ?? gently(id, () => readStack(session, id, shelf, signal));
  };
  return {
    read,
    others: async (names) => {
      const begin = `${application}-${environment}-`;
      const candidates = [...stacks.values()].filter(
        ({ name, isRoot }) => isRoot && name.startsWith(begin) && !names.has(name),
      );
      const found = await Promise.all(
        candidates.map(async ({ name }) => [name, await read(stackName(name))] as const),
      );
      return found.flatMap(([, stack]) => {
        if (stack.kind !== "present") return [];
        const { tags } = stack.value;
        const isOurs =
          tags[copilotTags.application] === application && tags[copilotTags.environment] === environment;
        const workload = tags[copilotTags.workload];
        return isOurs && workload !== undefined ? [[workload, stack] as const] : [];
      });
    },
    featuresOff: [],
  };
}

function byName(
  { shelf, gently }: Desk,
  { application, environment }: EnvironmentRequest,
  { account, region }: EnvironmentRecord,
  session: Session,
  signal?: AbortSignal,
): StackLook {
  const read: StackLook["read"] = (name) => {
    const id = { account, region, name };
    return gently(id, () => readStack(session, id, shelf, signal));
  };
  const featuresOff: FeatureOff[] = [];
  return {
    read,
    others: async (names) => {
      const tagged = await findTaggedStacks(session, { application, environment }, signal);
      if (tagged.kind === "unreadable") {
        featuresOff.push({
          feature: "StacksByTag",
          message: `stacks of ${environment} that neither Git nor Parameter Store names are not seen: ${tagged.failure.message}`,
          remedy: `Allow tag:GetResources to the role.`,
        });
        return [];
      }
      const unknown = [...tagged.names].filter(([, name]) => !names.has(name));
      const found = await Promise.all(
        unknown.map(async ([workload, name]) => [workload, await read(stackName(name))] as const),
      );
      // Tags are found for a while after their stack is gone.
      return found.filter(([, stack]) => stack.kind !== "absent");
    },
    featuresOff,
  };
}

function noRecord(application: string, environment: string): Failure {
  return {
    disposition: "stall",
    reason: "EnvironmentNotRegistered",
    message: `environment ${environment} has no record in Parameter Store (/copilot/applications/${application}/environments/${environment})`,
    remedy: "Create it first, or remove it from the configuration.",
  };
}
