import type { Finding } from "../../domain/finding.ts";
import type { Held, StackStep, Step } from "../../domain/plan.ts";
import type { Change } from "../../domain/step-effects.ts";
import { nameInEnvironment } from "../../domain/target.ts";
import { changeLines } from "../../report/change-lines.ts";
import { impactSentences } from "../../report/plan-text.ts";
import { removalLines } from "../../report/removal-lines.ts";
import { stepSign, stepWords } from "../../report/step-words.ts";
import { block, code, cut, prose } from "./markdown-text.ts";
import type { OwnPart, OwnStep } from "./own-part.ts";

/** How much is said, and what. */
export interface SectionStyle {
  readonly showsValues: boolean;
  /** A text without secrets. */
  readonly redacted: (text: string) => string;
  /** Of the differences of one step. */
  readonly mostLines: number;
  /** Of the steps of one environment, of what is held there, and of the warnings. */
  readonly mostEntries: number;
  readonly mostSections: number;
}

/** What a pull request would bring to one environment. */
export function environmentSection(part: OwnPart, style: SectionStyle): string {
  const { plan, steps, held, warnings } = part;
  const lines = [
    ...some(steps, style, (each) => stepLines(each, style)),
    ...some(held, style, (each) => heldLines(each, style)),
    ...some(warnings, style, (finding) => [`- ? ${findingText(finding, style)}`]),
    ...dueAnyway(part),
  ];
  return [`#### ${plan.environment}`, "", ...lines].join("\n");
}

function some<T>(
  items: readonly T[],
  { mostEntries }: SectionStyle,
  linesOf: (item: T) => readonly string[],
): readonly string[] {
  const shown = items.slice(0, mostEntries).flatMap(linesOf);
  const left = items.length - mostEntries;
  return left > 0 ? [...shown, `- and ${left} more, left out for their length`] : shown;
}

function stepLines({ step, changes, dueAnyway: due }: OwnStep, style: SectionStyle): readonly string[] {
  const isListed = changes.length + due > 0;
  const why =
    isListed || !style.showsValues ? "" : `, because ${prose(said(step.because.join("; "), style))}`;
  const more =
    due === 0 ? [] : [`  - and ${count(due, "difference")} that ${due === 1 ? "is" : "are"} due anyway`];
  return [
    `- ${stepSign(step)
      .replace("-", String.raw`\-`)
      .replace("+", String.raw`\+`)} **${prose(nameInEnvironment(step))}**: ${prose(stepWords(step))}${why}`,
    ...consequences(step, style).map((line) => `  - ${prose(said(line, style))}`),
    ...more,
    ...differences(changes, style),
  ];
}

function consequences(step: Step, style: SectionStyle): readonly string[] {
  switch (step.kind) {
    case "create-stack":
    case "update-stack":
    case "refresh-functions":
      return style.showsValues ? impactSentences(step) : impactWithoutValues(step);
    case "delete-stack":
      return removalLines(step);
    case "register-workload":
    case "adopt-workload":
    case "forget-workload":
    case "redeploy":
    case "heal":
    case "delete-failed-create":
    case "continue-rollback":
      return [];
  }
}

/** What becomes possible is told by resource alone. */
function impactWithoutValues(step: StackStep): readonly string[] {
  const widened = [...new Set(step.impact.widens.map(({ kind, resource }) => `wider ${kind}: ${resource}`))];
  const without = impactSentences({ ...step, impact: { ...step.impact, widens: [] } });
  return step.kind === "create-stack" ? without : [...without, ...widened];
}

function differences(changes: readonly Change[], style: SectionStyle): readonly string[] {
  if (changes.length === 0) return [];
  const lines = style.showsValues ? changeLines(changes) : changes.map(withoutValues);
  const shown = lines.slice(0, style.mostLines);
  const summary = count(changes.length, "difference");
  if (shown.length === 0) return [`  - ${summary}, left out for their length`];
  const left = lines.length - shown.length;
  const texts = [...shown, ...(left === 0 ? [] : [`… and ${left} more lines`])].map((line) =>
    said(line, style),
  );
  return [`  <details><summary>${summary}</summary>`, "", block(texts, 2), "  </details>"];
}

function withoutValues({ path, from, to }: Change): string {
  const sign = from === undefined ? "+" : to === undefined ? "-" : "~";
  return `${sign} ${path.replace(/^\/Resources\//, "")}`;
}

/** Reasons whose sentences are made of the commit's own files alone. */
const ofTheCommit = new Set([
  "ManifestInvalid",
  "WorkspaceInvalid",
  "WorkspaceMissing",
  "PolicyViolation",
  "AddonsInvalid",
]);

function heldLines(held: Held, style: SectionStyle): readonly string[] {
  const tells = style.showsValues || ofTheCommit.has(held.reason);
  const why = tells && held.findings.length === 0 ? `: ${prose(said(held.message, style))}` : "";
  const isSaid = held.findings.some(({ remedy }) => remedy === held.remedy);
  return [
    `- ⚠ **${prose(nameInEnvironment(held))}** would be held, ${held.reason}${why}`,
    ...held.findings.slice(0, 50).map((finding) => `  - ${findingText(finding, style)}`),
    ...(held.remedy === undefined || isSaid || !tells ? [] : [`  - ${prose(said(held.remedy, style))}`]),
  ];
}

/** The place first, as people look for it. */
function findingText({ place, field, message, value, remedy }: Finding, style: SectionStyle): string {
  const where = `${place.file}:${place.line}:${place.column}`;
  const what = field === "" ? message : `${field}: ${message}`;
  const found =
    value === undefined || !style.showsValues || message.includes(value) ? "" : ` (found: ${value})`;
  const then = remedy === undefined ? "" : ` → ${remedy}`;
  return `${code(said(where, style))} ${prose(said(`${what}${found}${then}`, style))}`;
}

function dueAnyway({ dueAnyway: { steps, held } }: OwnPart): readonly string[] {
  const told = [
    ...(steps.length === 0 ? [] : [`${count(steps.length, "step")} (${namesOf(steps)})`]),
    ...(held.length === 0 ? [] : [`${held.length} held (${namesOf(held)})`]),
  ];
  return told.length === 0 ? [] : ["", `Due there without this pull request: ${told.join(", ")}.`];
}

function namesOf(targets: readonly { readonly environment: string; readonly workload?: string }[]): string {
  const names = [...new Set(targets.map((target) => prose(nameInEnvironment(target))))];
  return names.length <= 5
    ? names.join(", ")
    : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more`;
}

/** The image's address stands before it. */
const unbuilt = /[\w./:-]{0,320}@sha256:0{10,}…?/g;

/** A text as it may be said: no secret in it, and an image that nobody has built yet named as one. */
function said(text: string, style: SectionStyle): string {
  const isUnbuilt = text.includes("@sha256:0000000000");
  const short = cut(isUnbuilt ? text.replaceAll(unbuilt, "(built after the merge)") : text, 4_000);
  return cut(style.redacted(short), 600);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
