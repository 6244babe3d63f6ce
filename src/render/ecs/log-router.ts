import type { Json, JsonMap } from "../../domain/template.ts";
import type { Logging } from "../../manifest/parts/logging.ts";
import { sortedMap } from "../sorted.ts";
import { unquoted } from "../unquoted.ts";
import { environmentFiles, ownVariables, secretEntries } from "./container-variables.ts";
import { logRouter, logRouterEnvFile } from "./env-files.ts";
import { awsLogs } from "./log-configuration.ts";

const fluentBit = "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable";

/** Whether logs go through FireLens: anything but `retention` in the manifest's `logging` says so. */
export function routesLogs(logging: Logging | undefined): logging is Logging {
  return logging !== undefined && Object.keys(logging).some((key) => key !== "retention");
}

/** `LogConfiguration` of the main container: through the log router, else into the workload's log group. */
export function logConfiguration(logging: Logging | undefined): JsonMap {
  if (!routesLogs(logging)) return awsLogs;
  const { destination = {}, secretOptions = {} } = logging;
  return {
    LogDriver: "awsfirelens",
    ...(Object.keys(destination).length === 0 ? {} : { Options: sortedMap(destination) }),
    ...(Object.keys(secretOptions).length === 0 ? {} : { SecretOptions: secretEntries(secretOptions) }),
  };
}

/** The container that routes the main container's logs; none where they go straight to the log group. */
export function logRouterContainer(
  logging: Logging | undefined,
  commonVariables: readonly JsonMap[],
): readonly JsonMap[] {
  if (!routesLogs(logging)) return [];
  const secrets = secretEntries(logging.secrets);
  return [
    {
      Name: logRouter,
      Image: unquoted(logging.image ?? fluentBit),
      Environment: [...commonVariables, ...ownVariables(logging.variables)],
      ...environmentFiles(logRouterEnvFile),
      ...(secrets.length === 0 ? {} : { Secrets: secrets }),
      FirelensConfiguration: { Type: "fluentbit", Options: fireLensOptions(logging) },
      LogConfiguration: awsLogs,
    },
  ];
}

function fireLensOptions({ enableMetadata = true, configFilePath }: Logging): JsonMap {
  const metadata: Json = { "enable-ecs-log-metadata": enableMetadata };
  if (configFilePath === undefined) return metadata;
  return { ...metadata, "config-file-type": "file", "config-file-value": unquoted(configFilePath) };
}
