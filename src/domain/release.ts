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
  /** Ids of what was said about it elsewhere, such as a message of Slack or a deployment of GitHub, by channel. */
  readonly messages: Readonly<Record<string, string>>;
}

/** One workload of a release. */
export interface ReleasedWorkload {
  /** Digest of its stack as it was desired. */
  readonly stack: string;
  /** Address of the image of each container that is built, by container. */
  readonly images: Readonly<Record<string, string>>;
}
