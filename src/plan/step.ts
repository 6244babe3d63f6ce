import type { DesiredStack } from "../domain/desired.ts";
import type { Change, Impact, Step, StepBase } from "../domain/plan.ts";
import { type ObservedStack, stackKey } from "../domain/stack.ts";
import { digestOf } from "../template/digest.ts";
import { resolveResources } from "../template/resolve-resources.ts";
import { stackDigest } from "../template/stack-digest.ts";
import { becauseOf } from "./because.ts";
import { changesBetween, type StackContent } from "./changes.ts";
import { impactOf } from "./impact.ts";
import { resourceEffects, type ResourceEffect } from "./resource-effects.ts";

/** Which workload of which environment a step is for, and what must be there first. */
export interface StepTarget {
  readonly environment: string;
  readonly workload: string;
  readonly dependsOn: readonly string[];
}

/** The step that creates a stack. */
export function createStep(target: StepTarget, desired: DesiredStack, because: string): Step {
  const empty: StackContent = { template: { Resources: {} }, parameters: {}, tags: {} };
  return step("create-stack", target, desired, {
    base: { kind: "absent" },
    because: [because],
    changes: [],
    impact: impactBetween(empty, desired),
  });
}

/** The step that brings a deployed stack to what is desired, or undefined when nothing that counts differs. */
export function updateStep(
  kind: "update-stack" | "refresh-functions",
  target: StepTarget,
  deployed: { readonly stack: ObservedStack; readonly content: StackContent },
  desired: DesiredStack,
): Step | undefined {
  const changes = changesBetween(deployed.content, desired);
  if (changes.length === 0) return undefined;
  return step(kind, target, desired, {
    base: {
      kind: "deployed",
      arn: deployed.stack.arn,
      digest: stackDigest(deployed.content.template, deployed.content.parameters, deployed.content.tags),
      lastChanged: (deployed.stack.updatedAt ?? deployed.stack.createdAt).toISOString(),
    },
    because: becauseOf(changes),
    changes,
    impact: impactBetween(deployed.content, desired),
  });
}

/** What going from one content of a stack to another does to each resource. */
export function effectsBetween(from: StackContent, to: DesiredStack): ReadonlyMap<string, ResourceEffect> {
  return resourceEffects(resolved(from, to), resolved(to, to));
}

function impactBetween(from: StackContent, to: DesiredStack): Impact {
  return impactOf(effectsBetween(from, to), resolved(from, to));
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

function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

interface StepBody {
  readonly base: StepBase;
  readonly because: readonly string[];
  readonly changes: readonly Change[];
  readonly impact: Impact;
}

function step(kind: Step["kind"], target: StepTarget, desired: DesiredStack, body: StepBody): Step {
  const base = body.base.kind === "absent" ? "absent" : body.base.digest;
  const digest = digestOf({ stack: stackKey(desired.id), base, desired: desired.digest });
  return { kind, digest, ...target, stack: desired.id, desired, ...body };
}
