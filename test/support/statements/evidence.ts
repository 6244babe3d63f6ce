import type { Mode } from "../../../src/domain/plan.ts";
import type { ResourceEffect } from "../../../src/domain/step-effects.ts";
import type { StackTruth } from "./stack-truth.ts";

/** An environment of an application, or one workload in it. */
export interface Place {
  readonly application: string;
  readonly environment: string;
  readonly workload?: string;
}

/** What the operator's configuration says of an environment, as the process that runs under it has read it. */
export interface Ruled {
  readonly environment: string;
  readonly mode: Mode;
  readonly branch: string;
  readonly after?: string;
  readonly account: string;
  /** Whether a stack that Git no longer asks for may be deleted once a person has approved it. */
  readonly prunes: boolean;
  /** Resources that hold data and may go with such a stack, by logical id. */
  readonly mayBeLost: readonly string[];
}

/** A change set that is about to be executed, as CloudFormation has it. */
export interface ChangeSetTruth {
  readonly name: string;
  /** Whether this call is the first to execute it. */
  readonly isAvailable: boolean;
  readonly body: string;
  readonly changes: readonly {
    readonly logicalId: string;
    readonly type: string;
    readonly action: string;
    readonly replacement?: string | undefined;
    /** Whether it holds data that would be lost, as the resource's own policies stand. */
    readonly losesData: boolean;
  }[];
  /** What the process planned for the resources, by logical id; undefined when it planned no such change. */
  readonly planned: Readonly<Record<string, ResourceEffect>> | undefined;
}

/** A call of the product's that reached AWS. */
export interface Called {
  readonly kind: "called";
  readonly process: string;
  readonly service: string;
  readonly action: string;
  readonly isWrite: boolean;
  readonly account: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly place?: Place;
  /** `ok`, an error code, or how the connection broke. */
  readonly outcome: string;
  /** The stack that the call names, as it was the moment before. Only of writes. */
  readonly stack?: StackTruth;
  readonly changeSet?: ChangeSetTruth;
}

/**
 * One thing that happened in a world, in the order in which it did: what people did, what the product was told to do, called and said, and what
 * AWS held at that moment. The statements are functions over a list of these and nothing else.
 */
export type Evidence = { readonly at: Date } & (
  | {
      readonly kind: "head-moved";
      readonly application: string;
      readonly branch: string;
      readonly commit: string;
      /** By workload that the commit has a manifest of: the value of its variable `MARK`. */
      readonly marks: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "started";
      readonly process: string;
      readonly rules: readonly (Ruled & { readonly application: string })[];
    }
  | { readonly kind: "ended"; readonly process: string; readonly how: "killed" | "stopped" }
  | {
      readonly kind: "decided";
      readonly what:
        | "approval"
        | "retry"
        | "pin"
        | "release"
        | "accepted-head"
        | "redeployment"
        | "suspension";
      readonly place: Place;
      readonly commit?: string;
    }
  | {
      readonly kind: "looked";
      readonly process: string;
      readonly application: string;
      readonly environments: readonly {
        readonly environment: string;
        /** Reasons for which the environment as a whole is held. */
        readonly held: readonly string[];
        /** What was said of them. */
        readonly said?: readonly string[];
        readonly steps: number;
        readonly isAtCommit: boolean;
      }[];
      /** Stacks that the plan would make although they stand, and since when. */
      readonly standing: readonly { readonly stack: string; readonly since: Date }[];
    }
  /** A look that came to no plan at all. */
  | {
      readonly kind: "look-failed";
      readonly process: string;
      readonly application: string;
      readonly reason: string;
      readonly message: string;
    }
  | { readonly kind: "said"; readonly process: string; readonly where: string; readonly text: string }
  /** A secret came into the hands of the product. */
  | { readonly kind: "secret"; readonly value: string }
  /** Somebody other than the product changed the stack. */
  | { readonly kind: "meddled"; readonly stack: string }
  /** Nothing of this account answers, from here to `account-answers`. */
  | { readonly kind: "account-silent"; readonly account: string }
  | { readonly kind: "account-answers"; readonly account: string }
  /** From here on nothing goes wrong and nobody does anything. */
  | { readonly kind: "calm" }
  | Called
);

/** What breaks a statement. */
export interface Breach {
  readonly statement: number;
  readonly at: Date;
  /** A sentence: what was seen. */
  readonly seen: string;
}

/** One of the ten things that always hold (product.md), checked over everything that happened. */
export interface Statement {
  readonly number: number;
  /** In its own words. */
  readonly says: string;
  readonly breaches: (evidence: readonly Evidence[]) => readonly Breach[];
}

/** Whether a call changed something, as far as AWS is concerned: its answer may have been lost. */
export function tookEffect({ outcome }: Pick<Called, "outcome">): boolean {
  return outcome === "ok" || outcome === "timeout-after-effect";
}

/** The rules under which each process runs, as far as the evidence goes. */
export function rulesOf(evidence: readonly Evidence[]): (process: string, place: Place) => Ruled | undefined {
  const known = new Map<string, Ruled>();
  for (const item of evidence)
    if (item.kind === "started")
      for (const rule of item.rules)
        known.set(`${item.process} ${rule.application}/${rule.environment}`, rule);
  return (process, place) => known.get(`${process} ${place.application}/${place.environment}`);
}

/** A place on one line. */
export function placeText({ application, environment, workload }: Place): string {
  return [application, environment, workload].filter((part) => part !== undefined).join("/");
}
