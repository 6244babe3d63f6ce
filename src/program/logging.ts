import pino, { type DestinationStream, type Logger } from "pino";

/** How log lines are written: JSON for machines that collect them, plain lines for a person at a terminal. */
export type LogStyle = "json" | "plain";

/**
 * The process's logger. Lines go to the stream that is given (standard error); `info` tells the story of each sync, `debug` has the
 * evidence. Paths under which secrets could stand are redacted whatever is logged.
 */
export function makeLogger(options: {
  readonly level: string;
  readonly style: LogStyle;
  readonly write: (text: string) => void;
}): Logger {
  const destination: DestinationStream = {
    write: (line) => options.write(options.style === "json" ? line : plainLine(line)),
  };
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.errWithCause },
      redact: { paths: [...secretPaths], censor: "[redacted]" },
    },
    destination,
  );
}

/** Requests and answers that errors of HTTP clients carry along, with their headers. */
const secretPaths = [
  "error.$response",
  "error.request",
  "error.response",
  "error.config",
  "credentials",
  "*.credentials",
  "*.secretAccessKey",
  "*.sessionToken",
  "*.authorization",
  "*.Authorization",
] as const;

function plainLine(line: string): string {
  const {
    time,
    level,
    msg,
    application,
    error: _cause,
    ...fields
  } = JSON.parse(line) as Record<string, unknown>;
  const clock = text(time).slice(11, 19);
  const name = application === undefined ? "" : `${text(application)}: `;
  const rest = Object.entries(fields).map(([key, value]) => `${key}=${text(value)}`);
  const mark = level === "info" ? "" : `${text(level)}: `;
  return `${clock} ${mark}${name}${text(msg)}${rest.length === 0 ? "" : `  ${rest.join(" ")}`}\n`;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
