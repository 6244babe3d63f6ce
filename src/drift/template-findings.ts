import type { DriftCause, DriftFinding, DriftSubject } from "../domain/drift.ts";
import type { Change } from "../domain/step-effects.ts";
import type { StackContent, StackId } from "../domain/stack.ts";
import type { Target } from "../domain/target.ts";
import type { Json } from "../domain/template.ts";
import { changesBetween } from "../plan/changes.ts";
import { valueAt } from "../template/json-pointer.ts";
import { templateJson } from "../template/template-json.ts";
import { compareByMeaning, type MeaningDifference } from "./compare-by-meaning.ts";
import { isSecretName, shownValue } from "../template/shown-value.ts";

/** Whose differences they are, and why. */
export interface About {
  readonly target: Target;
  readonly stack: StackId;
  readonly cause: DriftCause;
}

/** What a deployed stack's template, parameters and tags have otherwise than they should, each place once. */
export function templateFindings(
  about: About,
  deployed: StackContent,
  desired: StackContent,
): readonly DriftFinding[] {
  const [actual, expected] = [templateJson(deployed.template), templateJson(desired.template)];
  return changesBetween(deployed, desired).flatMap((change): readonly DriftFinding[] => {
    if (change.subject === "tag" || !change.path.startsWith("/"))
      return [textFinding(about, change, change.subject === "tag" ? "tag" : "parameter")];
    return placesOf(change.path, valueAt(expected, change.path), valueAt(actual, change.path)).map((place) =>
      findingAt(about, place, [deployed, desired]),
    );
  });
}

/** A list that differs as a whole is taken apart; where only its order differs it stays whole, because CloudFormation sees that, too. */
function placesOf(
  path: string,
  expected: Json | undefined,
  actual: Json | undefined,
): readonly MeaningDifference[] {
  const whole: MeaningDifference = {
    path,
    departure: expected === undefined ? "added" : actual === undefined ? "removed" : "changed",
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  };
  if (expected === undefined || actual === undefined) return [whole];
  const parts = compareByMeaning(expected, actual, { type: "", path });
  return parts.length === 0 ? [whole] : parts;
}

function findingAt(
  { target, stack, cause }: About,
  { path, departure, expected, actual }: MeaningDifference,
  contents: readonly StackContent[],
): DriftFinding {
  const [, section, id = "", ...below] = path.split("/");
  const resource =
    section === "Resources"
      ? contents.find(({ template }) => template.Resources[id] !== undefined)
      : undefined;
  const type = resource?.template.Resources[id]?.Type;
  const isWhole = below.length === 0;
  const subject: DriftSubject =
    type === undefined ? { kind: "template" } : { kind: "resource", logicalId: id, type };
  const place = type === undefined ? path : below.map((step) => `/${step}`).join("");
  const shown =
    isWhole && type !== undefined
      ? [undefined, undefined]
      : [shownValue(expected, path), shownValue(actual, path)];
  return {
    ...target,
    layer: "template",
    stack,
    subject,
    departure: isWhole && departure === "removed" && type !== undefined ? "deleted" : departure,
    path: place,
    ...(shown[0] === undefined ? {} : { expected: shown[0] }),
    ...(shown[1] === undefined ? {} : { actual: shown[1] }),
    cause,
  };
}

function textFinding(
  { target, stack, cause }: About,
  change: Change,
  kind: "parameter" | "tag",
): DriftFinding {
  const isHidden = kind === "parameter" && isSecretName(change.path);
  const { from, to } = change;
  return {
    ...target,
    layer: "template",
    stack,
    subject: { kind },
    departure: to === undefined ? "added" : from === undefined ? "removed" : "changed",
    path: change.path,
    ...(to === undefined || isHidden ? {} : { expected: to }),
    ...(from === undefined || isHidden ? {} : { actual: from }),
    cause,
  };
}
