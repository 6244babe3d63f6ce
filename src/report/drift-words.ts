import type { DriftCounts, DriftFinding, DriftTarget, Unchecked } from "../domain/drift.ts";
import { shortInstant } from "./short-instant.ts";

/** `2 drifted, 7 in sync, 1 not checked` */
export function countWords({ drifted, inSync, notChecked }: DriftCounts): string {
  return `${drifted} drifted, ${inSync} in sync, ${notChecked} not checked`;
}

/** What a target is called: its workload, or that it is the environment itself. */
export function targetWords({
  environment,
  workload,
}: Pick<DriftTarget, "environment" | "workload">): string {
  return workload ?? `${environment} (its own stack)`;
}

/** A difference in one line, without its layer: what, where, and from what to what. */
export function findingWords(finding: DriftFinding): string {
  const { subject, path, stack } = finding;
  switch (subject.kind) {
    case "manifest":
      return path === "" ? `manifest ${changeWords(finding)}` : `manifest ${path} ${changeWords(finding)}`;
    case "stack":
      return `stack ${stack?.name ?? ""} ${changeWords(finding)}`;
    case "template":
      return `template ${path} ${changeWords(finding)}`;
    case "parameter":
      return `parameter ${path} ${changeWords(finding)}`;
    case "tag":
      return `tag ${path} ${changeWords(finding)}`;
    case "resource":
      return `${subject.logicalId} (${subject.type})${path === "" ? "" : ` ${path}`} ${changeWords(finding)}`;
  }
}

/** What is expected and what is there; a value that may not be shown leaves only that it differs. */
function changeWords({ departure, expected, actual, path, layer }: DriftFinding): string {
  switch (departure) {
    case "deleted":
      return layer === "git" ? "is not deployed" : path === "" ? "is gone" : `is gone: ${expected ?? ""}`;
    case "removed":
      return expected === undefined ? "is missing" : `is missing, should be ${expected}`;
    case "added":
      if (layer === "git" && path === "") return "is not in Git";
      return actual === undefined ? "should not be there" : `is ${actual}, should not be there`;
    case "changed":
      if (expected === undefined || actual === undefined || expected === actual) return "differs";
      return `is ${actual}, should be ${expected}`;
  }
}

/** Why, in a clause; the empty text where nobody knows. */
export function causeWords({ cause }: DriftFinding): string {
  if (cause === undefined) return "";
  if (cause.kind === "NotKnown") return `by whom is ${cause.message}`;
  const at = cause.at === undefined ? "" : ` (${shortInstant(cause.at)})`;
  return `${cause.message}${at}`;
}

/** Why, as the end of a sentence: `because …`, or that nobody may ask by whom; the empty text where nobody knows. */
export function becauseWords(finding: DriftFinding): string {
  const why = causeWords(finding);
  return why === "" || finding.cause?.kind === "NotKnown" ? why : `because ${why}`;
}

/** Why something was not checked, without what differs with every request. */
export function uncheckedWords({ reason, message }: Unchecked): string {
  return `${reason}: ${withoutNoise(message)}`;
}

/** AWS's words without ids of requests: two reports of the same thing are the same. */
export function withoutNoise(text: string): string {
  return text.replaceAll(
    /[ ,;(]*\b(?:Request ?ID|Service: [\w ]+; Status Code: \d+; Error Code: \w+; Request ID|RequestToken|Host ID):? ?[\w+/=-]{8,}\)?/gi,
    "",
  );
}
