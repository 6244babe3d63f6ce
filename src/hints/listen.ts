import type { Logger } from "pino";
import type { Clock } from "../domain/clock.ts";
import { type Failure, failureOf } from "../domain/failure.ts";
import type { HintMessage, HintQueue } from "../domain/hint-queue.ts";
import { concernedBy, type Listening } from "./concerned.ts";
import { readEvent } from "./read-event.ts";

/** What listening needs. */
export interface HintInputs {
  readonly queue: HintQueue;
  readonly clock: Clock;
  readonly log: Logger;
  readonly applications: readonly Listening[];
  /** Whether it is this process's turn at an application. */
  readonly isOurs: (application: string) => boolean;
  /** Says that lists of what is there may be old. */
  readonly outdate: (place: { readonly account: string; readonly region: string }) => void;
}

/** Hears that stacks and services have changed, until the signal is raised. */
export interface Hints {
  run(wake: (application: string) => void, signal: AbortSignal): Promise<void>;
}

/** How long a request waits for a first message, in seconds: the longest that SQS knows. */
const longPoll = 20;
/** Between two rounds that woke somebody, in milliseconds: what comes meanwhile is heard of together. */
const spacing = 2_000;
/** Requests in one round: so many messages are one waking. */
const mostAtOnce = 50;
/** After a failure, in milliseconds; doubled with each until the last. */
const firstRest = 30_000;
const longestRest = 600_000;
/** How often a process that has no turn looks whether it has one, in milliseconds. */
const idle = 5_000;

/** Hints of one queue. They wake looks and say nothing else: whatever comes, or never comes, costs an interval at most. */
export function makeHints(inputs: HintInputs): Hints {
  const { clock, log } = inputs;
  let told: Failure["reason"] | undefined;

  function fail(error: unknown): void {
    const { reason, message, remedy } = failureOf(error);
    if (told !== reason)
      log.warn(
        { reason, message, remedy },
        "hints are not heard; applications are looked at as without them",
      );
    told = reason;
  }

  return {
    run: async (wake, signal) => {
      let failures = 0;
      while (!signal.aborted) {
        try {
          if (!inputs.applications.some(({ application }) => inputs.isOurs(application))) {
            await clock.sleep(idle, signal);
            continue;
          }
          const heard = new Set<string>();
          try {
            await hear(inputs, heard, signal);
          } finally {
            // What was removed before a failure is not heard again.
            for (const application of heard) wake(application);
          }
          failures = 0;
          if (told !== undefined) log.info("hints are heard again");
          told = undefined;
          if (heard.size > 0) await clock.sleep(spacing, signal);
        } catch (error) {
          if (signal.aborted) return;
          fail(error);
          failures += 1;
          await clock
            .sleep(Math.min(longestRest, firstRest * 2 ** (failures - 1)), signal)
            .catch(() => undefined);
        }
      }
    },
  };
}

/** One round: what stands in the queue, removed, as the names of the applications that it concerns. Of a message only the hint is kept. */
async function hear(inputs: HintInputs, heard: Set<string>, signal: AbortSignal): Promise<void> {
  const { queue } = inputs;
  for (let request = 0; request < mostAtOnce; request++) {
    const messages = await queue.receive(request === 0 ? longPoll : 0, signal);
    if (messages.length === 0) return;
    const done = messages.filter((message) => take(message, inputs, heard)).map(({ receipt }) => receipt);
    if (done.length > 0) await queue.remove(done, signal);
  }
}

/** Whether a message is done with. One that concerns other processes' applications alone is left for them. */
function take({ body }: HintMessage, inputs: HintInputs, heard: Set<string>): boolean {
  const { applications, isOurs, outdate } = inputs;
  const hint = readEvent(body);
  if (hint === undefined) return true;
  const concerned = concernedBy(hint.name, applications);
  const ours = concerned.filter(isOurs);
  if (ours.length > 0) outdate(hint);
  for (const application of ours) heard.add(application);
  return ours.length > 0 || concerned.length === 0;
}
