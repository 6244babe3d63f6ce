import type { DesiredStack } from "../domain/desired.ts";
import type { Observed } from "../domain/observed.ts";
import type { Held, MendStep, StackStep } from "../domain/plan.ts";
import type { RecordedState } from "../domain/records.ts";
import { type ObservedStack, stackKey } from "../domain/stack.ts";
import { situationOf } from "../domain/stack-status.ts";
import { inSpellingOf } from "../template/keep-spelling.ts";
import type { Target } from "../domain/target.ts";
import type { StackContent } from "../domain/stack.ts";
import { functionRefresh } from "./function-refresh.ts";
import { mendingOf, type MendingPolicy, mendStep, noMending } from "./mend-step.ts";
import { foreignTag } from "./ownership.ts";
import { quarantined } from "./quarantine.ts";
import { createStep, type StepTarget, updateStep } from "./step.ts";
import { type Mending, ruleFor } from "./stuck-stacks.ts";
import { type TypeChange, typeChanges } from "./type-changes.ts";

/** What is to be done with one stack: steps, or a reason to leave it alone, or nothing because it is as Git asks. */
export type StackPlan =
  | { readonly kind: "in-sync" }
  | { readonly kind: "steps"; readonly steps: readonly StackStep[] }
  /** The stack takes no change before this is done; what is desired of it is planned then. */
  | { readonly kind: "mend"; readonly step: MendStep }
  | { readonly kind: "held"; readonly held: Held };

/** Plans one stack, a workload's or an environment's: what differs, in which steps, and whether they may be taken at all. */
export function planStack(
  target: StepTarget,
  desired: DesiredStack,
  observed: Observed<ObservedStack>,
  records: RecordedState,
  allowed: MendingPolicy = noMending,
): StackPlan {
  const hold = holdOn(target);
  const planned = stepsFor(target, desired, observed, hold, mendingOf(target, records, allowed));
  if (planned.kind !== "steps") return planned;
  // Each step by its own digest: a refresh of functions fails under another token than the change that comes after it.
  const [failed] = planned.steps.flatMap(
    (step) => quarantined(target, step.desired, observed, records) ?? [],
  );
  if (failed !== undefined) return hold(failed.reason, failed.message, failed.remedy);
  const atRisk = planned.steps.flatMap((step) => step.impact.dataAtRisk);
  if (atRisk.length > 0) return hold(...dataAtRisk(desired, atRisk));
  return planned;
}

type Hold = (reason: string, message: string, remedy?: string) => StackPlan;

function holdOn({ environment, workload }: Target): Hold {
  return (reason, message, remedy) => ({
    kind: "held",
    held: {
      environment,
      ...(workload === undefined ? {} : { workload }),
      reason,
      message,
      ...(remedy === undefined ? {} : { remedy }),
      findings: [],
    },
  });
}

function stepsFor(
  target: StepTarget,
  desired: DesiredStack,
  observed: Observed<ObservedStack>,
  hold: Hold,
  mending: Mending,
): StackPlan {
  const { name } = desired.id;
  if (observed.kind === "unreadable") {
    const { message, remedy } = observed.failure;
    return hold(
      "Unreadable",
      `stack ${name} could not be read, so nothing is assumed about it: ${message}`,
      remedy,
    );
  }
  if (observed.kind === "absent") {
    return steps(createStep(target, desired, `stack ${name} does not exist`));
  }
  const stack = observed.value;
  const foreign = foreignTag(stack, desired.tags);
  if (foreign !== undefined)
    return hold(
      "ForeignStack",
      foreign,
      `aws cloudformation describe-stacks --region ${stack.id.region} --stack-name ${name}; whoever made it moves it away, or the ${target.workload === undefined ? "environment" : "workload"} gets another name`,
    );
  const stuck = { target, stack, mending };
  const rule = ruleFor(stuck);
  switch (rule.does) {
    case "plan":
      return planUpdate(target, desired, stack, hold);
    case "create":
      return steps(
        createStep(
          target,
          desired,
          situationOf(stack.status) === "deleted"
            ? `stack ${name} was deleted`
            : `the creation of stack ${name} was prepared and never started`,
        ),
      );
    case "wait":
    case "tell":
      return hold(rule.reason, rule.message(stuck), rule.remedy(stuck));
    case "delete":
    case "continue":
      return { kind: "mend", step: mendStep(stuck, rule) };
  }
}

