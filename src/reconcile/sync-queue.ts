import type { Clock } from "../domain/clock.ts";
import { makeSlots, type Slots } from "../domain/slots.ts";

/** Whoever hears that something may have changed (a webhook, a finished operation, a person) says so here, and no more than that. */
export interface Waker {
  /**
   * Asks for a look at an application soon. Requests for one that waits already collapse into one; one that is being looked at is
   * looked at again. Losing a request costs an interval, never correctness. A name that nobody knows is ignored.
   */
  wake(application: string): void;
}

/** Looks at applications again and again, each at its own pace. */
export interface SyncQueue extends Waker {
  /** Works until the signal is raised, then returns once the last piece of work has. A piece of work that throws ends it all. */
  run(signal: AbortSignal): Promise<void>;
}

/** What a piece of work says of when the next is due. */
export type WorkEnd = "well" | "failed";

/** What a queue works with. */
export interface QueueInputs {
  /** Milliseconds between two looks when all is well, by application. */
  readonly intervals: ReadonlyMap<string, number>;
  /** One look; called once at a time for each application. */
  readonly work: (application: string, signal: AbortSignal) => Promise<WorkEnd>;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** How many applications are looked at side by side; 4 when absent. */
  readonly sideBySide?: number;
}

/** The longest wait after failures, in milliseconds: 10 minutes. */
const longestBackoff = 600_000;
/** The shortest time between the starts of two looks that somebody asked for, in milliseconds: a push sends several hints. */
const shortestSpacing = 1_000;
/** After so many milliseconds a look counts as waiting for others, and its place goes to the next. */
const patience = 10_000;
/** How many applications are looked at side by side unless something else is asked for. */
export const mostSideBySide = 8;
/** On how many of them templates are made and compared at a time, and for how many milliseconds one keeps the others from it. */
export const workbench = { places: 1, patience: 2_000 } as const;

/** Makes a queue. Nothing is looked at before it runs. */
export function makeSyncQueue(inputs: QueueInputs): SyncQueue {
  const members = new Map(
    [...inputs.intervals].map(([name, interval]) => [name, makeMember(name, interval)]),
  );
  const slots = makeSlots(inputs.sideBySide ?? mostSideBySide, patience, inputs.clock);
  return {
    wake: (application) => members.get(application)?.ask(),
    run: async (signal) => {
      const fault = new AbortController();
      const stop = AbortSignal.any([signal, fault.signal]);
      const served = [...members.values()].map((member) =>
        serve(inputs, slots, member, stop).catch((error: unknown) => {
          if (signal.aborted) return;
          fault.abort(error);
          throw error;
        }),
      );
      const ends = await Promise.allSettled(served);
      const failed = ends.find((end) => end.status === "rejected");
      if (failed !== undefined && !signal.aborted) throw fault.signal.reason;
    },
  };
}

interface Member {
  readonly name: string;
  readonly interval: number;
  ask(): void;
  /** Whether somebody asked since the last call; forgets it. */
  take(): boolean;
  /** Raised when somebody asks. */
  readonly asked: () => AbortSignal;
}

function makeMember(name: string, interval: number): Member {
  let request = new AbortController();
  return {
    name,
    interval,
    ask: () => request.abort(),
    take: () => {
      const { aborted } = request.signal;
      if (aborted) request = new AbortController();
      return aborted;
    },
    asked: () => request.signal,
  };
}

async function serve(inputs: QueueInputs, slots: Slots, member: Member, stop: AbortSignal): Promise<void> {
  const { clock, random, work } = inputs;
  let failures = 0;
  while (!stop.aborted) {
    // Whatever was asked for until now is answered by the look that begins now.
    member.take();
    let begun = clock.now().getTime();
    const end = await slots.use(async () => {
      begun = clock.now().getTime();
      return work(member.name, stop);
    }, stop);
    failures = end === "failed" ? failures + 1 : 0;
    const backoff = Math.min(longestBackoff, member.interval * 2 ** Math.min(failures, 10));
    // Up to a tenth sooner, never later: an interval says how old what is known of a branch may be.
    const rest = (failures > 0 ? backoff : member.interval) * Math.min(1, 0.9 + 0.2 * random());
    // Counted from the look's begin, but at least half of it is rest, however long a look takes.
    const due = Math.max(rest / 2, rest - (clock.now().getTime() - begun));
    // A request is heard during a backoff as well, but what fails is not tried more often than what works.
    const earliest = begun + (failures > 0 ? member.interval : shortestSpacing);
    await sleepUntilAsked(clock, due, member, stop);
    if (member.asked().aborted) await clock.sleep(Math.max(0, earliest - clock.now().getTime()), stop);
  }
}

async function sleepUntilAsked(clock: Clock, due: number, member: Member, stop: AbortSignal): Promise<void> {
  const asked = member.asked();
  if (asked.aborted) return;
  try {
    await clock.sleep(due, AbortSignal.any([stop, asked]));
  } catch (error) {
    if (stop.aborted || !asked.aborted) throw error;
  }
}
