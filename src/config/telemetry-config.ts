import { z } from "zod";

/** What the process writes about itself besides its log. */
export interface TelemetryConfig {
  /** A file that every decision is appended to as a line of JSON. */
  readonly journal?: string;
  /** Base address of an OpenTelemetry collector that takes OTLP over HTTP. */
  readonly traces?: string;
}

/** The schema of `telemetry`. */
export const telemetrySchema = z
  .strictObject({
    journal: z
      .string()
      .min(1, "must be the path of a file")
      .optional()
      .describe(
        "A file that every decision is appended to as a line of JSON, with its reason. It is never read back.",
      ),
    traces: z
      .url({ protocol: /^https?$/, error: "must be an address, such as `http://localhost:4318`" })
      .optional()
      .describe(
        "The address of an OpenTelemetry collector (OTLP over HTTP, without `/v1/traces`). Off when left out.",
      ),
  })
  .describe(
    "What is written about the process besides its log. Figures for Prometheus are always at `/metrics`.",
  );

/** The settings without what was left out. */
export function telemetryOf(input: z.output<typeof telemetrySchema> | undefined): TelemetryConfig {
  const { journal, traces } = input ?? {};
  return { ...(journal === undefined ? {} : { journal }), ...(traces === undefined ? {} : { traces }) };
}
