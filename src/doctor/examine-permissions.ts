import {
  type Acting,
  type CallTarget,
  type Examiner,
  type SimulatedAction,
  type SimulationContext,
  simulationKey,
  type Verdict,
} from "../domain/examiner.ts";
import type { NeededPermission, Part } from "../domain/needed-permission.ts";
import { type PermissionPlace, resourceArns } from "../permissions/resource-arns.ts";
import { allowCommand } from "./allow-command.ts";
import type { Check, CheckOutcome } from "./check.ts";

/** Who is asked about, and for what. */
export interface PermissionQuestion {
  readonly subject: string;
  readonly part: Part;
  /** ARN of the role or user whose policies count. */
  readonly principal: string;
  readonly acting: Acting;
  readonly needs: readonly NeededPermission[];
  readonly place: PermissionPlace;
  readonly target: CallTarget;
  readonly context: SimulationContext;
}

/** One action of one need, with what came of it. */
interface Answer {
  readonly need: NeededPermission;
  readonly asked: SimulatedAction;
  readonly verdict: Verdict;
}

/** Asks for each call whether it is allowed: by making it where that changes nothing, else by IAM's own simulation. */
export async function examinePermissions(
  examiner: Examiner,
  question: PermissionQuestion,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const { needs, acting, part, place, principal, context, target } = question;
  const called = new Map<NeededPermission, Verdict>();
  for (const need of needs) {
    const verdict = await examiner.call(need, acting, target, signal);
    if (verdict !== undefined) called.set(need, verdict);
  }
  const open = needs.flatMap((need) =>
    need.actions
      .filter((_action, index) => index > 0 || !called.has(need))
      .map(({ action, on }) => ({ need, asked: { action, resources: resourceArns(on, place) } })),
  );
  // What finds drift may not ask it: its session reads only what drift is about.
  const asking: Acting = acting.kind === "role" && part === "drift" ? { ...acting, part: "look" } : acting;
  const simulated = await examiner.simulate(
    asking,
    principal,
    open.map(({ asked }) => asked).filter(({ resources }) => resources.length > 0),
    context,
    signal,
  );
  const answers: Answer[] = [...called].flatMap(([need, verdict]) => {
    const [first] = need.actions;
    if (first === undefined) return [];
    return [
      {
        need,
        asked: { action: first.action, resources: resourceArns(first.on, place) },
        verdict,
      },
    ];
  });
  for (const { need, asked } of open) {
    const verdict = simulated.get(simulationKey(asked));
    if (verdict !== undefined) answers.push({ need, asked, verdict });
  }
  return summarize(question, answers);
}

const partWords: Readonly<Record<Part, string>> = {
  look: "looking",
  apply: "changing stacks",
  drift: "finding drift",
};

function summarize(question: PermissionQuestion, answers: readonly Answer[]): readonly Check[] {
  const { subject, part, principal } = question;
  const who = principal.split("/").at(-1) ?? principal;
  const doing = partWords[part];
  const refused = answers.filter(({ verdict }) => verdict.kind === "refused");
  const missing = refused.filter(({ need }) => need.without === undefined);
  const off = refused.filter(({ need }) => need.without !== undefined);
  const unknown = answers.filter(({ verdict }) => verdict.kind === "unknown");
  const allowed = answers.filter(({ verdict }) => verdict.kind === "allowed");
  const check = (
    outcome: CheckOutcome,
    message: string,
    of: readonly Answer[],
    remedy: string | undefined,
  ): Check => ({
    area: "permissions",
    subject,
    outcome,
    message,
    details: detailsOf(of),
    ...(remedy === undefined ? {} : { remedy }),
  });
  const allow = (of: readonly Answer[]): string | undefined =>
    allowCommand(
      principal,
      of.map(({ asked }) => asked),
    );
  const checks: Check[] = [];
  if (missing.length > 0)
    checks.push(
      check(
        "missing",
        `${who} lacks what ${doing} needs: ${countOf(missing)} refused`,
        missing,
        allow(missing),
      ),
    );
  if (off.length > 0)
    checks.push(
      check("off", `${who} lacks what is optional for ${doing}: ${countOf(off)} refused`, off, allow(off)),
    );
  if (unknown.length > 0)
    checks.push(
      check(
        "unknown",
        `${countOf(unknown)} of ${who} for ${doing} could not be found out`,
        unknown,
        unknown.some(({ verdict }) => isAboutSimulation(verdict))
          ? allowCommand(principal, [{ action: simulation, resources: [principal] }])
          : undefined,
      ),
    );
  if (missing.length === 0 && allowed.length > 0)
    checks.push({
      area: "permissions",
      subject,
      outcome: "ok",
      message: `${who}: ${countOf(allowed)} allowed for ${doing}`,
    });
  return checks;
}

function countOf(answers: readonly Answer[]): string {
  const { size } = new Set(answers.map(({ asked }) => asked.action));
  return `${size} ${size === 1 ? "action" : "actions"}`;
}

/** One line for each explanation, with the actions that it is about. */
function detailsOf(answers: readonly Answer[]): readonly string[] {
  const byWords = new Map<string, Set<string>>();
  for (const { need, asked, verdict } of answers) {
    const words = wordsOf(need, verdict);
    byWords.set(words, (byWords.get(words) ?? new Set()).add(asked.action));
  }
  return [...byWords].map(([words, actions]) => `${[...actions].join(", ")}: ${words}`);
}

const simulation = "iam:SimulatePrincipalPolicy";

function isAboutSimulation(verdict: Verdict): boolean {
  return verdict.kind === "unknown" && verdict.words.includes(simulation);
}

function wordsOf({ without }: NeededPermission, verdict: Verdict): string {
  if (verdict.kind === "allowed") return "allowed";
  if (isAboutSimulation(verdict)) return "trying it would write, and the role may not ask IAM what it may do";
  return verdict.kind === "refused" && without !== undefined ? without : verdict.words;
}
