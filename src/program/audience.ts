import type { Logger } from "pino";
import type { TelemetryConfig } from "../config/telemetry-config.ts";
import type { Tell } from "../domain/happening.ts";
import { openJournal } from "../telemetry/journal.ts";
import { openTraces } from "../telemetry/traces.ts";

/** Everyone who is told what happens, as one. */
export interface Audience {
  readonly tell: Tell;
  /** Lets those who write finish. */
  close(): Promise<void>;
}

/** Opens the journal and the traces that the configuration asks for, beside those who listen anyway. One that fails disturbs no other. */
export async function openAudience(
  telemetry: TelemetryConfig,
  listeners: readonly Tell[],
  log: Logger,
): Promise<Audience> {
  const opened = await Promise.all([
    ...(telemetry.journal === undefined
      ? []
      : [
          openJournal(telemetry.journal, (error) => log.error({ error }, "the journal could not be written")),
        ]),
    ...(telemetry.traces === undefined ? [] : [openTraces(telemetry.traces)]),
  ]);
  const all = [...listeners, ...opened.map(({ tell }) => tell)];
  return {
    tell: (happening) => {
      for (const tell of all) {
        try {
          tell(happening);
        } catch (error) {
          log.error({ error }, "a listener failed");
        }
      }
    },
    close: async () => {
      const ends = await Promise.allSettled(opened.map((one) => one.close()));
      for (const end of ends)
        if (end.status === "rejected") log.error({ error: end.reason }, "telemetry did not end well");
    },
  };
}
