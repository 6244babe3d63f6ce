import type { ListedChange, ProcessedTemplate } from "../domain/cloud.ts";
import type { Failure } from "../domain/failure.ts";
import { type Judged, type JudgedPart, textParameters } from "../domain/judged.ts";
import { partitionOf } from "../domain/partition.ts";
import type { StackStep } from "../domain/plan.ts";
import type { Widening } from "../domain/step-effects.ts";
import type { Template, TemplateResource } from "../domain/template.ts";
import { judge } from "../policy/judge.ts";
import { rewritingOf } from "../policy/rules/transform.ts";
import { resolveResources } from "../template/resolve-resources.ts";
import { widenings } from "./access/widenings.ts";
import { addonsStackId } from "../domain/addons-stack-id.ts";
import { changesAddons } from "./explain-change-set.ts";
import type { PolicyInput } from "./policy-hold.ts";

/** Whether CloudFormation rewrites a template of a stack that a step changes, so that what it made has to be judged before it is executed. */
export function isRewritten(judged: Judged): boolean {
  return judged.parts.some(({ template }) => rewritingOf(template) !== "none");
}

/**
 * Why a change set may not be executed, going by what transforms made of its templates: a rule stops it, or somebody may do or reach more
 * than the plan said, or what a macro or an include made cannot be read. Undefined where it may. Pure.
 */
export function refuseProcessed(
  step: StackStep,
  judged: Judged,
  processed: readonly ProcessedTemplate[],
  listed: readonly ListedChange[],
  policy: PolicyInput,
): Failure | undefined {
  const faults = judged.parts.flatMap((part) => {
    const rewriting = rewritingOf(part.template);
    if (rewriting === "none") return [];
    const path = pathOf(part);
    const found = processed.find((each) => each.path.join("/") === path);
    if (found !== undefined) return faultsOf(step, judged, part, found, policy);
    return rewriting === "any" && isListed(part, step, listed)
      ? [
          "what a macro or an include makes of the addons cannot be read, for CloudFormation shows no change set of that nested stack",
        ]
      : [];
  });
  return faults.length === 0 ? undefined : refused(step, faults);
}

function pathOf({ name }: JudgedPart): string | undefined {
  switch (name) {
    case "stack":
      return "";
    case "addons":
      return addonsStackId;
    case "nested":
      return undefined;
  }
}

/** Whether the change set touches the nested stack of a part; one that it does not list stays as it is. */
function isListed({ name }: JudgedPart, step: StackStep, listed: readonly ListedChange[]): boolean {
  if (name === "stack") return true;
  return changesAddons(step) && listed.some(({ resource: [first] }) => first === addonsStackId);
}

function faultsOf(
  step: StackStep,
  judged: Judged,
  part: JudgedPart,
  { template, deployed }: ProcessedTemplate,
  { today, ...context }: PolicyInput,
): readonly string[] {
  const standing = deployed === undefined ? undefined : { template: deployed, hasSameAddons: false };
  const { stopping } = judge(
    { ...judged, parts: [{ ...part, template, sources: [] }] },
    context,
    today,
    standing,
  );
  const planned = new Set(step.impact.widens.map(wideningText));
  const wider = widenings(resolved(deployed, part, judged), resolved(template, part, judged))
    .map(wideningText)
    .filter((text) => !planned.has(text));
  return [
    ...stopping.map(({ rule, message }) => `${rule}: ${message}`),
    ...wider.map((text) => `${text}, which was not planned`),
  ];
}

function resolved(
  template: Template | undefined,
  part: JudgedPart,
  { account, region }: Judged,
): ReadonlyMap<string, TemplateResource> {
  if (template === undefined) return new Map();
  const pseudo = {
    "AWS::AccountId": account,
    "AWS::Region": region,
    "AWS::Partition": partitionOf(region),
  };
  return resolveResources(template, { parameters: textParameters(part), pseudo });
}

function wideningText({ resource, what }: Widening): string {
  return `${resource} ${what}`;
}

function refused({ stack }: StackStep, faults: readonly string[]): Failure {
  return {
    disposition: "stall",
    reason: "TransformRefused",
    message: `what transforms made of the templates of stack ${stack.name} is not allowed: ${[...new Set(faults)].join("; ")}`,
    remedy:
      "The change set was deleted and nothing was changed. Write out what the transform would make, so that it is planned and reviewed.",
  };
}
