import type { DriftFinding, LayerState, Unchecked } from "../domain/drift.ts";
import type { ComparedResource, LiveFacts, StackComparison } from "../domain/drift-eyes.ts";
import type { Observed } from "../domain/observed.ts";
import type { StackId, TextMap } from "../domain/stack.ts";
import type { Target } from "../domain/target.ts";
import type { Template } from "../domain/template.ts";
import { isJsonMap, valueAt } from "../template/json-pointer.ts";
import { compareByMeaning, type MeaningDifference } from "./compare-by-meaning.ts";
import { liveServiceFindings } from "./live-service.ts";
import { ownerOf, type Surroundings } from "./ownership.ts";
import { shownValue } from "../template/shown-value.ts";

/** One stack of a target with what was found of it. */
export interface LiveStack {
  readonly target: Target;
  readonly stack: StackId;
  readonly template: Template;
  readonly parameters: TextMap;
  readonly comparison: StackComparison | undefined;
  /** Absent: the stack has no ECS service, or nobody read it directly. */
  readonly facts?: Observed<LiveFacts>;
}

/** What one way of looking gave: differences, and what it could not look at. */
export interface LivePart {
  readonly findings: readonly DriftFinding[];
  readonly unchecked: readonly Unchecked[];
}

/** The third layer of a target: all of its stacks, its own and those that it nests. */
export function liveLayer(stacks: readonly LiveStack[]): LayerState {
  return mergedLive(stacks.map((stack) => ({ direct: directPart(stack), compared: comparedPart(stack) })));
}

/** Both ways of looking at stacks as one layer. What was read directly is newer than what CloudFormation found some time ago. */
export function mergedLive(
  stacks: readonly { readonly direct: LivePart; readonly compared: LivePart }[],
): LayerState {
  const findings = new Map<string, DriftFinding>();
  for (const { direct, compared } of stacks) {
    for (const finding of direct.findings) findings.set(placeOf(finding), finding);
    for (const finding of compared.findings)
      if (!findings.has(placeOf(finding))) findings.set(placeOf(finding), finding);
  }
  const [first] = stacks.flatMap(({ direct, compared }) => [...direct.unchecked, ...compared.unchecked]);
  const all = [...findings.values()];
  if (all.length > 0)
    return { kind: "drifted", findings: all, ...(first === undefined ? {} : { unchecked: first }) };
  return first === undefined ? { kind: "in-sync" } : { kind: "not-checked", ...first };
}

/** What was read directly of a stack's service, what scales it, and its secrets. */
export function directPart(stack: LiveStack): LivePart {
  return { findings: directFindings(stack), unchecked: unreadFacts(stack) };
}

/** What CloudFormation found when it compared a stack. */
export function comparedPart(stack: LiveStack): LivePart {
  const { findings, unchecked } = comparedFindings(stack);
  return { findings, unchecked: unchecked === undefined ? [] : [unchecked] };
}

/** What tells two findings apart: two ways of looking may find the same. */
function placeOf({ stack, subject, path, departure }: DriftFinding): string {
  const resource = subject.kind === "resource" ? subject.logicalId : subject.kind;
  return `${stack?.name ?? ""} ${resource} ${departure === "deleted" ? "" : path}`;
}

function directFindings(stack: LiveStack): readonly DriftFinding[] {
  const { facts } = stack;
  return facts?.kind === "present" ? liveServiceFindings({ ...stack, facts: facts.value }) : [];
}

/** What could not be read directly: it is not in sync, and not gone either. */
function unreadFacts({ facts, comparison }: LiveStack): readonly Unchecked[] {
  if (facts === undefined || facts.kind === "absent") return [];
  if (facts.kind === "unreadable") return [facts.failure];
  const { service, scaling, secrets } = facts.value;
  // CloudFormation compares services and what scales them, too; of secrets it knows nothing.
  const isCompared = comparison?.kind === "compared" && comparison.incomplete === undefined;
  return [...(isCompared ? [] : [service, scaling]), ...secrets.values()].flatMap((item) =>
    item.kind === "unreadable" ? [item.failure] : [],
  );
}

