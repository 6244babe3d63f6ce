import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { LiveFacts, LiveScaling, ReadService } from "../../../domain/drift-eyes.ts";
import { absent, type Observed, present, unreadable } from "../../../domain/observed.ts";
import type { TextMap } from "../../../domain/stack.ts";
import type { Target } from "../../../domain/target.ts";
import type { Template } from "../../../domain/template.ts";
import type { DriftTarget } from "../../../domain/drift.ts";
import type { LivePart } from "../../../drift/live-layer.ts";
import type { StackToWatch } from "../../../drift/watch/readings.ts";
import type { CheckableStack } from "../stacks-to-check.ts";
import { checkOf, hasNested, isScaled } from "../stacks-to-check.ts";

/** A deployed stack that is watched, with what was found of it. It is forgotten when an operation on it begins. */
export interface KeptStack extends StackToWatch {
  readonly application: string;
  readonly target: Target;
  readonly check: ReturnType<typeof checkOf>;
  readonly hasService: boolean;
  readonly hasNested: boolean;
  /** Template and parameters. There may be ten thousand stacks, and most are never looked at again. */
  readonly packed: Uint8Array;
  /** What was read directly, part by part. */
  readonly facts: {
    service?: Observed<ReadService>;
    scaling?: Observed<LiveScaling>;
    secrets?: LiveFacts["secrets"];
  };
  direct?: LivePart & { readonly facts: Observed<LiveFacts> };
  /** When something was last read directly and well, in milliseconds since 1970. */
  readAt?: number;
  compared?: LivePart & Pick<DriftTarget, "resources"> & { readonly isComplete: boolean };
  /** When it is to be compared next, in milliseconds since 1970. */
  compareAt: number;
  /** An operation on it has begun since the last look at the application: it is left alone until the next one. */
  isStale: boolean;
}

/** A stack that nothing was found of yet. */
export function keepStack(
  application: string,
  target: Target,
  checkable: CheckableStack,
  parameters: TextMap,
): KeptStack {
  const { template, stack, record, roles } = checkable;
  const resources = Object.values(template.Resources);
  return {
    application,
    target,
    stack,
    check: checkOf(checkable),
    principal: roles.look ?? record.managerRoleArn,
    cluster: `${application}/${target.environment}`,
    isScaled: isScaled(checkable),
    hasService: resources.some(({ Type: type }) => type === "AWS::ECS::Service"),
    hasSecrets: resources.some(
      ({ Type: type, Properties: properties }) =>
        type === "AWS::ECS::TaskDefinition" && JSON.stringify(properties ?? {}).includes('"Secrets"'),
    ),
    hasNested: hasNested(checkable),
    // A copy of just its length: what zlib answers is a part of a larger piece of memory.
    packed: Uint8Array.from(deflateRawSync(JSON.stringify({ template, parameters }))),
    facts: {},
    compareAt: 0,
    isStale: false,
  };
}

/** The template and parameters that a stack was deployed with. */
export function unpacked({ packed }: KeptStack): {
  readonly template: Template;
  readonly parameters: TextMap;
} {
  return JSON.parse(inflateRawSync(packed).toString()) as {
    readonly template: Template;
    readonly parameters: TextMap;
  };
}

/** What was read directly as one; what was not read yet is not known, and never absent. Undefined before the service was read. */
export function factsOf({ facts, isScaled: scales, hasSecrets }: KeptStack): Observed<LiveFacts> | undefined {
  const { service, scaling, secrets } = facts;
  if (service === undefined) return undefined;
  if (service.kind !== "present") return service;
  const isThere = service.value.service.kind === "present";
  return present({
    ...service.value,
    scaling: scaling ?? (scales ? unreadable(notReadYet("what scales the service")) : absent),
    secrets:
      secrets ??
      new Map(
        hasSecrets && isThere ? [["secrets", unreadable(notReadYet("whether its secrets are there"))]] : [],
      ),
  });
}

/** Said of what the watch has not come to yet. */
export function notReadYet(what: string): {
  readonly disposition: "wait";
  readonly reason: string;
  readonly message: string;
} {
  return { disposition: "wait", reason: "NotReadYet", message: `${what} was not read yet` };
}

/** The account and region of a stack, as one text. */
export function placeOf({ stack: { account, region } }: Pick<KeptStack, "stack">): string {
  return `${account}/${region}`;
}
