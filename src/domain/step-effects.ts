/** One difference between what is deployed and what is desired. */
export interface Change {
  readonly subject: ChangeSubject;
  /** JSON pointer into the template, or the name of the parameter or tag. */
  readonly path: string;
  /** Short text for people; absent where the side has nothing. */
  readonly from?: string;
  readonly to?: string;
}

/**
 * What sort of thing differs. Where a stack was last deployed by Copilot, or by an older Autoland, what differs in its template is
 * told apart: `manifest` is what the commit asks for, `upgrade` what the same manifest becomes with today's templates.
 */
export type ChangeSubject =
  | "image"
  | "function-runtime"
  | "function-code"
  | "manifest"
  | "upgrade"
  | "template"
  | "parameter"
  | "tag";

/** Whether a change makes CloudFormation put a new resource in place of the old one. */
export type Replacement = "no" | "maybe" | "yes";

/** What a plan does to one resource. */
export interface ResourceEffect {
  readonly type: string;
  /** `follow`: it stays as it is written, but refers to something that changes. */
  readonly kind: "add" | "remove" | "modify" | "follow";
  readonly replacement: Replacement;
  /** Top-level properties that differ (`modify`) or that refer to something that changes (`follow`). */
  readonly properties: readonly string[];
}

/** What a step does to running things, as far as it can be told before CloudFormation is asked. */
export interface Impact {
  /** Logical ids. */
  readonly adds: readonly string[];
  readonly modifies: readonly string[];
  readonly replaces: readonly string[];
  /** Services whose tasks are replaced by a rollout. */
  readonly restarts: readonly string[];
  readonly removes: readonly string[];
  /** Those of the replaced and removed that hold data and are not retained. */
  readonly dataAtRisk: readonly string[];
  /** Roles, policies and resource policies among the changed. */
  readonly access: readonly string[];
  /** Where somebody may do, or reach, more than before. */
  readonly widens: readonly Widening[];
}

/** One thing that becomes possible: an action that a policy allows, or traffic that a security group lets through. */
export interface Widening {
  readonly kind: "permission" | "network";
  /** Logical id of the resource that says so. */
  readonly resource: string;
  /** Completes a sentence that begins with the resource: `allows sqs:SendMessage on *`. */
  readonly what: string;
}
