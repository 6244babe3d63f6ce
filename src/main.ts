import os from "node:os";
import path from "node:path";
import { parseCommandLine } from "./cli/command-line.ts";
import { usage } from "./cli/usage.ts";
import { failureOf, ReconcileError } from "./domain/failure.ts";
import { execute } from "./program/execute.ts";
import { stopOnSignals } from "./program/stop-on-signals.ts";
import { systemClock } from "./program/system-clock.ts";
import { colors, plain } from "./report/paint.ts";
import manifest from "../package.json" with { type: "json" };

const { argv, env, stdout, stderr } = process;
const line = parseCommandLine(argv.slice(2), env);
switch (line.kind) {
  case "help":
    stdout.write(usage);
    break;
  case "version":
    stdout.write(`${manifest.version}\n`);
    break;
  case "wrong":
    stderr.write(`autoland: ${line.message}\n`);
    process.exitCode = 2;
    break;
  case "command": {
    const { command, options } = line;
    const stop = stopOnSignals(process, (text) => stderr.write(text));
    const style = command.name === "run" && stderr.isTTY !== true ? "json" : "plain";
    try {
      process.exitCode = await execute(command, options, {
        console: {
          out: (text) => stdout.write(text),
          err: (text) => stderr.write(text),
          paint: options.color && stdout.isTTY === true ? colors : plain,
          json: options.json,
        },
        openLog: async () => {
          const { makeLogger } = await import("./program/logging.ts");
          return makeLogger({
            level: env["AUTOLAND_LOG"] ?? "info",
            style,
            write: (text) => stderr.write(text),
          });
        },
        clock: systemClock,
        clients: options.endpoint === undefined ? {} : { endpoint: options.endpoint },
        cacheFolder: env["AUTOLAND_CACHE"] ?? path.join(os.homedir(), ".cache", "autoland"),
        environment: env,
        signal: stop,
      });
    } catch (error) {
      process.exitCode = stop.aborted ? tellStop(stop.reason) : tellFailure(error);
    }
    break;
  }
}

/** Who stopped it knows why; stacks that were changing go on, and the next run finds them where they then are. */
function tellStop(reason: unknown): number {
  stderr.write(
    `autoland: ${reason instanceof Error ? reason.message : String(reason)}; stacks that were changing go on in AWS\n`,
  );
  return 1;
}

/** A failure that was foreseen is a sentence and a remedy; anything else is a fault of the program and shows its stack. */
function tellFailure(error: unknown): number {
  const { reason, message, remedy } = failureOf(error);
  stderr.write(`autoland: ${reason}: ${message}\n${remedy === undefined ? "" : `  → ${remedy}\n`}`);
  if (!(error instanceof ReconcileError) && error instanceof Error) stderr.write(`${error.stack}\n`);
  return reason === "ConfigInvalid" || reason === "ConfigMissing" || reason === "UnknownName" ? 2 : 1;
}
