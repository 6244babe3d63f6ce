import { randomUUID } from "node:crypto";
import os from "node:os";
import type { Logger } from "pino";
import { makeLeaseStore } from "../aws/lease-store.ts";
import { type ClientDefaults, makeSessions } from "../aws/sessions.ts";
import type { Config } from "../config/config.ts";
import type { LeaseConfig } from "../config/lease-config.ts";
import type { Clock } from "../domain/clock.ts";
import type { Fence, Stopwatch } from "../domain/lease.ts";
import { shareOf } from "../lease/assign.ts";
import { type Lease, makeLease } from "../lease/keep-lease.ts";
import { type Failure, ReconcileError } from "../domain/failure.ts";
import { type Answers, eachOf } from "./each-of.ts";
import { fenced } from "./fenced.ts";
import type { OpenApplication } from "./open-application.ts";

/** What a lease is opened with. */
export interface LeaseSetting {
  readonly clients: ClientDefaults;
  readonly clock: Clock;
  /** Absent: the machine's own, which counts on while the machine sleeps. */
  readonly stopwatch?: Stopwatch;
  readonly log: Logger;
}

/** Who may change which application, for the loop. */
export interface Turns {
  run(signal: AbortSignal): Promise<void>;
  turnOf(application: string): AbortSignal | undefined;
  fenceOf(application: string): Fence | undefined;
  isAnothers(application: string): boolean;
  /** Told of applications whose turn has come. */
  onTurn(listener: (application: string) => void): void;
}

/**
 * The lease that the configuration asks for; undefined when it asks for none, and when nothing may be changed: in `look` no lease is
 * written. Where applications are shared out over several tasks, those that are only looked at are, too.
 */
export function openLease(
  { lease: config }: Pick<Config, "lease">,
  applications: readonly OpenApplication[],
  setting: LeaseSetting,
  guest?: readonly string[],
): Turns | undefined {
  if (config === undefined) return undefined;
  const { shares } = config;
  const isLeased = ({ subject }: OpenApplication): boolean =>
    mayChange(subject) || (shares > 1 && guest === undefined);
  const leased = applications.filter(isLeased).map(({ subject }) => subject.application);
  if (leased.length === 0) return undefined;
  const listeners: ((application: string) => void)[] = [];
  const lease = leaseOf(config, setting, leased, listeners, guest);
  const always = new AbortController().signal;
  return {
    run: (signal) => lease.run(signal),
    turnOf: (application) => (leased.includes(application) ? lease.turnOf(application) : always),
    fenceOf: (application) => (leased.includes(application) ? lease.fenceOf(application) : undefined),
    isAnothers: (application) => leased.includes(application) && lease.isAnothers(application),
    onTurn: (listener) => void listeners.push(listener),
  };
}

/** How long a command waits for the lease, in milliseconds: longer than it takes to see that the last task has died. */
const patience = 40_000;

/**
 * Does the work for each application while this process has the lease on it, then gives it back. An application whose lease another
 * process keeps fails with `LeaseHeld`. Without a lease in the configuration the work is simply done.
 */
export async function withTurns<T>(
  config: Pick<Config, "lease">,
  applications: readonly OpenApplication[],
  setting: LeaseSetting & { readonly signal: AbortSignal },
  work: (application: OpenApplication, signal: AbortSignal) => Promise<T>,
): Promise<Answers<T>> {
  const { clock, signal } = setting;
  const names = applications
    .filter(({ subject }) => mayChange(subject))
    .map(({ subject }) => subject.application);
  const turns = openLease(config, applications, setting, names);
  if (turns === undefined) return eachOf(applications, (application) => work(application, signal));
  const done = new AbortController();
  const keeping = turns.run(done.signal);
  try {
    return await eachOf(applications, async (application) => {
      const { application: name, environments } = application.subject;
      if (!mayChange({ environments })) return work(application, signal);
      const until = clock.now().getTime() + patience;
      let turn = turns.turnOf(name);
      while (turn === undefined && clock.now().getTime() < until) {
        await clock.sleep(200, signal);
        turn = turns.turnOf(name);
      }
      if (turn === undefined) throw new ReconcileError(leaseHeld(name));
      return work(
        { ...application, ...fenced(application, turns.fenceOf(name)) },
        AbortSignal.any([signal, turn]),
      );
    });
  } finally {
    done.abort();
    await keeping;
  }
}

function leaseHeld(application: string): Failure {
  return {
    disposition: "wait",
    reason: "LeaseHeld",
    message: `${application}: another task has the lease on it and is at work, so this command changes nothing`,
    remedy: "It goes by itself: see `autoland status`. To do it by hand, stop the service first.",
  };
}

function leaseOf(
  config: LeaseConfig,
  { clients, clock, stopwatch = () => os.uptime() * 1000, log }: LeaseSetting,
  leased: readonly string[],
  listeners: readonly ((application: string) => void)[],
  guest: readonly string[] | undefined,
): Lease {
  const { shares, region, bucket, prefix } = config;
  // However often it is tried, a renewal is given up after four seconds; the next one follows in one.
  const session = makeSessions({ ...clients, maxAttempts: 5 }, clock).application(region ?? clients.region);
  return makeLease({
    store: makeLeaseStore(session, { bucket, prefix }),
    clock,
    stopwatch,
    shares,
    newName: randomUUID,
    self: `${os.hostname()}, process ${process.pid}`,
    ...(guest === undefined ? {} : { asGuestFor: [...new Set(guest.map((name) => shareOf(name, shares)))] }),
    onChange: (change) => {
      if (change.kind === "fault") {
        log.warn({ error: change.error }, "the lease could not be renewed; until it is, nothing is changed");
        return;
      }
      const names = leased.filter((name) => change.shares.includes(shareOf(name, shares)));
      log.info({ shares: change.shares, applications: names.length }, `lease ${change.kind}`);
      if (change.kind === "gained")
        for (const name of names) for (const listener of listeners) listener(name);
    },
  });
}

function mayChange({ environments }: Pick<OpenApplication["subject"], "environments">): boolean {
  return environments.some(({ mode }) => mode !== "look");
}
