import type { ObservedStack } from "../domain/stack.ts";

/** The version of Copilot whose templates ours are the same as. */
export const templateVersion = "v1.34.0";

/**
 * What to write to `Metadata.Version`: ours, or the deployed one when it is higher, because the version never goes down (design.md 4;
 * Copilot's own command line refuses to deploy over a newer one).
 */
export function newerVersion(deployed: ObservedStack | undefined): string {
  return (deployed === undefined ? undefined : versionBeyondOurs(deployed)) ?? templateVersion;
}

/** The version of Copilot that a stack was deployed with, where that is newer than the one whose templates ours are the same as. */
export function versionBeyondOurs({ template }: ObservedStack): string | undefined {
  if (template.kind !== "read") return undefined;
  const version = template.template.Metadata?.["Version"];
  return typeof version === "string" && isNewer(version, templateVersion) ? version : undefined;
}

/** Whether a stack was initialised and never deployed: it then holds an environment's roles and nothing else (copilot-model.md 2.6). */
export function isBootstrap({ template }: ObservedStack): boolean {
  return template.kind === "read" && template.template.Metadata?.["Version"] === "bootstrap";
}

/** By semantic versioning's numbers; what is no version is older than any. */
function isNewer(left: string, right: string): boolean {
  const [a, b] = [numbersOf(left), numbersOf(right)];
  const index = a.findIndex((part, position) => part !== b[position]);
  return index >= 0 && (a[index] ?? 0) > (b[index] ?? 0);
}

function numbersOf(version: string): readonly number[] {
  return (/^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
}
