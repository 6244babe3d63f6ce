import type { CommitSha } from "../domain/revision.ts";
import type { ToldDigest } from "../domain/records.ts";
import type { DriftDigest } from "./drift-digest.ts";
import type { Deployment } from "./deployment.ts";
import type { SecretValues } from "../domain/redact.ts";
import type { Standing } from "./standing.ts";
import type { Trouble } from "./troubles.ts";

/** Everything that there is to tell, folded from what happened. A value: hearing gives a new one. */
export interface Stories {
  /** By key, in the order in which they were first heard of. */
  readonly deployments: ReadonlyMap<string, Deployment>;
  /** By `application/environment`: the commit that it is planned for, and the deployment that brings it there, if any. */
  readonly current: ReadonlyMap<string, Current>;
  /** By `application/environment`: how it stands to its commit. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** By application: what could not be looked at. */
  readonly troubles: ReadonlyMap<string, readonly Trouble[]>;
  /** By application: how it departs on the day of the last look for drift. */
  readonly digests: ReadonlyMap<string, DriftDigest>;
  /** By application: what the records say was told of its drift last. */
  readonly digestsTold: ReadonlyMap<string, ToldDigest>;
  /** Applications whose records have been read: only then is it known what was told before. */
  readonly recalled: ReadonlySet<string>;
  /** Values that no message may hold, wherever they turn up. */
  readonly secrets: SecretValues;
}

/** Where an environment is going. */
export interface Current {
  readonly commit: CommitSha;
  readonly deployment?: string;
}

/** Nothing heard yet. */
export const nothingHeard: Stories = {
  deployments: new Map(),
  current: new Map(),
  standings: new Map(),
  troubles: new Map(),
  digests: new Map(),
  digestsTold: new Map(),
  recalled: new Set(),
  secrets: new Set(),
};
