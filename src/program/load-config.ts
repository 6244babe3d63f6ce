import { readFile } from "node:fs/promises";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import type { Sessions } from "../aws/sessions.ts";
import { translateAwsError } from "../aws/translate-error.ts";
import type { Config } from "../config/config.ts";
import { type ConfigLocation, parseConfigLocation } from "../config/config-location.ts";
import { configFailure, parseConfig } from "../config/parse-config.ts";
import { ReconcileError } from "../domain/failure.ts";

/**
 * Reads the operator's configuration from a file, from the text of an environment variable, or from Parameter Store. A configuration
 * with faults is refused as a whole, with every fault named by line and column.
 */
export async function loadConfig(
  location: string,
  environment: Readonly<Record<string, string | undefined>>,
  sessions: () => Sessions,
): Promise<Config> {
  const text = await readText(parseConfigLocation(location), environment, sessions);
  const reading = parseConfig(location, text);
  if (reading.kind === "config") return reading.config;
  throw new ReconcileError(configFailure(reading.findings));
}

async function readText(
  where: ConfigLocation,
  environment: Readonly<Record<string, string | undefined>>,
  sessions: () => Sessions,
): Promise<string> {
  switch (where.kind) {
    case "file":
      return readFile(where.path, "utf8").catch((error: unknown) => {
        throw missing(
          `file ${where.path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
          error,
        );
      });
    case "environment-variable": {
      const text = environment[where.name];
      if (text === undefined) throw missing(`environment variable ${where.name} is not set`);
      return text;
    }
    case "parameter":
      try {
        const answer = await sessions()
          .application()
          .ssm.send(new GetParameterCommand({ Name: where.name, WithDecryption: true }));
        return answer.Parameter?.Value ?? "";
      } catch (error) {
        throw translateAwsError(error, `read the configuration from parameter ${where.name}`);
      }
  }
}

function missing(message: string, cause?: unknown): ReconcileError {
  return new ReconcileError(
    {
      disposition: "stall",
      reason: "ConfigMissing",
      message: `there is no configuration: ${message}`,
      remedy:
        "Name it with --config FILE, env:NAME or ssm:NAME; `autoland init` drafts one, and examples/shop/autoland.yml shows one.",
    },
    { cause },
  );
}
