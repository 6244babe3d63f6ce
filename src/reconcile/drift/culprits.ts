import type { DriftCause, DriftFinding, DriftReport, DriftTarget, LayerState } from "../../domain/drift.ts";
import { driftLayers } from "../../domain/drift.ts";
import type { DriftEyes, StackToCheck } from "../../domain/drift-eyes.ts";
import { stackKey } from "../../domain/stack.ts";

/** How many things CloudTrail is asked about for one report: it answers twice a second, and for all who use the account. */
const mostAsked = 20;

/** The report with who made the differences that somebody made by hand, as far as CloudTrail knows. */
export async function withCulprits(
  drift: DriftEyes,
  report: DriftReport,
  stacks: ReadonlyMap<string, StackToCheck>,
  signal: AbortSignal,
): Promise<DriftReport> {
  const questions = new Map<string, { readonly stack: StackToCheck; readonly names: readonly string[] }>();
  for (const target of report.targets) {
    for (const layer of driftLayers) {
      const state = target.layers[layer];
      for (const finding of state.kind === "drifted" ? state.findings : []) {
        const names = namesOf(finding);
        const stack = finding.stack === undefined ? undefined : stacks.get(stackKey(finding.stack));
        if (stack !== undefined && names.length > 0 && questions.size < mostAsked)
          questions.set(questionOf(finding), { stack, names });
      }
    }
  }
  const answers = new Map<string, DriftCause>();
  for (const [question, asked] of questions) {
    const cause = causeIn(await drift.whoChanged(asked, signal));
    if (cause !== undefined) answers.set(question, cause);
  }
  return answers.size === 0
    ? report
    : { ...report, targets: report.targets.map((target) => named(target, answers)) };
}

/** What an answer says of who did it; undefined where CloudTrail was asked and does not know. */
export function causeIn(answer: Awaited<ReturnType<DriftEyes["whoChanged"]>>): DriftCause | undefined {
  switch (answer.kind) {
    case "present":
      return { kind: "Call", ...answer.value };
    case "absent":
      return undefined;
    case "unreadable": {
      const { reason } = answer.failure;
      const why = reason === "AccessDenied" ? "role lacks cloudtrail:LookupEvents" : reason;
      return { kind: "NotKnown", message: `not known: ${why}` };
    }
  }
}

/** What CloudTrail may know the thing by: its id, and the name at the end of its ARN. */
export function namesOf({ layer, subject, stack, cause }: DriftFinding): readonly string[] {
  if (layer === "template" && cause?.kind === "ChangedOutside" && stack !== undefined) return [stack.name];
  if (layer !== "live" || subject.kind !== "resource") return [];
  const id = subject.physicalId ?? "";
  return id === "" ? [] : [...new Set([id, id.split("/").at(-1) ?? id])];
}

function questionOf({ stack, layer, subject }: DriftFinding): string {
  const resource = layer === "live" && subject.kind === "resource" ? subject.logicalId : "";
  return `${stack === undefined ? "" : stackKey(stack)} ${resource}`;
}

function named(target: DriftTarget, answers: ReadonlyMap<string, DriftCause>): DriftTarget {
  const withCause = (state: LayerState): LayerState =>
    state.kind === "drifted"
      ? {
          ...state,
          findings: state.findings.map((finding) => {
            const answer = namesOf(finding).length === 0 ? undefined : answers.get(questionOf(finding));
            return answer === undefined ? finding : { ...finding, cause: causeWith(finding.cause, answer) };
          }),
        }
      : state;
  const { git, template, live } = target.layers;
  return { ...target, layers: { git, template: withCause(template), live: withCause(live) } };
}

/** What the stack itself tells stays; the call adds who and when. */
export function causeWith(known: DriftCause | undefined, call: DriftCause): DriftCause {
  if (known === undefined || known.kind === "NotKnown") return call;
  if (call.kind === "NotKnown") return { ...known, message: `${known.message}; by whom is ${call.message}` };
  return {
    ...known,
    message: `${known.message}: ${call.message}`,
    ...(call.by === undefined ? {} : { by: call.by }),
    ...(call.at === undefined ? {} : { at: call.at }),
  };
}
