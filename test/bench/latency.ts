import { parseArgs } from "node:util";
import pino from "pino";
import { makeAws } from "../../src/aws/make-aws.ts";
import { loadFunctionCatalog } from "../../src/program/function-catalog.ts";
import { makeHealthMemory } from "../../src/reconcile/health-memory.ts";
import { makeOperations } from "../../src/reconcile/operations.ts";
import { makeLoop } from "../../src/reconcile/reconcile.ts";
import { makeSlots } from "../../src/domain/slots.ts";
import { workbench as bench } from "../../src/reconcile/sync-queue.ts";
import { regionState } from "../../src/simulator/cloudformation/state.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { makeRandom } from "../../src/simulator/kernel/random.ts";
import type { Source } from "../../src/domain/source.ts";
import { MemorySource } from "../support/memory-source.ts";
import { criticalPath, makespan, type StackRun } from "./apply-times.ts";
import { gitLatency, latencyOf } from "./call-latencies.ts";
import { writeFigures } from "./figures.ts";
import { type FleetApplication, fleetOf, fleetRegion } from "./fleet-application.ts";
import { makeIdleWorld } from "./fleet-world.ts";
import { median } from "./measure.ts";

/**
 * How long a commit takes until its first change set is asked for, when a webhook tells of it and when only polling does, and how long a
 * deployment takes beside its critical path; over `--targets` in the loop, on a virtual clock, with every answer of AWS and Git taking as
 * long as `call-latencies.ts` says. Processor time takes no virtual time: a pass over an application has tens of milliseconds of it.
 */
const { targets: given = "100" } = parseArgs({
  options: { targets: { type: "string" }, json: { type: "boolean" } },
}).values;
const targets = Number(given);
/** Commits of each kind, at other moments of a round each. */
const commits = 3;
/** The interval of polling that product.md promises a time for. */
const interval = 30_000;

const fleet = fleetOf(targets);
const { world, credentials } = await makeIdleWorld({ fleet, clock: "virtual" });
const { clock } = world;
const handler = makeRequestHandler({
  random: world.random,
  call: async (call) => {
    await clock.sleep(latencyOf(call.service, call.action));
    return world.call(call);
  },
});
const aws = makeAws({ region: fleetRegion, credentials, requestHandler: handler }, clock);
const functions = await loadFunctionCatalog();
const workbench = makeSlots(bench.places, bench.patience, clock);
const random = makeRandom("latency");
const members = fleet.map(open);
const loop = makeLoop({ members, clock, random: () => random.next(), publish: async () => undefined });

const end = new AbortController();
await world.run(measureAll());

async function measureAll(): Promise<void> {
  const running = loop.run(end.signal);
  await clock.sleep(60_000);
  const byWebhook: number[] = [];
  const byPolling: number[] = [];
  for (let index = 0; index < commits; index += 1) {
    byWebhook.push(await untilChangeSet(index, true));
    byPolling.push(await untilChangeSet(index + commits, false));
  }
  const all = await deployAll();
  const chain = all.filter(({ stack }) => stack.includes("-develop-"));
  end.abort();
  await running;
  const since = all.reduce((least, { asked }) => Math.min(least, asked), Infinity);
  writeFigures({
    figures: {
      targets,
      "seconds from webhook to change set, median": median(byWebhook),
      "seconds from webhook to change set, longest": Math.max(...byWebhook),
      "seconds from commit to change set by polling, longest": Math.max(...byPolling),
      "stacks of the deployment": all.length,
      "seconds of the deployment from its first change set": makespan(since, all) / 1000,
      "seconds of its critical path": criticalPath(all) / 1000,
      "deployment to critical path": makespan(since, all) / criticalPath(all),
      "deployment to critical path in one environment": makespan(since, chain) / criticalPath(chain),
    },
  });
}

