import type { DesiredStack } from "../domain/desired.ts";
import type { StackStep, StepBase } from "../domain/plan.ts";
import type { Change, Impact, ResourceEffect } from "../domain/step-effects.ts";
import { partitionOf } from "../domain/partition.ts";
import { type ObservedStack, stackKey } from "../domain/stack.ts";
import type { Target } from "../domain/target.ts";
import { digestOf } from "../template/digest.ts";
import { resolveResources } from "../template/resolve-resources.ts";
import { stackDigest, withoutKept } from "../template/stack-digest.ts";
import { becauseOf } from "./because.ts";
import type { StackContent } from "../domain/stack.ts";
import { changesBetween } from "./changes.ts";
import { changesAddons } from "./explain-change-set.ts";
import { impactOf } from "./impact.ts";
import { nestedEffects, withNested } from "./nested-effects.ts";
import { tellApart, versionOf } from "./tell-apart.ts";
import { resourceEffects } from "./resource-effects.ts";

/** What a step is about, and which workloads' steps must be applied first. */
export interface StepTarget extends Target {
  readonly dependsOn: readonly string[];
}

/** The step that creates a stack. */
export function createStep(target: StepTarget, desired: DesiredStack, because: string): StackStep {
  const empty: StackContent = { template: { Resources: {} }, parameters: {}, tags: {} };
  return step("create-stack", target, desired, {
    base: { kind: "absent" },
    because: [because],
    changes: [],
    ...consequences(empty, desired, [], undefined),
  });
}

/** The step that brings a deployed stack to what is desired, or undefined when nothing that counts differs. */
export function updateStep(
  kind: "update-stack" | "refresh-functions",
  target: StepTarget,
  deployed: { readonly stack: ObservedStack; readonly content: StackContent },
  desired: DesiredStack,
): StackStep | undefined {
  const differing = changesBetween(deployed.content, desired);
  if (differing.length === 0) return undefined;
  const changes = tellApart(differing, deployed.content, desired);
  return step(kind, target, desired, {
    base: {
      kind: "deployed",
      arn: deployed.stack.arn,
      digest: stackDigest(
        deployed.content.template,
        withoutKept(deployed.content.parameters, desired.kept),
        deployed.content.tags,
      ),
      lastChanged: (deployed.stack.updatedAt ?? deployed.stack.createdAt).toISOString(),
    },
    because: becauseOf(changes, {
      from: versionOf(deployed.content.template),
      to: versionOf(desired.template),
    }),
    changes,
    ...consequences(deployed.content, desired, changes, deployed.stack.addons),
  });
}

function consequences(
  from: StackContent,
  to: DesiredStack,
  changes: readonly Change[],
  addons: ObservedStack["addons"],
): Pick<StackStep, "impact" | "effects" | "nested"> {
  const before = resolved(from, to);
  const after = resolved(to, to);
  const effects = resourceEffects(before, after);
  const own = { impact: impactOf(effects, before, after), effects: Object.fromEntries(effects) };
  if (!changesAddons({ effects: own.effects, changes })) return own;
  const nested = nestedEffects({ before, after, desired: to }, addons);
  return nested === undefined
    ? own
    : { ...own, impact: withNested(own.impact, nested.impact), nested: nested.effects };
}

function resolved(content: StackContent, at: DesiredStack): ReturnType<typeof resolveResources> {
  const { account, region, name } = at.id;
  const pseudo = {
    "AWS::AccountId": account,
    "AWS::Region": region,
    "AWS::StackName": name,
    "AWS::Partition": partitionOf(region),
  };
  return resolveResources(content.template, { parameters: content.parameters, pseudo });
}

interface StepBody {
  readonly base: StepBase;
  readonly because: readonly string[];
  readonly changes: readonly Change[];
  readonly impact: Impact;
  readonly effects: Readonly<Record<string, ResourceEffect>>;
  readonly nested?: Readonly<Record<string, ResourceEffect>>;
}

function step(kind: StackStep["kind"], target: StepTarget, desired: DesiredStack, body: StepBody): StackStep {
  const base = body.base.kind === "absent" ? "absent" : body.base.digest;
  const digest = digestOf({ stack: stackKey(desired.id), base, desired: desired.digest });
  return { kind, digest, ...target, stack: desired.id, desired, ...body };
}
