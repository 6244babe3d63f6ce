import type { Clock } from "../domain/clock.ts";
import { ReconcileError } from "../domain/failure.ts";
import type { Fence, LeaseStore, Stopwatch } from "../domain/lease.ts";
import { assign, shareOf } from "./assign.ts";
import { makeRoster, type Roster } from "./roster.ts";
import { leaseTimes } from "./times.ts";

/** What a lease is kept with. */
export interface LeaseInputs {
  readonly store: LeaseStore;
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
  /** Into how many shares the applications are divided; 1 where one task is enough. */
  readonly shares: number;
  /** A name that no process ever had or will have. */
  readonly newName: () => string;
  /** Who this is, for people who read what stands in the store. */
  readonly self: string;
  /** Told when shares were gained or lost, and of what went wrong; the lease goes on in any case. */
  readonly onChange?: (change: LeaseChange) => void;
  /** A guest takes only what nobody has, and is not counted among the tasks: a command beside the loop. */
  readonly asGuestFor?: readonly number[];
}

/** What became of this process's shares. */
export type LeaseChange =
  | { readonly kind: "gained" | "lost"; readonly shares: readonly number[] }
  | { readonly kind: "fault"; readonly error: unknown };

/** The right to change applications, as this process has it. */
export interface Lease {
  /**
   * Keeps the lease until the signal is raised, then gives it back, so that the next task need not wait. Throws nothing: while the
   * store cannot be reached it tries again, and the fence shuts by itself.
   */
  run(signal: AbortSignal): Promise<void>;
  /** A signal that is raised when the right to the application ends; undefined where this process has it not. */
  turnOf(application: string): AbortSignal | undefined;
  fenceOf(application: string): Fence;
  /** Whether somebody else has the right to the application, as far as this process has seen: not before it has looked once. */
  isAnothers(application: string): boolean;
}

/**
 * Makes a lease that nothing was asked for yet. Each task has one text that it writes again and again; each share has one that says
 * whose it is and is written only when that changes. A task whose text has not changed for a while is ended by emptying its text,
 * which its own next renewal then finds: only after that its shares are taken.
 */
export function makeLease(inputs: LeaseInputs): Lease {
  const { clock, stopwatch, shares } = inputs;
  let roster: Roster = makeRoster(inputs);
  const turns = new Map<number, AbortController>();
  const known = new Map<string, number>();
  const shareFor = (application: string): number => {
    const share = known.get(application) ?? shareOf(application, shares);
    known.set(application, share);
    return share;
  };

  const isValid = (): boolean => roster.isValid();
  let hasLooked = false;

  /** Makes turns equal to what the roster says is held and may be used now. */
  function adjust(): void {
    const held = isValid() ? roster.held() : new Set<number>();
    const gained = [...held].filter((share) => !turns.has(share));
    const lost = [...turns.keys()].filter((share) => !held.has(share));
    for (const share of lost) {
      turns.get(share)?.abort(new ReconcileError(leaseLost));
      turns.delete(share);
    }
    for (const share of gained) turns.set(share, new AbortController());
    if (gained.length > 0) inputs.onChange?.({ kind: "gained", shares: gained });
    if (lost.length > 0) inputs.onChange?.({ kind: "lost", shares: lost });
  }

  async function round(signal: AbortSignal): Promise<void> {
    const { asGuestFor } = inputs;
    if ((await roster.renew(signal)) === "ended") {
      // Somebody took this task for dead. It begins anew under another name, with nothing.
      roster = makeRoster(inputs);
      adjust();
      await roster.renew(signal);
    }
    // Whoever has the only share need not know who else waits for it.
    const isAlone = shares === 1 && roster.held().size === 1;
    if (isAlone) return;
    const standing = await roster.look(signal);
    if (asGuestFor !== undefined) {
      await roster.claim(asGuestFor, standing, signal);
      return;
    }
    const assigned = assign(standing.tasks, shares);
    const mine = [...assigned].filter(([, task]) => task === roster.name).map(([share]) => share);
    const surplus = [...roster.held()].filter((share) => !mine.includes(share));
    for (const share of surplus) {
      turns.get(share)?.abort(new ReconcileError(leaseLost));
      await roster.release(share, signal);
    }
    await roster.claim(mine, standing, signal);
  }

  const turnOf = (application: string): AbortSignal | undefined => {
    const turn = turns.get(shareFor(application));
    return turn === undefined || turn.signal.aborted || !isValid() ? undefined : turn.signal;
  };
  return {
    turnOf,
    isAnothers: (application) => hasLooked && turnOf(application) === undefined,
    fenceOf: (application) => {
      const share = shareFor(application);
      return {
        check: () => {
          const turn = turns.get(share);
          if (turn === undefined || turn.signal.aborted || !isValid()) throw new ReconcileError(leaseLost);
        },
      };
    },
    run: async (signal) => {
      while (!signal.aborted) {
        const begun = stopwatch();
        let isFault = false;
        try {
          await round(signal);
          hasLooked = true;
        } catch (error) {
          isFault = true;
          if (!signal.aborted) inputs.onChange?.({ kind: "fault", error });
        }
        adjust();
        const wanted = inputs.asGuestFor?.length ?? 1;
        const isWaiting = roster.held().size < wanted;
        const calm = isWaiting ? leaseTimes.waiterLooks : leaseTimes.renewEvery;
        const pause = isFault ? leaseTimes.afterFault : calm;
        // A fence that shuts while nothing is heard must end the turns as well, not only refuse.
        const rest = Math.max(leaseTimes.afterFault / 2, Math.min(pause, pause - (stopwatch() - begun)));
        await clock.sleep(rest, signal).catch(() => undefined);
        adjust();
      }
      for (const turn of turns.values()) turn.abort(new ReconcileError(leaseLost));
      turns.clear();
      await roster.leave().catch((error: unknown) => inputs.onChange?.({ kind: "fault", error }));
    },
  };
}

const leaseLost = {
  disposition: "wait",
  reason: "LeaseLost",
  message: "this task no longer has the lease on the application, so it changes nothing more in it",
  remedy: "Nothing is to be done: the task that has the lease goes on from where things stand.",
} as const;
