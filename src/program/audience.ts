import type { Logger } from "pino";
import type { TelemetryConfig } from "../config/telemetry-config.ts";
import type { Tell } from "../domain/happening.ts";
import { hideInHappening } from "../domain/hide-secrets.ts";
import type { SecretValues } from "../domain/redact.ts";
import { withSecrets } from "../domain/secret-values.ts";
import { openJournal } from "../telemetry/journal.ts";
import { openTraces } from "../telemetry/traces.ts";

/** Everyone who is told what happens, as one. */
export interface Audience {
  readonly tell: Tell;
  /** Lets those who write finish. */
  close(): Promise<void>;
}

/**
 * Opens the journal and the traces that the configuration asks for, beside those who listen anyway. One that fails disturbs no other; none
 * is told a secret. */
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
  let secrets: SecretValues = new Set();
  const all = [...listeners, ...opened.map(({ tell }) => tell)];
  return {
    tell: (said) => {
      if (said.kind === "looked") secrets = withSecrets(secrets, said.plan);
      const happening = hideInHappening(said, secrets);
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
