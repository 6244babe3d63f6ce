import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Clock } from "../../src/domain/clock.ts";
import { loadFunctionCatalog } from "../../src/program/function-catalog.ts";
import { systemClock } from "../../src/program/system-clock.ts";
import { makeAws } from "../../src/aws/make-aws.ts";
import { makeSlots } from "../../src/reconcile/slots.ts";
import { mostSideBySide, workbench as bench } from "../../src/reconcile/sync-queue.ts";
import { writeFigures } from "./figures.ts";
import { fleetRegion } from "./fleet-application.ts";
import { applicationsOf, fleetPlan } from "./fleet-clones.ts";
import { openMember } from "./fleet-autoland.ts";
import { measure, median } from "./measure.ts";

/**
 * What a pass costs that finds nothing to do, over `--targets` of 50 an application (20: one of four workloads): five passes after
 * the first one, which reads every template, and one after every repository got a commit that asks for nothing new. The simulated
 * AWS is another process, so that processor time and memory are Autoland's and the SDK's alone; repositories are in memory.
 */
/** In milliseconds; the last of five rounds is one that asks how services run, which loops do every five minutes. */
const passEvery = 61_000;
const {
  targets: given = "20",
  rounds: asked = "5",
  latency = "0",
} = parseArgs({
  options: {
    targets: { type: "string" },
    rounds: { type: "string" },
    latency: { type: "string" },
    json: { type: "boolean" },
  },
}).values;
const rounds = Number(asked);
const targets = Number(given);

const greeting = z.object({
  url: z.string(),
  now: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});
const counts = z.object({ calls: z.record(z.string(), z.number()) });

const server = fork(path.join(import.meta.dirname, "fleet-server.ts"), [String(targets), latency], {
  // Limits that this process was started with are none for the simulated AWS.
  execArgv: [],
});
// A server that fails ends; its exit must not leave this process waiting.
server.once("exit", (code) => {
  if (code !== 0) throw new Error(`the simulated AWS ended with status ${code}`);
});
const { url, now, credentials } = greeting.parse(await answer());
let ahead = new Date(now).getTime() - Date.now();
const clock: Clock = { ...systemClock, now: () => new Date(Date.now() + ahead) };
const functions = await loadFunctionCatalog();
const before = process.memoryUsage().rss / 2 ** 20;
const clients = { region: fleetRegion, endpoint: url, credentials };
const aws = makeAws(clients, clock);
const workbench = makeSlots(bench.places, bench.patience, systemClock);
const members = applicationsOf(fleetPlan(targets)).map((application) =>
  openMember(application, { aws, clock, functions, workbench }),
);

// As many side by side as in the program's loop.
const slots = makeSlots(mostSideBySide, 10_000, systemClock);
const { signal } = new AbortController();

const first = await pass(0);
const measured = [];
for (let round = 1; round <= rounds; round += 1) measured.push(await pass(round));
// Names that stand for one application share what is written.
const afterCommit = fleetPlan(targets).clones > 0 ? undefined : await pass(rounds + 1, true);
const { calls } = measured[0] ?? first;
const last = measured.at(-1) ?? first;

writeFigures({
  figures: {
    targets,
    applications: members.length,
    "CPU s per pass": median(measured.map(({ cpuSeconds }) => cpuSeconds)),
    "CPU s, first pass": first.cpuSeconds,
    "wall s, first pass": first.wallSeconds,
    "wall s per pass": median(measured.map(({ wallSeconds }) => wallSeconds)),
    "peak RSS MiB": process.resourceUsage().maxRSS / 1024,
    "RSS MiB before the first pass": before,
    "AWS calls per pass": median(measured.map((one) => total(one.calls))),
    "AWS calls of a pass that asks how services run": total(last.calls),
    ...(afterCommit === undefined
      ? {}
      : { "AWS calls of a pass after a commit that asks for nothing new": total(afterCommit.calls) }),
    "AWS calls, first pass": total(first.calls),
    ...Object.fromEntries(
      Object.entries(calls)
        .toSorted(([, a], [, b]) => b - a)
        .map(([call, count]) => [`calls ${call}`, count]),
    ),
  },
});
server.disconnect();

interface Pass {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly calls: Readonly<Record<string, number>>;
}

async function pass(round: number, commits = false): Promise<Pass> {
  // Passes of a loop are a minute apart; what may be remembered is no older than it would be there.
  ahead += passEvery;
  if (commits) for (const { source } of members) source.commit("main", { "README.md": `commit ${round}\n` });
  const { value: reports, ...times } = await measure(() =>
    Promise.all(members.map((member) => slots.use(member.pass, signal))),
  );
  const plans = reports.flatMap(({ plan }) => plan.environments);
  const inSync = plans.reduce((sum, plan) => sum + plan.inSync.length, 0);
  if (inSync !== targets || reports.some(({ outcomes }) => outcomes.length > 0)) {
    const held = plans.flatMap((plan) => plan.held)[0]?.message ?? "nothing is held";
    throw new Error(`${inSync} of ${targets} targets are in sync: ${held}`);
  }
  const asked = answer();
  server.send("count");
  return { ...times, calls: counts.parse(await asked).calls };
}

async function answer(): Promise<unknown> {
  const [message]: unknown[] = await once(server, "message");
  return message;
}

function total(calls: Readonly<Record<string, number>>): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}
