import type { Failure } from "./failure.ts";
import type { StackId } from "./stack.ts";
import type { Target } from "./target.ts";

/**
 * The three ways in which an application can come apart, never merged (docs/drift.md): `git`, the manifests against those that were
 * applied last; `template`, what those render to against the deployed templates, parameters and tags; `live`, what is deployed against
 * what is really there.
 */
export const driftLayers = ["git", "template", "live"] as const;

/** One of the three layers. */
export type DriftLayer = (typeof driftLayers)[number];

/** How what is there departs from what is expected. */
export type Departure =
  /** It is there and was not asked for. */
  | "added"
  /** A part of something is missing. */
  | "removed"
  | "changed"
  /** A whole thing is gone: a resource, a service, a secret, a stack. No rule can ignore that. */
  | "deleted";

/** One difference between what is expected and what is there. Values of secrets are never in it. */
export interface DriftFinding extends Target {
  readonly layer: DriftLayer;
  /** The stack, or the nested one, that it is about; absent where there is none. */
  readonly stack?: StackId;
  /** What differs: a manifest, a template, a parameter, a tag, or a resource of a type. */
  readonly subject: DriftSubject;
  readonly departure: Departure;
  /** JSON pointer into the template or the resource's properties, a field of the manifest, or a name; the empty text for all of it. */
  readonly path: string;
  /** Short text for people; absent where the side has nothing. */
  readonly expected?: string;
  readonly actual?: string;
  readonly cause?: DriftCause;
}

/** What a difference is in. */
export type DriftSubject =
  | { readonly kind: "manifest" | "stack" | "template" | "parameter" | "tag" }
  | {
      readonly kind: "resource";
      /** Logical id in its stack. */
      readonly logicalId: string;
      readonly type: string;
      readonly physicalId?: string;
    };

/** Why something departs, where that can be known, and who did it. */
export interface DriftCause {
  /** PascalCase and stable. */
  readonly kind:
    | "NewCommit"
    | "NewTemplates"
    | "NotDeployedYet"
    | "ChangedOutside"
    | "DeployedByCopilot"
    | "Call"
    /** Somebody made a call, and who cannot be asked. */
    | "NotKnown";
  /** A sentence. */
  readonly message: string;
  /** ARN of whoever made the call, as CloudTrail has it. */
  readonly by?: string;
  readonly at?: Date;
}

/** What a layer of one target is like. What could not be looked at is never in sync. */
export type LayerState =
  | { readonly kind: "in-sync" }
  | {
      readonly kind: "drifted";
      readonly findings: readonly DriftFinding[];
      /** A part that could not be looked at besides. */
      readonly unchecked?: Unchecked;
    }
  | ({ readonly kind: "not-checked" } & Unchecked);

/** Why something could not be looked at. */
export type Unchecked = Pick<Failure, "reason" | "message" | "remedy">;

/** A difference that an operator's rule lets pass. */
export interface IgnoredFinding {
  readonly finding: DriftFinding;
  readonly rule: DriftIgnoreRule;
}

/** An operator's word that a difference is meant to be so, for a while. */
export interface DriftIgnoreRule {
  readonly environment?: string;
  readonly workload?: string;
  readonly layer?: DriftLayer;
  /** Logical id of a resource; `*` stands for any number of characters. */
  readonly resource?: string;
  readonly type?: string;
  /** Path of the difference, or of something around it; `*` stands for any number of characters but a slash. */
  readonly path?: string;
  readonly reason: string;
  /** The first day (UTC) on which it no longer holds, `2027-01-31`. */
  readonly expires: string;
}

/** One workload of one environment, or an environment's own stack, in all three layers. */
export interface DriftTarget extends Target {
  readonly layers: Readonly<Record<DriftLayer, LayerState>>;
  readonly ignored: readonly IgnoredFinding[];
  /** Resources of it that CloudFormation has compared, and those of types that it cannot compare. */
  readonly resources?: { readonly compared: number; readonly unsupported: number };
}

/** How a target is as a whole: the worst of its layers. */
export type DriftVerdict = "drifted" | "not-checked" | "in-sync";

/** How an application departs from what was asked for. */
export interface DriftReport {
  readonly application: string;
  /** In the order of the configuration's environments; in each its own stack first, then workloads by name. */
  readonly targets: readonly DriftTarget[];
  /** Rules that have come to their last day, or that let nothing pass. */
  readonly expiredRules: readonly DriftIgnoreRule[];
  readonly counts: DriftCounts;
}

/** How many targets are how. The three add up to all. */
export interface DriftCounts {
  readonly drifted: number;
  readonly inSync: number;
  readonly notChecked: number;
}

/** The worst of a target's layers. */
export function verdictOf({ layers }: DriftTarget): DriftVerdict {
  const kinds = driftLayers.map((layer) => layers[layer].kind);
  return (["drifted", "not-checked"] as const).find((kind) => kinds.includes(kind)) ?? "in-sync";
}

/** Every difference of a target, layer by layer. */
export function findingsOf({ layers }: DriftTarget): readonly DriftFinding[] {
  return driftLayers.flatMap((layer) => {
    const state = layers[layer];
    return state.kind === "drifted" ? state.findings : [];
  });
}

/** How many targets are how. */
export function countDrift(targets: readonly DriftTarget[]): DriftCounts {
  const verdicts = targets.map(verdictOf);
  const count = (verdict: DriftVerdict): number => verdicts.filter((item) => item === verdict).length;
  return { drifted: count("drifted"), inSync: count("in-sync"), notChecked: count("not-checked") };
}
