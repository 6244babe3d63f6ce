import type { StackStatus } from "./stack-status.ts";

/** What one of the places says of a thing. Unreadable is never taken for absent. */
export type Presence = "present" | "absent" | "unreadable";

/** What CloudFormation says of a stack: not there, not readable, or its status. */
export type StackPlace = "absent" | "unreadable" | StackStatus;

/** What the places where an application's truth stands say of one workload of one environment. */
export interface WorkloadPlaces {
  /** The folder at the head of the environment's branch. */
  readonly files: Presence;
  /** Copilot's record in Parameter Store; the application's, so the same for all environments. */
  readonly record: Presence;
  readonly stack: StackPlace;
  /** The image repository in the environment's region. */
  readonly repository: Presence | "not-needed";
}

/** What they say of one environment. */
export interface EnvironmentPlaces {
  /** Whether a branch of the configuration feeds it. */
  readonly configured: boolean;
  readonly record: Presence;
  readonly stack: StackPlace;
  /** Whether the role through which it is looked at can be assumed; `unknown` where nobody could try. */
  readonly role: "usable" | "refused" | "unknown";
}

/** How the places of a workload fit together. */
export type WorkloadVerdict =
  /** Git asks for it, it is registered and deployed. */
  | "agreed"
  /** No place knows it. */
  | "nowhere"
  /** Registered and asked for; creating the stack is the plan's ordinary work. */
  | "not-deployed"
  /** New in Git. */
  | "not-registered"
  /** Deployed and asked for; Copilot's record is gone. */
  | "record-lost"
  /** Registered, but the StackSet made no image repository for it. */
  | "repository-lost"
  /** Deployed and registered; Git no longer asks for it. */
  | "removed-from-git"
  /** Registered, and neither asked for nor deployed here. */
  | "record-left-over"
  /** An image repository that neither Git nor Parameter Store knows. */
  | "repository-left-over"
  /** A stack with the application's tags that neither Git nor Parameter Store knows. */
  | "unknown-stack"
  /** A place could not be read, so nothing is said about the rest. */
  | "unclear";

/** How the places of an environment fit together. */
export type EnvironmentVerdict =
  | "agreed"
  /** Registered, and fed by no branch: nobody looks after it. */
  | "not-configured"
  /** Fed by a branch and not there. */
  | "not-created"
  /** Its stack stands; Copilot's record is gone. */
  | "record-lost"
  /** Registered; its stack is gone. */
  | "stack-lost"
  /** Registered; the role through which it is reached is gone or trusts us no longer. */
  | "role-lost"
  /** Its stack stands in a status that somebody has to resolve first. */
  | "stack-stuck"
  /** A stack with the application's tags and the name of an environment that nobody registered. */
  | "unknown-stack"
  | "unclear";

/** What mends a disagreement: a step of Autoland's, time, or a person. */
export type Mending = "nothing" | "register" | "adopt" | "delete-stack" | "forget" | "wait" | "person";

/** Two places that disagree about a workload or an environment, with what it means and what mends it. */
export interface Inconsistency {
  /** Absent when it is about a workload of the application as a whole. */
  readonly environment?: string;
  /** Absent when it is about an environment itself. */
  readonly workload?: string;
  readonly places:
    | ({ readonly kind: "workload" } & WorkloadPlaces)
    | ({ readonly kind: "environment" } & EnvironmentPlaces);
  readonly verdict: WorkloadVerdict | EnvironmentVerdict;
  readonly mending: Mending;
  /** A sentence. */
  readonly explanation: string;
  /** The next command or edit, where a person has to act. */
  readonly remedy?: string;
}
