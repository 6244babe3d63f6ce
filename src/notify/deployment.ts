import type { Failure } from "../domain/failure.ts";
import type { Reason, WorkloadHealth } from "../domain/report.ts";
import type { Messages } from "../domain/release.ts";
import type { CommitSha, Revision } from "../domain/revision.ts";

/** One commit's way into one environment, as far as the process has heard of it, or as far as the records tell of it. */
export interface Deployment {
  readonly application: string;
  readonly environment: string;
  readonly revision: Revision;
  /** Tells it from another way of the same commit into the same environment, within this process. */
  readonly episode: number;
  /** When it was first heard of: what is told stands in this order. */
  readonly since: Date;
  /** It was under way when the process began to listen, or only the records tell of it: it may have been told of before. */
  readonly mayBeTold: boolean;
  /** The cause of its first failure, where that came at once: others may have failed so, too. */
  readonly failedAtOnce?: string;
  /** A person has sent the environment back to this commit. */
  readonly isRollback: boolean;
  /** Where people find the services of the environment. */
  readonly address?: string;
  readonly place?: { readonly account: string; readonly region: string };
  /** By workload; the empty text for the environment itself. */
  readonly parts: ReadonlyMap<string, Part>;
  /** Why it is not there, as the last look found. */
  readonly reasons: readonly Reason[];
  readonly health: readonly WorkloadHealth[];
  /** When the environment was found to be completely at the commit. */
  readonly arrivedAt?: Date;
  readonly overtaken?: { readonly by?: CommitSha; readonly at: Date };
  /** How a release of it that was recorded ended, where only the records tell of it. */
  readonly recordedAs?: "deployed" | "failed";
  /** What happened to it, the oldest first; each is told once. */
  readonly entries: readonly Entry[];
  /** What the records say was said of it. */
  readonly messages: Messages;
}

/** The newest step of one workload. */
export interface Part {
  readonly workload: string;
  readonly kind: "running" | "done" | "failed";
  /** What is done, such as `update shop-production-api`. */
  readonly words: string;
  readonly at: Date;
  /** The last line of what AWS said while it runs. */
  readonly line?: string;
  readonly failure?: Failure;
}

/** One line of a deployment's story. */
export interface Entry {
  readonly at: Date;
  readonly text: string;
}

/** How a deployment stands, in the one word that is told. */
export type DeploymentState =
  /** It will go on by itself: nobody needs to know yet. */
  | "quiet"
  /** A person has to say yes. */
  | "waiting"
  | "running"
  /** Something keeps it that does not go away by itself. */
  | "held"
  | "failed"
  | "deployed"
  /** A newer commit has taken its place. */
  | "overtaken";

/** The key of a deployment in this process: `application/environment/commit#episode`. */
export function deploymentKey(deployment: Deployment): string {
  const { application, environment, revision, episode } = deployment;
  return `${application}/${environment}/${revision.commit}#${episode}`;
}
