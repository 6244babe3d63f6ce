import pino from "pino";
import { makeCloud } from "../../src/aws/observe-application.ts";
import { makeRecords } from "../../src/aws/records.ts";
import { makeSessions, type ClientDefaults } from "../../src/aws/sessions.ts";
import { makeStackWriter } from "../../src/aws/stack-writer.ts";
import type { Clock } from "../../src/domain/clock.ts";
import type { FunctionCatalog } from "../../src/domain/function-catalog.ts";
import type { Report } from "../../src/domain/report.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { makeOperations } from "../../src/reconcile/operations.ts";
import { MemorySource } from "../support/memory-source.ts";
import type { FleetApplication } from "./fleet-application.ts";

/** Autoland before one application of the fleet, with a repository in memory. */
export interface FleetMember {
  readonly source: MemorySource;
  readonly pass: () => Promise<Report>;
}

/** Opens one application as the program does: sessions, caches and clients of its own. */
export function openMember(
  { name, files, config }: FleetApplication,
  { clients, clock, functions }: { clients: ClientDefaults; clock: Clock; functions: FunctionCatalog },
): FleetMember {
  const source = new MemorySource(`example/${name}`);
  source.commit("main", files);
  const sessions = makeSessions(clients, clock);
  const records = makeRecords(sessions, clock);
  const eyes = { source, cloud: makeCloud(sessions), records, functions, clock };
  const hands = {
    writer: makeStackWriter(sessions, clock),
    records,
    clock,
    log: pino({ level: "silent" }),
    tell: () => undefined,
    stalled: new Map(),
    operations: makeOperations(),
  };
  const signal = new AbortController().signal;
  return { source, pass: () => sync(eyes, hands, config, signal) };
}
