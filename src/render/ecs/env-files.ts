import { logicalIdPart } from "../logical-id.ts";

/** Name of the container that routes logs; also the key of its env file in the render inputs. */
export const logRouter = "firelens_log_router";

/** A container's file of environment variables: whether there is one is decided by a parameter of the template. */
export interface EnvFile {
  /** The container's name; undefined for the main one, which has the workload's. */
  readonly container: string | undefined;
  /** The template's parameter that carries the file's S3 ARN, or empty text. */
  readonly parameter: string;
  /** The template's condition that there is a file. */
  readonly condition: string;
  /** Name of the execution role's policy that lets it be read, without the workload's prefix. */
  readonly policy: string;
}

/** The env files of a task's containers: the main one's, the log router's where logs are routed, each sidecar's. */
export function envFilesOf(task: {
  readonly routesLogs: boolean;
  readonly sidecars: readonly string[];
}): readonly EnvFile[] {
  return [mainEnvFile, ...(task.routesLogs ? [logRouterEnvFile] : []), ...task.sidecars.map(sidecarEnvFile)];
}

/** The main container's env file; in the render inputs it stands under the workload's name. */
export const mainEnvFile: EnvFile = {
  container: undefined,
  parameter: "EnvFileARN",
  condition: "HasEnvFile",
  policy: "GetEnvFilePolicy",
};

/** The log router's env file. */
export const logRouterEnvFile: EnvFile = {
  container: logRouter,
  parameter: "LoggingEnvFileARN",
  condition: "HasLoggingEnvFile",
  policy: "GetLoggingEnvFilePolicy",
};

/** The env file of a sidecar. */
export function sidecarEnvFile(name: string): EnvFile {
  const id = logicalIdPart(name);
  return {
    container: name,
    parameter: `EnvFileARNFor${id}`,
    condition: `HasEnvFileFor${id}`,
    policy: `GetEnvFilePolicyFor${id}`,
  };
}
