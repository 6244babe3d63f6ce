import type { ListedChange } from "../domain/cloud.ts";
import type { StackStep } from "../domain/plan.ts";
import type { Replacement, ResourceEffect } from "../domain/step-effects.ts";
import { addonsStackId } from "../domain/addons-stack-id.ts";
import { grantsAccess } from "./replacement.ts";

/** A listed change that the plan does not explain. */
export interface UnexplainedChange {
  readonly resource: string;
  readonly type: string;
  /** A sentence: what CloudFormation would do, and what was planned. */
  readonly message: string;
}

/**
 * The listed changes that were not planned and do not follow from a planned one (design.md 6). An empty answer means that the
 * change set may be executed. Removal, access and replacement are judged harder: they are never explained by reference alone.
 */
export function explainChangeSet(
  listed: readonly ListedChange[],
  planned: Planned,
): readonly UnexplainedChange[] {
  const idle = idleFollowers(listed, planned);
  return listed.flatMap((change) => {
    if (idle.has(change.resource.join("/"))) return [];
    const message = change.resource.length > 1 ? judgeNested(change, planned) : judge(change, planned);
    return message === undefined ? [] : [{ resource: change.resource.join("/"), type: change.type, message }];
  });
}

/** The part of a step that listed changes are held against. */
type Planned = Pick<StackStep, "effects" | "changes" | "nested">;

/** Whether the stack's tags change: that touches every resource that can carry tags. */
function touchesTags(planned: Planned): boolean {
  return planned.changes.some((change) => change.subject === "tag");
}

/** Properties of a nested stack of which a change reaches what is in it. */
const changesInside = new Set(["TemplateURL", "Parameters"]);

/** Whether the addons template changes, which is when nested stacks may change inside. */
export function changesAddons(planned: Planned): boolean {
  const addons = planned.effects[addonsStackId];
  if (addons?.kind === "add" || addons?.kind === "remove") return true;
  // An environment's template has the URL written into it; a workload's is a parameter.
  if (addons?.kind === "modify" && addons.properties.some((name) => changesInside.has(name))) return true;
  return planned.changes.some((change) => change.path === "AddonsTemplateURL");
}

/**
 * What CloudFormation lists without anything happening to it: every nested stack, as a possible change, and whatever reads its
 * outputs, and what follows from that. While the addons stay as they are, so do their outputs.
 */
function idleFollowers(listed: readonly ListedChange[], planned: Planned): ReadonlySet<string> {
  const idle = new Set<string>();
  const isIdle = (change: ListedChange): boolean => {
    const [id = "", ...below] = change.resource;
    if (below.length > 0 || change.action !== "Modify" || change.replacement === "True") return false;
    if (planned.effects[id] !== undefined) return false;
    if (change.type === "AWS::CloudFormation::Stack" && isAutomatic(change))
      return change.replacement === "False";
    return (
      isDynamic(change) &&
      change.details.every((detail) => idle.has(detail.causingEntity?.split(".")[0] ?? ""))
    );
  };
  for (let before = -1; before !== idle.size;) {
    before = idle.size;
    for (const change of listed) if (isIdle(change)) idle.add(change.resource.join("/"));
  }
  return idle;
}

function judge(change: ListedChange, planned: Planned): string | undefined {
  const id = change.resource[0] ?? "";
  const effect = planned.effects[id];
  switch (change.action) {
    case "Add":
      return effect?.kind === "add" ? undefined : `would be created, which was not planned`;
    case "Remove":
      return effect?.kind === "remove" ? undefined : `would be deleted, which was not planned`;
    case "Import":
      return `would be imported into the stack, which Autoland never asks for`;
    case "Dynamic":
    case "Modify":
      return judgeModification(change, effect, planned);
  }
}

function judgeModification(
  change: ListedChange,
  effect: ResourceEffect | undefined,
  planned: Planned,
): string | undefined {
  const isHarmless = (scope: string): boolean =>
    scope === "Metadata" || (scope === "Tags" && touchesTags(planned));
  if (change.replacement === "False" && change.scope.length > 0 && change.scope.every(isHarmless))
    return undefined;
  if (effect === undefined || effect.kind === "add" || effect.kind === "remove") {
    return `would be changed, which was not planned${causes(change)}`;
  }
  if (effect.kind === "follow" && grantsAccess(change.type) && !isDynamic(change)) {
    return `would change who has access, which was not planned${causes(change)}`;
  }
  if (rank(change.replacement) > allowed[effect.replacement]) {
    return change.replacement === "True"
      ? `would be replaced; planned was a change in place`
      : `might be replaced; planned was a change in place`;
  }
  return undefined;
}

/** What CloudFormation lists inside the addons is held against their own template, one by one. */
function judgeNested(change: ListedChange, planned: Planned): string | undefined {
  const [stack, id = "", ...deeper] = change.resource;
  if (!changesAddons(planned))
    return `would be ${verbs[change.action]} inside a nested stack, though the addons did not change`;
  if (stack !== addonsStackId || planned.nested === undefined)
    return `would be ${verbs[change.action]} inside a nested stack of which it is not known what is in it`;
  // Addons may bring stacks of their own, whose templates nobody has seen: only what comes or goes with its stack is planned.
  const effect = planned.nested[id];
  if (deeper.length > 0) {
    const comesOrGoes =
      (change.action === "Add" && effect?.kind === "add") ||
      (change.action === "Remove" && effect?.kind === "remove");
    return comesOrGoes ? undefined : `would be ${verbs[change.action]} inside a stack of the addons`;
  }
  return judge({ ...change, resource: [id] }, { ...planned, effects: planned.nested });
}

function isAutomatic(change: ListedChange): boolean {
  return change.details.every((detail) => detail.source === "Automatic");
}

/** What CloudFormation gives no reason for is taken for a change of its own. */
function isDynamic(change: ListedChange): boolean {
  return (
    change.details.length > 0 &&
    change.details.every(
      (detail) => detail.source === "ResourceReference" || detail.source === "ResourceAttribute",
    )
  );
}

function causes(change: ListedChange): string {
  const names = [
    ...new Set(change.details.flatMap((detail) => detail.causingEntity ?? detail.property ?? [])),
  ];
  return names.length === 0 ? "" : ` (because of ${names.join(", ")})`;
}

function rank(replacement: ListedChange["replacement"]): number {
  return replacement === "True" ? 2 : replacement === "Conditional" ? 1 : 0;
}

const verbs: Readonly<Record<ListedChange["action"], string>> = {
  Add: "created",
  Modify: "changed",
  Remove: "deleted",
  Import: "imported",
  Dynamic: "changed",
};

/** The harshest that CloudFormation may list for what was planned. */
const allowed: Readonly<Record<Replacement, number>> = { no: 0, maybe: 2, yes: 2 };
