import type { DesiredStack } from "../domain/desired.ts";
import type { Change, ChangeSubject } from "../domain/step-effects.ts";
import type { Template } from "../domain/template.ts";
import { isStamped } from "../template/stamp.ts";
import type { StackContent } from "../domain/stack.ts";
import { changesBetween } from "./changes.ts";

/**
 * Tells changes that today's templates make of the manifest that is deployed (`upgrade`) from those that the commit's manifest makes
 * (`manifest`). That is only a question where somebody else, or another version, deployed the stack last.
 */
export function tellApart(
  changes: readonly Change[],
  deployed: StackContent,
  desired: DesiredStack,
): readonly Change[] {
  if (isOfThisVersion(deployed.template, desired.template)) return changes;
  if (!changes.some(isUnclear)) return changes;
  const today = desired.deployedToday?.();
  if (today === undefined) return changes;
  const upgraded = changesBetween(deployed, today).map(({ path }) => path);
  return changes.map((change) =>
    isUnclear(change) ? { ...change, subject: originOf(change, upgraded) } : change,
  );
}

function isOfThisVersion(deployed: Template, desired: Template): boolean {
  return isStamped(deployed) && versionOf(deployed) === versionOf(desired);
}

/** `Metadata.Version` of a template: the version of Copilot whose template it is. */
export function versionOf(template: Template): string | undefined {
  const version = template.Metadata?.["Version"];
  return typeof version === "string" ? version : undefined;
}

function isUnclear({ subject }: Change): boolean {
  return subject === "template" || subject === "parameter";
}

function originOf({ path, subject }: Change, upgraded: readonly string[]): ChangeSubject {
  if (upgraded.some((other) => isWithin(path, other) || isWithin(other, path))) return "upgrade";
  return subject === "template" ? "manifest" : subject;
}

function isWithin(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}/`);
}
