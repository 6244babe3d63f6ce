import pino from "pino";
import type { Aws } from "../../src/aws/make-aws.ts";
import type { Clock } from "../../src/domain/clock.ts";
import type { FunctionCatalog } from "../../src/domain/function-catalog.ts";
import type { Report } from "../../src/domain/report.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { makeHealthMemory } from "../../src/reconcile/health-memory.ts";
import { makeOperations } from "../../src/reconcile/operations.ts";
import type { Slots } from "../../src/domain/slots.ts";
import { MemorySource } from "../support/memory-source.ts";
import type { FleetApplication } from "./fleet-application.ts";

/** Autoland before one application of the fleet, with a repository in memory. */
export interface FleetMember {
  readonly source: MemorySource;
  readonly pass: () => Promise<Report>;
}

/** Opens one application as the program does: AWS is shared, and what a loop remembers is its own. */
export function openMember(
  { name, files, config }: FleetApplication,
  {
    aws,
    clock,
    functions,
    workbench,
  }: { aws: Aws; clock: Clock; functions: FunctionCatalog; workbench?: Slots },
): FleetMember {
  const source = new MemorySource(`example/${name}`);
  source.commit("main", files);
  const { cloud, writer, remover, registry, records } = aws;
  const hands = {
    writer,
    remover,
    registry,
    records,
    clock,
    log: pino({ level: "silent" }),
    tell: () => undefined,
    stalled: new Map(),
    health: makeHealthMemory(clock),
    operations: makeOperations(),
  };
  const eyes = {
    source,
    cloud,
    records,
    functions,
    clock,
    ...(workbench === undefined ? {} : { workbench }),
  };
  const signal = new AbortController().signal;
  return { source, pass: () => sync(eyes, hands, config, signal) };
}
