import pino, { type DestinationStream, type Logger } from "pino";
import { hideIn } from "../domain/hide-secrets.ts";
import { redact, type SecretValues } from "../domain/redact.ts";

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
    write: (line) => {
      const told = withoutSecrets(line);
      options.write(options.style === "json" ? told : plainLine(told));
    },
  };
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: (error: unknown) => toldError(error) },
      redact: { paths: [...secretPaths], censor: "[redacted]" },
    },
    destination,
  );
}

/** What looks like a secret is hidden wherever it stands in a line; only texts are changed, so that it stays JSON. */
function withoutSecrets(line: string): string {
  return `${JSON.stringify(hideIn(JSON.parse(line), hide))}\n`;
}

function hide(text: string): string {
  return redact(text, nothingKnown);
}

const nothingKnown: SecretValues = new Set();

/** How deep causes are told. */
const mostCauses = 5;

/**
 * What is told of an error and its causes: name, message and stack. Whatever else clients hang on them (requests and answers, with
 * their headers and bodies) is left out, because nobody can list where in it a secret may stand.
 */
function toldError(error: unknown, depth = 0): object | string {
  if (!(error instanceof Error)) return String(error);
  const { name: type, message, stack, cause } = error;
  const told = { type, message, ...(stack === undefined ? {} : { stack }) };
  return cause === undefined || depth >= mostCauses ? told : { ...told, cause: toldError(cause, depth + 1) };
}

/** Where keys would stand if somebody logged them. */
const secretPaths = [
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
