import type { Clock } from "../domain/clock.ts";
import type { Cloud, StackWriter } from "../domain/cloud.ts";
import type { Builds } from "../domain/gates.ts";
import type { JobRuns } from "../domain/job-runs.ts";
import type { Registry } from "../domain/registry.ts";
import type { ServiceInsights } from "../domain/service-insight.ts";
import type { Remover } from "../domain/removal.ts";
import type { DriftEyes } from "../domain/drift-eyes.ts";
import type { Records } from "../domain/records.ts";
import { makeDriftEyes } from "./drift/make-drift-eyes.ts";
import { makeKeptStacks } from "./kept-stacks.ts";
import type { S3Place } from "./lease-store.ts";
import { makeCloud } from "./observe-application.ts";
import { makeBuilds } from "./builds.ts";
import { makeJobRuns } from "./job-runs.ts";
import { makeServiceInsights } from "./look-into-service.ts";
import { makeRecords } from "./records.ts";
import { makeRegistry } from "./registry.ts";
import { makeRemover } from "./remove-stack.ts";
import { type ClientDefaults, makeSessions } from "./sessions.ts";
import { makeStackListings, type Place } from "./stack-listings.ts";
import { makeStackShelf } from "./stack-shelf.ts";
import { makeStackWriter } from "./stack-writer.ts";

/** AWS behind the ports. */
export interface Aws {
  readonly cloud: Cloud;
  readonly writer: StackWriter;
  readonly remover: Remover;
  readonly registry: Registry;
  readonly records: Records;
  readonly builds: Builds;
  readonly jobs: JobRuns;
  readonly insights: ServiceInsights;
  readonly drift: DriftEyes;
  /** Says that stacks may have changed there, so that no list from before is used. */
  readonly outdate: (place: Place) => void;
}

/** Where stacks that were read are kept over the end of a process. */
export interface CachePlace extends S3Place {
  /** Absent: the process's own. */
  readonly region?: string;
}

/** AWS for one process. All of its applications share clients, lists of stacks and what was read of stacks that have not changed since. */
export function makeAws(clients: ClientDefaults, clock: Clock, cache?: CachePlace): Aws {
  const sessions = makeSessions(clients, clock);
  const listings = makeStackListings(clock);
  const kept = cache === undefined ? undefined : makeKeptStacks(sessions.application(cache.region), cache);
  const shelf = makeStackShelf();
  return {
    cloud: makeCloud(sessions, clock, listings, kept, shelf),
    writer: makeStackWriter(sessions, clock, listings, shelf),
    remover: makeRemover(sessions, clock, listings),
    registry: makeRegistry(sessions, clock, listings),
    records: makeRecords(sessions, clock),
    builds: makeBuilds(sessions),
    jobs: makeJobRuns(sessions, clock),
    insights: makeServiceInsights(sessions),
    drift: makeDriftEyes(sessions, clock),
    outdate: (place) => listings.outdate(place),
  };
}