/** Changes one web service and answers after how many seconds its first change set was asked for; then lets all come to rest. */
async function untilChangeSet(index: number, hints: boolean): Promise<number> {
  await clock.sleep((7 + 3 * index) * 1000);
  const member = members[(index * 7) % members.length];
  if (member === undefined) throw new Error("the fleet is empty");
  const { name, files } = member.application;
  const at = clock.time;
  const calls = world.log.records.length;
  const file = "copilot/web0/manifest.yml";
  member.memory.commit("main", {
    [file]: (files[file] ?? "").replace("LOG_LEVEL: info", `LOG_LEVEL: v${index}`),
  });
  if (hints) loop.wake(name);
  for (;;) {
    await clock.sleep(100);
    const found = world.log.records.slice(calls).find(({ action }) => action === "CreateChangeSet");
    if (found === undefined) continue;
    await clock.sleep(6 * 60_000);
    return (new Date(found.time).getTime() - at) / 1000;
  }
}

/** Changes every workload of one application in all environments, and answers how its stacks ran. */
async function deployAll(): Promise<readonly (StackRun & { readonly asked: number })[]> {
  const [member] = members;
  if (member === undefined) throw new Error("the fleet is empty");
  const { name, files } = member.application;
  const calls = world.log.records.length;
  const manifests = Object.entries(files).filter(([, text]) => text.includes("NUMBER:"));
  member.memory.commit(
    "main",
    Object.fromEntries(manifests.map(([file, text]) => [file, text.replace('NUMBER: "', 'NUMBER: "new-')])),
  );
  loop.wake(name);
  await clock.sleep(20 * 60_000);
  const asked = world.log.records.slice(calls).filter(({ action }) => action === "CreateChangeSet");
  return asked.map(({ time, input }) => {
    const { StackName = "" } = input as { readonly StackName?: string };
    const [, environment = "", workload = ""] = StackName.split("-");
    // A worker comes after the service whose topic it subscribes to.
    const publisher = /^worker(\d)$/.exec(workload)?.[1];
    const after = publisher === undefined ? [] : [`${name}-${environment}-web${Number(publisher) - 4}`];
    return { stack: StackName, ...timesOf(StackName), after, asked: new Date(time).getTime() };
  });
}

/** When the stack's last operation began and ended, as its own events tell. */
function timesOf(name: string): { readonly begun: number; readonly ended: number } {
  const stack = world.cells
    .everywhere(regionState)
    .flatMap(({ value }) => [...value.stacks.values()])
    .find((each) => each.name === name);
  const own = (stack?.events ?? []).filter(({ physicalId }) => physicalId === stack?.id);
  const begun = own.findLast(({ status }) => status === "UPDATE_IN_PROGRESS");
  const ended = own.findLast(({ status }) => status === "UPDATE_COMPLETE");
  if (begun === undefined || ended === undefined) throw new Error(`stack ${name} was not updated`);
  return { begun: begun.timestamp.getTime(), ended: ended.timestamp.getTime() };
}

function open(application: FleetApplication) {
  const memory = new MemorySource(`example/${application.name}`);
  memory.commit("main", application.files);
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
  const eyes = { source: slowly(memory), cloud, records, functions, clock, workbench };
  return { application, memory, eyes, hands, subject: application.config, intervalMilliseconds: interval };
}

async function after<T>(answer: () => Promise<T>): Promise<T> {
  await clock.sleep(gitLatency);
  return answer();
}

/** The same repository, each of whose answers takes as long as a Git host's. */
function slowly(source: MemorySource): Source {
  return {
    repository: source.repository,
    heads: (signal) => after(() => source.heads(signal)),
    tree: (commit, under, signal) => after(() => source.tree(commit, under, signal)),
    blobs: (ids, signal) => after(() => source.blobs(ids, signal)),
    sinceLastTouch: (commit, paths, signal) => after(() => source.sinceLastTouch(commit, paths, signal)),
    isAncestor: (ancestor, descendant, signal) =>
      after(() => source.isAncestor(ancestor, descendant, signal)),
    authors: (commit, since, signal) => after(() => source.authors(commit, since, signal)),
  };
}
