import type { StackEvent } from "@aws-sdk/client-cloudformation";
import { type Sign, type StoppedTaskSign, type UnhealthyTargetSign, wordsOf } from "../../domain/sign.ts";
import { failureOf } from "../../domain/failure.ts";
import { codeOf, translateAwsError } from "../translate-error.ts";
import type { Session } from "../sessions.ts";
import { lastLines } from "./log-lines.ts";
import { watchService, type WatchedService } from "./rollout-signs.ts";
import { placeEvents, servicesIn, signsOf } from "./stack-signs.ts";
import { type KnownTasks, stoppedTasks } from "./stopped-tasks.ts";
import { unhealthyTargets } from "./target-signs.ts";

/** What was seen of an operation until now. */
export interface Seen {
  readonly signs: readonly Sign[];
  readonly progress: number;
}

/** Looks again at an operation, given all of its own events, oldest first. */
export type Watch = (events: readonly StackEvent[], now: Date, signal?: AbortSignal) => Promise<Seen>;

/**
 * Watches an operation through what it changes: the stacks below it, its services, their tasks and targets. What cannot be looked at
 * (a role that may not, a call that was throttled) is left out: following goes on without it. What a role may not is said once.
 */
export function watchOperation(
  session: Session,
  logLines: number,
  say: (line: string) => void = () => undefined,
): Watch {
  const tasks: KnownTasks = new Map();
  const targets = new Map<string, UnhealthyTargetSign>();
  const lines = new Map<string, readonly Sign[]>();
  const denied = new Set<string>();
  // What was seen of a service is kept: it is gone when its stack goes.
  const ofServices = new Map<string, Sign>();
  let running = 0;

  async function tried<T>(
    what: string,
    otherwise: T,
    look: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    if (denied.has(what)) return otherwise;
    try {
      return await look();
    } catch (error) {
      signal?.throwIfAborted();
      if (/AccessDenied|Unauthorized/.test(codeOf(error))) {
        denied.add(what);
        say(
          `not looked at: ${failureOf(translateAwsError(error, `look at the ${what} of the change`)).message}`,
        );
      }
      return otherwise;
    }
  }

  async function lookAt(
    service: WatchedService,
    since: Date,
    now: Date,
    signal?: AbortSignal,
  ): Promise<readonly Sign[]> {
    running = Math.max(running, service.running);
    if (service.ails || isSlow(service, now)) await lookAtTargets(service, now, signal);
    if (!service.ails) return service.signs;
    const at = { ...service, since };
    const stopped = await tried("tasks", [], () => stoppedTasks(session, at, tasks, signal), signal);
    if (logLines > 0) for (const task of stopped) await readLines(service, task, signal);
    return [...service.signs, ...stopped];
  }

  async function lookAtTargets(service: WatchedService, now: Date, signal?: AbortSignal): Promise<void> {
    for (const group of service.targetGroups) {
      const found = await tried("targets", [], () => unhealthyTargets(session, group, now, signal), signal);
      for (const target of found) if (!targets.has(target.target)) targets.set(target.target, target);
    }
  }

  async function readLines(
    service: WatchedService,
    task: StoppedTaskSign,
    signal?: AbortSignal,
  ): Promise<void> {
    if (lines.has(task.task)) return;
    const read = await tried("logs", [], () => lastLines(session, service, task, logLines, signal), signal);
    lines.set(task.task, read);
  }

  return async (events, now, signal) => {
    const own = events.map((event) => ({ event, path: pathOf(event) }));
    const placed = await tried("nested", own, () => placeEvents(session, events, [], signal), signal);
    const since = events[0]?.Timestamp ?? now;
    for (const arn of servicesIn(placed)) {
      const look = (): Promise<WatchedService | undefined> => watchService(session, arn, since, signal);
      const service = await tried("service", undefined, look, signal);
      if (service === undefined) continue;
      for (const sign of await lookAt(service, since, now, signal)) ofServices.set(keyOf(sign), sign);
    }
    return {
      signs: [...signsOf(placed), ...ofServices.values(), ...targets.values(), ...[...lines.values()].flat()],
      progress: placed.length + running,
    };
  };
}

function keyOf(sign: Sign): string {
  return `${sign.kind} ${sign.at.getTime()} ${sign.kind === "stopped-task" ? sign.task : wordsOf(sign)}`;
}

/** A rollout takes so long before its targets are looked at, in milliseconds: until then they are only new. */
const slow = 60_000;

function isSlow({ rollingSince }: WatchedService, now: Date): boolean {
  return rollingSince !== undefined && now.getTime() - rollingSince.getTime() > slow;
}

function pathOf(event: StackEvent): readonly string[] {
  return event.PhysicalResourceId === event.StackId ? [] : [event.LogicalResourceId ?? ""];
}
