import type { GitSourceInputs } from "../git/git-source.ts";
import type { Surroundings } from "./open-application.ts";

/** What git works with for every repository of the process. */
export function gitInputs({
  cacheFolder,
  environment,
  gitProcesses: processes,
}: Pick<Surroundings, "cacheFolder" | "environment" | "gitProcesses">): Omit<GitSourceInputs, "url"> {
  return { cacheFolder, environment, ...(processes === undefined ? {} : { processes }) };
}