function comparedFindings(stack: LiveStack): {
  readonly findings: readonly DriftFinding[];
  readonly unchecked?: Unchecked;
} {
  const { comparison } = stack;
  switch (comparison?.kind) {
    case undefined:
      return { findings: [] };
    case "running":
      return {
        findings: [],
        unchecked: {
          reason: "DetectionRunning",
          message: `CloudFormation still compares stack ${stack.stack.name} with what is there`,
          remedy: "Ask again in a few minutes; it is not begun a second time.",
        },
      };
    case "not-compared": {
      const { reason, message, remedy } = comparison;
      return { findings: [], unchecked: { reason, message, ...(remedy === undefined ? {} : { remedy }) } };
    }
    case "compared": {
      const findings = comparison.resources.flatMap((resource) => resourceFindings(stack, resource));
      if (comparison.incomplete === undefined) return { findings };
      const message = `stack ${stack.stack.name} was compared in part: ${comparison.incomplete}`;
      return { findings, unchecked: { reason: "DetectionIncomplete", message } };
    }
  }
}

function resourceFindings(stack: LiveStack, resource: ComparedResource): readonly DriftFinding[] {
  const subject = {
    kind: "resource",
    logicalId: resource.logicalId,
    type: resource.type,
    ...(resource.physicalId === "" ? {} : { physicalId: resource.physicalId }),
  } as const;
  const base = { ...stack.target, layer: "live", stack: stack.stack, subject } as const;
  switch (resource.status) {
    case "in-sync":
      return [];
    case "deleted":
      return [{ ...base, departure: "deleted", path: "" }];
    case "modified": {
      const surroundings = surroundingsOf(stack, resource);
      return meaningOf(resource)
        .filter((difference) => ownerOf(resource.type, difference, surroundings) === undefined)
        .map(({ path, departure, expected, actual }) => {
          const shown = [shownValue(expected, path), shownValue(actual, path)];
          return {
            ...base,
            departure,
            path,
            ...(shown[0] === undefined ? {} : { expected: shown[0] }),
            ...(shown[1] === undefined ? {} : { actual: shown[1] }),
          };
        });
    }
  }
}

/**
 * CloudFormation compares lists item by item, so that another order gives a difference for each. The properties that it names are
 * compared here as a whole, by what they mean; what a service has filled in counts only where CloudFormation says so, too.
 */
function meaningOf({ type, expected, actual, differences }: ComparedResource): readonly MeaningDifference[] {
  const names = [...new Set(differences.map(({ path }) => path.split("/")[1] ?? ""))];
  return names.flatMap((name) => {
    const path = `/${name}`;
    const named = differences.filter((item) => item.path === path || item.path.startsWith(`${path}/`));
    const [left, right] = [valueAt(expected, path), valueAt(actual, path)];
    if (left === undefined && right === undefined) {
      return named.flatMap((item) => compareByMeaning(item.expected, item.actual, { type, path: item.path }));
    }
    const found = compareByMeaning(left, right, { type, path });
    const isAdded = named.some((item) => item.path === path || item.expected === undefined);
    return isAdded ? found : found.filter(({ departure }) => departure !== "added");
  });
}

function surroundingsOf(stack: LiveStack, { logicalId, type, expected }: ComparedResource): Surroundings {
  const facts = stack.facts?.kind === "present" ? stack.facts.value : undefined;
  const scaling = facts?.scaling.kind === "present" ? facts.scaling.value : undefined;
  const isService = type === "AWS::ECS::Service";
  return {
    expected,
    isScaled: (isService && scaling !== undefined) || hasScalableTarget(stack.template, logicalId),
    isDeploying: isService && facts?.service.kind === "present" && facts.service.value.isDeploying,
    ...(isService && scaling !== undefined ? { bounds: scaling } : {}),
  };
}

/** Whether the template lets something scale a resource of it: a target whose id names it. */
function hasScalableTarget(template: Template, logicalId: string): boolean {
  return Object.values(template.Resources).some(
    ({ Type: type, Properties: properties }) =>
      type === "AWS::ApplicationAutoScaling::ScalableTarget" &&
      isJsonMap(properties) &&
      JSON.stringify(properties["ResourceId"] ?? "").includes(logicalId),
  );
}
