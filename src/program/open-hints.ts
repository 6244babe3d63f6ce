import type { Logger } from "pino";
import { makeHintQueue } from "../aws/hint-queue.ts";
import { type ClientDefaults, makeSessions } from "../aws/sessions.ts";
import type { HintsConfig } from "../config/hints-config.ts";
import type { Clock } from "../domain/clock.ts";
import { type Hints, makeHints } from "../hints/listen.ts";
import type { OpenApplication } from "./open-application.ts";
import type { Turns } from "./open-lease.ts";

/** The hints that the configuration asks for; undefined when it asks for none. The queue is read as the process itself. */
export function openHints(
  config: HintsConfig | undefined,
  applications: readonly Pick<OpenApplication, "subject" | "outdate">[],
  { clients, clock, log }: { readonly clients: ClientDefaults; readonly clock: Clock; readonly log: Logger },
  turns: Pick<Turns, "turnOf"> | undefined,
): Hints | undefined {
  if (config === undefined) return undefined;
  const session = makeSessions({ ...clients, maxAttempts: 3 }, clock).application(config.region);
  return makeHints({
    queue: makeHintQueue(session, config.queueUrl),
    clock,
    log,
    applications: applications.map(({ subject }) => ({
      application: subject.application,
      environments: subject.environments.map(({ environment }) => environment),
    })),
    isOurs: (application) => turns === undefined || turns.turnOf(application) !== undefined,
    outdate: (place) => {
      // Lists are shared by all applications of the process.
      applications[0]?.outdate(place);
    },
  });
}
