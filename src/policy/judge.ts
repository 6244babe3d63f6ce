import { makeLastOf } from "../domain/last-of.ts";
import type { Finding } from "../domain/finding.ts";
import type { Judged, JudgedPart } from "../domain/judged.ts";
import type { PolicyCode, PolicyWaiver } from "../domain/policy.ts";
import type { Template } from "../domain/template.ts";
import { pointerSteps } from "../template/json-pointer.ts";
import { factsOf, type PartFacts, type PolicyContext } from "./part-facts.ts";
import { placeOf } from "./place-offence.ts";
import type { Offence, PolicyRule } from "./rule.ts";
import { rulePack } from "./rule-pack.ts";
import { waiverFor } from "./waivers.ts";

/** What the rules say of a stack. */
export interface Verdict {
  /** What stops it. */
  readonly stopping: readonly PolicyFinding[];
  /** What needs a person's approval of exactly this change, in every mode. */
  readonly asking: readonly PolicyFinding[];
  /** What is only told: advice, and what stands there already. */
  readonly warnings: readonly PolicyFinding[];
  /** What the operator waived, each with the waiver. */
  readonly waived: readonly { readonly finding: PolicyFinding; readonly waiver: PolicyWaiver }[];
}

/** A finding of a rule. */
export interface PolicyFinding extends Finding {
  readonly rule: PolicyCode;
  /** Logical id of the resource, or of the output or section. */
  readonly resource: string;
}

/**
 * Judges every template of a stack. `deployed` is the stack's template as it stands: what offends there already stops nothing, because
 * holding the stack would not take it away. `today` is a day in UTC, `YYYY-MM-DD`.
 */
export function judge(
  judged: Judged,
  context: PolicyContext,
  today: string,
  deployed?: { readonly template: Template; readonly hasSameAddons: boolean },
): Verdict {
  const found = judged.parts.flatMap((part) => {
    const stands = standing(judged, part, context, deployed);
    const offences = offencesLast(part.template, toldOf(judged, part, context), () =>
      offencesOf(judged, part, context),
    );
    return offences.map((each) => ({
      ...each,
      part,
      isStanding: stands === "all" || (stands !== "none" && stands.has(each.key)),
    }));
  });
  const stopping: PolicyFinding[] = [];
  const asking: PolicyFinding[] = [];
  const warnings: PolicyFinding[] = [];
  const waived: Verdict["waived"][number][] = [];
  for (const { rule, offence, part, isStanding } of found) {
    if (rule.severity === "optional" && !context.settings.enforce.includes(rule.code)) continue;
    const isStopping =
      context.settings.enforce.includes(rule.code) || (rule.severity === "stop" && !isStanding);
    const isAsking = !isStopping && rule.severity === "ask" && !isStanding;
    const finding = findingOf(rule, offence, { judged, part, isStopping, isAsking });
    const waiver = waiverFor(context.settings.waivers, finding, judged, today);
    if (waiver !== undefined) waived.push({ finding, waiver });
    else (isStopping ? stopping : isAsking ? asking : warnings).push(finding);
  }
  return { stopping, asking, warnings, waived };
}

interface Found {
  readonly rule: PolicyRule;
  readonly offence: Offence;
  /** The same for the same offence in another version of the template. */
  readonly key: string;
}

/** Templates are the same objects as long as nothing about them changes, and what waits is judged in each pass. */
const offencesLast = makeLastOf<Template, readonly Found[]>();
const standingLast = makeLastOf<Template, ReadonlySet<string>>();

/** All that the rules are told besides a template. */
function toldOf(
  judged: Judged,
  { own, name, parameters }: JudgedPart,
  context: PolicyContext,
): readonly unknown[] {
  return [own, JSON.stringify([{ ...judged, parts: [] }, name, parameters, context])];
}

function offencesOf(judged: Judged, part: JudgedPart, context: PolicyContext): readonly Found[] {
  const facts = factsOf(judged, part, part.template, context);
  const all = rulePack.filter((rule) => rule.judges === "everything").flatMap((rule) => apply(rule, facts));
  // Nothing was added: Copilot's own rendering is not the author's doing.
  if (part.own === part.template) return unique(all);
  const additions = rulePack
    .filter((rule) => rule.judges === "additions")
    .flatMap((rule) => apply(rule, facts));
  if (part.own === undefined || additions.length === 0) return unique([...all, ...additions]);
  const ownFacts = factsOf(judged, part, part.own, context);
  const own = new Set(
    rulePack
      .filter((rule) => rule.judges === "additions")
      .flatMap((rule) => apply(rule, ownFacts).map(({ key }) => key)),
  );
  return unique([...all, ...additions.filter(({ key }) => !own.has(key))]);
}

function apply(rule: PolicyRule, facts: PartFacts): readonly Found[] {
  return rule.judge(facts).map((offence) => ({
    rule,
    offence,
    key: `${rule.code} ${resourceOf(offence.pointer)} ${offence.what}`,
  }));
}

function unique(found: readonly Found[]): readonly Found[] {
  return [...new Map(found.map((each) => [each.key, each])).values()];
}

/** Offences of the deployed version. The addons' deployed text is not read: they are the same, or they are new. */
function standing(
  judged: Judged,
  part: JudgedPart,
  context: PolicyContext,
  deployed: { readonly template: Template; readonly hasSameAddons: boolean } | undefined,
): ReadonlySet<string> | "all" | "none" {
  if (deployed === undefined) return "none";
  if (part.name !== "stack") return deployed.hasSameAddons ? "all" : "none";
  const { template } = deployed;
  return standingLast(template, toldOf(judged, part, context), () => {
    const facts = factsOf(judged, part, template, context);
    return new Set(rulePack.flatMap((rule) => apply(rule, facts).map(({ key }) => key)));
  });
}

function resourceOf(pointer: string): string {
  const [section = "", id] = pointerSteps(pointer);
  return id ?? section;
}

function findingOf(
  rule: PolicyRule,
  { pointer, what }: Offence,
  about: {
    readonly judged: Judged;
    readonly part: JudgedPart;
    readonly isStopping: boolean;
    readonly isAsking: boolean;
  },
): PolicyFinding {
  const resource = resourceOf(pointer);
  const subject = resource === "" ? "The template" : resource;
  return {
    code: rule.code,
    rule: rule.code,
    resource,
    severity: about.isStopping ? "error" : "warning",
    place: placeOf(pointer, about.part),
    field: pointerSteps(pointer).join("."),
    message: `${subject} ${what}.`,
    remedy:
      about.isStopping || about.isAsking
        ? `${rule.remedy} ${waiverText(rule.code, resource, about.judged)}`
        : rule.remedy,
  };
}

/** What the operator would write, on one line. */
function waiverText(code: PolicyCode, resource: string, { workload }: Judged): string {
  const where = [
    `rule: ${code}`,
    ...(workload === undefined ? [] : [`workload: ${workload}`]),
    ...(resource === "" ? [] : [`resource: ${resource}`]),
  ];
  return `If it is meant to be, the operator's configuration may say so: policy.waivers: [{ ${where.join(", ")}, reason: "…", expires: YYYY-MM-DD }].`;
}
