import { existsSync, readFileSync } from "node:fs";
import { parseConfigLocation } from "../config/config-location.ts";
import type { WaiverConfig } from "../config/config.ts";
import { operatorVariables } from "../desired/operator-variables.ts";
import { ReconcileError } from "../domain/failure.ts";
import { commitSha } from "../domain/revision.ts";

/** What the operator's configuration says about an application's manifests. */
export interface OperatorWords {
  readonly variables: Readonly<Record<string, string>>;
  readonly waivers: readonly WaiverConfig[];
}

/** Stands for the commit and the branch where manifests are looked at without a repository. */
const nowhere = { commit: commitSha("0".repeat(40)), branch: "branch" };

/**
 * Reads variables and waivers for commands that look at a local workspace: from the configuration file, where there is one. An
 * engineer's machine usually has none, and then there is nothing to say and nothing to load. Throws for a file that is there and cannot be used.
 */
export async function readOperatorWords(location: string, application: string): Promise<OperatorWords> {
  const where = parseConfigLocation(location);
  if (where.kind !== "file" || !existsSync(where.path)) return { variables: {}, waivers: [] };
  const { configFailure, parseConfig } = await import("../config/parse-config.ts");
  const reading = parseConfig(location, readFileSync(where.path, "utf8"));
  if (reading.kind === "invalid") throw new ReconcileError(configFailure(reading.findings));
  const found = reading.config.applications.find((candidate) => candidate.application === application);
  return { variables: operatorVariables(found?.variables ?? {}, nowhere), waivers: found?.waivers ?? [] };
}
