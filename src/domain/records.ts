import type { AcceptedHead, Approval, Pin, Redeployment, Retry, Suspended, Suspension } from "./decisions.ts";
import type { Healings } from "./healing.ts";
import type { Failure } from "./failure.ts";
import type { Observed } from "./observed.ts";
import type { Messages, RecentRelease, Release } from "./release.ts";
import type { CommitSha } from "./revision.ts";
import type { StackId } from "./stack.ts";
import type { Target } from "./target.ts";
import type { Trail } from "./trail.ts";

/**
 * What neither Git nor AWS remembers (design.md 3), per application: what people decided, and little else. Losing it loses only this: a
 * creation that failed is tried again, soaks begin again, and what people decided must be decided again, which holds what needs it.
 */
export interface Records {
  /** Everything that a pass needs. Releases are not part of it. */
  read(application: string, signal?: AbortSignal): Promise<Observed<RecordedState>>;
  /** Writes one record; one of the same name is replaced. */
  record(application: string, record: NewRecord, signal?: AbortSignal): Promise<void>;
  /** Takes one record away; that it is gone already is no failure. */
  forget(application: string, name: RecordName, signal?: AbortSignal): Promise<void>;
  /** The release of a commit in an environment. */
  readRelease(at: ReleaseName, signal?: AbortSignal): Promise<Observed<Release>>;
  /** Writes a release; of the environment's others only the newest are kept, and those that are named. */
  recordRelease(
    application: string,
    release: Release,
    keep: readonly CommitSha[],
    signal?: AbortSignal,
  ): Promise<void>;
  /** The commits that have a release in an environment, newest first. */
  listReleases(
    application: string,
    environment: string,
    signal?: AbortSignal,
  ): Promise<Observed<readonly CommitSha[]>>;
  /** Writes down what was said about a commit's way into an environment, in place of what stood there. */
  recordMessages(at: ReleaseName, messages: Messages, signal?: AbortSignal): Promise<void>;
  /** What was written of an environment's releases and messages since a time, the oldest first. */
  recentReleases(
    application: string,
    environment: string,
    since: Date,
    signal?: AbortSignal,
  ): Promise<Observed<readonly RecentRelease[]>>;
}

/** Which release. */
export interface ReleaseName {
  readonly application: string;
  readonly environment: string;
  readonly commit: CommitSha;
}

/** Everything that is recorded of one application, but for its releases. */
export interface RecordedState {
  readonly failedCreations: readonly FailedCreation[];
  readonly retries: readonly Retry[];
  readonly approvals: readonly Approval[];
  /** Steps that were approved and are done or changed: their approval covers them no more. */
  readonly spent: readonly SpentSteps[];
  readonly suspensions: readonly Suspension[];
  readonly pins: readonly Pin[];
  readonly acceptedHeads: readonly AcceptedHead[];
  readonly redeployments: readonly Redeployment[];
  readonly trails: readonly Trail[];
  readonly failedUpdates: readonly FailedUpdates[];
  readonly openChangeSets: readonly OpenChangeSet[];
  readonly healings: readonly Healings[];
  /** At most one. */
  readonly driftDigests: readonly ToldDigest[];
  /** Records that are there and say nothing that can be understood: what they are about is held. */
  readonly unreadable: readonly UnreadableRecord[];
}

/** Nothing recorded. */
export const nothingRecorded: RecordedState = {
  failedCreations: [],
  retries: [],
  approvals: [],
  spent: [],
  suspensions: [],
  pins: [],
  acceptedHeads: [],
  redeployments: [],
  trails: [],
  failedUpdates: [],
  openChangeSets: [],
  healings: [],
  driftDigests: [],
  unreadable: [],
};

/** A record to write. What a person decides has no `by`: who writes it is whom it is from. */
export type NewRecord =
  | ({ readonly kind: "failed-creation" } & FailedCreation)
  | ({ readonly kind: "retry" } & Retry & Signed)
  | ({ readonly kind: "approval" } & Approval & Signed)
  | ({ readonly kind: "spent" } & SpentSteps)
  | ({ readonly kind: "suspension" } & Suspension & Signed)
  | ({ readonly kind: "pin" } & Pin & Signed)
  | ({ readonly kind: "accepted-head" } & AcceptedHead & Signed)
  | ({ readonly kind: "redeployment" } & Redeployment & Signed)
  | ({ readonly kind: "trail" } & Trail)
  | ({ readonly kind: "failed-updates" } & FailedUpdates)
  | ({ readonly kind: "open-change-set" } & OpenChangeSet)
  | ({ readonly kind: "healings" } & Healings)
  | ({ readonly kind: "drift-digest" } & ToldDigest);

/** As whom the process itself writes a decision down. */
export interface Signed {
  /** The login of the page on which the person decided; absent on the command line, where the principal of AWS is the person. */
  readonly login?: string;
}

/** Which record: only what its name is made of. */
export type RecordName =
  | ({
      readonly kind:
        | "failed-creation"
        | "retry"
        | "redeployment"
        | "failed-updates"
        | "open-change-set"
        | "healings";
    } & Target)
  | { readonly kind: "approval"; readonly environment: string; readonly plan: string }
  | { readonly kind: "suspension"; readonly what: Suspended }
  | { readonly kind: "drift-digest" }
  | {
      readonly kind: "spent" | "pin" | "accepted-head" | "trail";
      readonly environment: string;
    };

/** A stack whose first creation failed and left nothing behind. */
export interface FailedCreation extends Target {
  /** Digest of the stack that was wanted. */
  readonly digest: string;
  readonly at: Date;
  /** In CloudFormation's words. */
  readonly cause: string;
}

/** What failed on a stack and was rolled back, newest first: the stack itself remembers only its last operation. */
export interface FailedUpdates extends Target {
  readonly failures: readonly FailedUpdate[];
}

/** A wish that failed. */
export interface FailedUpdate {
  /** The first 32 digits of the digest of the stack that was wanted, as tokens carry them. */
  readonly digest: string;
  readonly at: Date;
  /** In CloudFormation's words. */
  readonly cause: string;
}

/** A change set that was begun and is not known to have been executed or deleted: Copilot's roles may not list them. */
export interface OpenChangeSet extends Target {
  readonly stack: StackId;
  readonly changeSetName: string;
  /** Whether it makes the stack, so that a shell stands there until it is executed. */
  readonly creates: boolean;
  readonly at: Date;
}

/** What was told last of an application's drift, so that a later process does not tell it again. */
export interface ToldDigest {
  /** `2026-11-20`, in UTC. */
  readonly day: string;
  readonly messages: Messages;
}

/**
 * Steps of an environment whose approval is used up, by the first digits of their digests, and when: the same step may come again, and an
 * approval that was given since counts for it.
 */
export interface SpentSteps {
  readonly environment: string;
  readonly steps: Readonly<Record<string, Date>>;
}

/** A record that cannot be understood. */
export interface UnreadableRecord {
  /** Absent: it is about the whole application. */
  readonly environment?: string;
  readonly failure: Failure;
}
