import type { CommitSha } from "./revision.ts";

/** What was deployed where of one commit (design.md 3): written when an environment has come to a commit, read for a rollback. */
export interface Release {
  readonly environment: string;
  readonly commit: CommitSha;
  readonly branch: string;
  /** When the first step towards it began, or when it was found there. */
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly outcome: "deployed" | "failed";
  /** By workload, in the order of their names. */
  readonly workloads: Readonly<Record<string, ReleasedWorkload>>;
}

/** Ids of what was said about a deployment elsewhere, such as a message of Slack or a deployment of GitHub, by channel. */
export type Messages = Readonly<Record<string, string>>;

/** What is known of a commit's way into an environment that was told about, or ended, lately. */
export interface RecentRelease {
  readonly environment: string;
  readonly commit: CommitSha;
  readonly messages: Messages;
  /** Absent while it has neither come there nor failed. */
  readonly release?: Pick<Release, "branch" | "startedAt" | "endedAt" | "outcome">;
}

/** One workload of a release. */
export interface ReleasedWorkload {
  /** Digest of its stack as it was desired. */
  readonly stack: string;
  /** Address of the image of each container that is built, by container. */
  readonly images: Readonly<Record<string, string>>;
}