/** What came of two objects that were compared, for a target. A stack that waits for a person is planned in every pass. */
interface Compared {
  readonly target: string;
  readonly stack: WeakRef<ObservedStack>;
  readonly plan: StackPlan;
}

const comparedLast = new WeakMap<DesiredStack, Compared>();

/** What each stack was found to be in sync with: most commits ask for the same of most stacks, under another stamp. */
const inSyncWith = new WeakMap<ObservedStack, string>();

function planUpdate(target: StepTarget, wanted: DesiredStack, stack: ObservedStack, hold: Hold): StackPlan {
  const known = comparedLast.get(wanted);
  const asText = JSON.stringify(target);
  if (known?.stack.deref() === stack && known.target === asText) return known.plan;
  const plan = compareAndPlan(target, wanted, stack, hold);
  comparedLast.set(wanted, { target: asText, stack: new WeakRef(stack), plan });
  return plan;
}

function compareAndPlan(
  target: StepTarget,
  wanted: DesiredStack,
  stack: ObservedStack,
  hold: Hold,
): StackPlan {
  if (stack.template.kind === "not-read") {
    return hold(
      "Unreadable",
      `the template of stack ${wanted.id.name} was not read (${stack.template.because})`,
    );
  }
  if (stack.addons?.kind === "unreadable") {
    const { message, reason, remedy } = stack.addons.failure;
    return hold(
      reason === "StackBusy" ? reason : "Unreadable",
      `the addons of stack ${wanted.id.name} are to change and could not be read: ${message}`,
      remedy,
    );
  }
  const asked = `${wanted.digest} ${wanted.kept?.join() ?? ""}`;
  if (inSyncWith.get(stack) === asked) return { kind: "in-sync" };
  const deployed: StackContent = {
    template: stack.template.template,
    parameters: stack.parameters,
    tags: stack.tags,
  };
  const desired = { ...wanted, template: inSpellingOf(deployed.template, wanted.template) };
  const whole = updateStep("update-stack", target, { stack, content: deployed }, desired);
  if (whole === undefined) {
    inSyncWith.set(stack, asked);
    return { kind: "in-sync" };
  }
  const retyped = typeChanges(deployed, desired);
  if (retyped.length > 0) return hold(...retypedIn(desired, retyped));
  const refreshed = functionRefresh(deployed, desired);
  if (refreshed === undefined) return steps(whole);
  const rest = updateStep("update-stack", target, { stack, content: refreshed }, desired);
  // When nothing else differs the stack is at the commit after the refresh, and may say so in its stamp.
  const alone = rest === undefined ? withMetadataOf(refreshed, desired) : refreshed;
  const first = updateStep("refresh-functions", target, { stack, content: deployed }, alone);
  return steps(...(first === undefined ? [] : [first]), ...(rest === undefined ? [] : [rest]));
}

function withMetadataOf(stack: DesiredStack, other: DesiredStack): DesiredStack {
  const { Metadata: metadata } = other.template;
  return {
    ...stack,
    template: { ...stack.template, ...(metadata === undefined ? {} : { Metadata: metadata }) },
  };
}

function steps(...list: readonly StackStep[]): StackPlan {
  return { kind: "steps", steps: list };
}

type Reasoned = readonly [reason: string, message: string, remedy: string];

function dataAtRisk(stack: DesiredStack, resources: readonly string[]): Reasoned {
  return [
    "DataAtRisk",
    `the change of stack ${stackKey(stack.id)} would replace or delete what holds data: ${resources.join(", ")}`,
    "Undo the change in Git, or first give the deployed resources `DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain` in a commit of its own.",
  ];
}

function retypedIn({ id }: DesiredStack, list: readonly TypeChange[]): Reasoned {
  const each = list.map(({ logicalId, from, to }) => `${logicalId} is ${from} and would become ${to}`);
  return [
    "ResourceTypeChanged",
    `CloudFormation never changes the type of a resource, and in stack ${id.name} ${each.join("; ")}`,
    `Give what is new another name in Git; or, if all that the stack has may go: aws cloudformation delete-stack --region ${id.region} --stack-name ${id.name}`,
  ];
}
