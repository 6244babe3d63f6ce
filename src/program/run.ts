import type { Logger } from "pino";
import type { Clock } from "../domain/clock.ts";
import { allEnded } from "../reconcile/all-ended.ts";
import { type PassEnd, reconcile } from "../reconcile/reconcile.ts";
import { statusText } from "../report/status-text.ts";
import { serveStatus } from "../server/serve-status.ts";
import type { OpenApplication } from "./open-application.ts";

/** What `autoland run` works with. */
export interface RunInputs {
  readonly applications: readonly OpenApplication[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly page: { readonly port: number; readonly host?: string };
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Told of the page's address once it answers. */
  readonly onListening?: (url: string) => void;
  /** Told of each pass that ended, besides the page. */
  readonly onPass?: (end: PassEnd) => Promise<void>;
}

/**
 * The loop: every application side by side, each at its own pace, with a page of where they stand, until the signal is raised.
 * Returns when everything has come to its safe point.
 */
export async function run(inputs: RunInputs, signal: AbortSignal): Promise<void> {
  const ends = new Map<string, PassEnd>();
  const names = inputs.applications.map((application) => application.subject.application);
  const server = await serveStatus(
    {
      isReady: () => names.every((name) => ends.has(name)),
      texts: () => names.flatMap((name) => describe(ends.get(name))),
    },
    inputs.page,
  );
  const fault = new AbortController();
  const stop = AbortSignal.any([signal, fault.signal]);
  inputs.onListening?.(server.url);
  inputs.log.info({ page: server.url, applications: names }, "autoland runs");
  try {
    await allEnded(
      inputs.applications.map(async (application) => {
        const loop = reconcile(
          {
            ...application,
            rhythm: { interval: application.intervalMilliseconds, random: inputs.random },
            publish: async (end) => {
              ends.set(application.subject.application, end);
              await inputs.onPass?.(end);
            },
          },
          stop,
        );
        // A loop ends only when it is told to, or by a fault of the program: the process then ends and is started again as a whole.
        await loop.catch((error: unknown) => {
          fault.abort(error);
          throw error;
        });
      }),
    );
  } finally {
    await server.close();
    inputs.log.info("autoland stopped; stacks that were still changing are picked up by the next start");
  }
}

function describe(end: PassEnd | undefined): readonly string[] {
  if (end === undefined) return [];
  const looked = `looked at ${end.at.toISOString()}`;
  if (end.kind === "report") return [`${statusText(end.report)}\n${looked}`];
  return [`${end.application}\n\n${end.failure.reason}: ${end.failure.message}\n\n${looked}`];
}
