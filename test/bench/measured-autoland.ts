import type { z } from "zod";
import { makeAws } from "../../src/aws/make-aws.ts";
import { makeBudgets } from "../../src/aws/budget/budgets.ts";
import type { Clock } from "../../src/domain/clock.ts";
import { loadFunctionCatalog } from "../../src/program/function-catalog.ts";
import { systemClock } from "../../src/program/system-clock.ts";
import { makeSlots } from "../../src/domain/slots.ts";
import { mostSideBySide, workbench as bench } from "../../src/reconcile/sync-queue.ts";
import { cacheBucket, fleetOf, fleetRegion } from "./fleet-application.ts";
import { openMember } from "./fleet-autoland.ts";
import { measuredSetting, type passDone, passOrder } from "./fleet-wire.ts";
import { measure } from "./measure.ts";

/**
 * The process whose processor time and memory are measured: Autoland before a fleet whose AWS is another process and whose repositories are
 * in memory. It makes a pass over all applications, as many side by side as the program's loop, each time that it is told to.
 */
const setting = measuredSetting.parse(JSON.parse(process.argv[2] ?? "{}"));
let { ahead } = setting;
const started = Date.now();
/** Stands still within a pass: what is read again by time, such as lists of stacks, is counted once, however long this machine takes. */
const clock: Clock = { ...systemClock, now: () => new Date(started + ahead) };
/** Budgets alone see time pass so many times faster: nobody is there who would refuse, and at AWS's pace a cold start takes minutes. */
const hurry = 50;
const hurried: Clock = {
  ...systemClock,
  now: () => new Date(Date.now() * hurry),
  sleep: (milliseconds, abort) => systemClock.sleep(milliseconds / hurry, abort),
};
const functions = await loadFunctionCatalog();
const cache = setting.cache ? { bucket: cacheBucket, prefix: "bench/" } : undefined;
const aws = makeAws(
  {
    region: fleetRegion,
    endpoint: setting.url,
    credentials: setting.credentials,
    budgets: makeBudgets(hurried),
  },
  clock,
  cache,
);
const workbench = makeSlots(bench.places, bench.patience, systemClock);
const members = fleetOf(setting.targets).map((application) => ({
  application,
  ...openMember(application, { aws, clock, functions, workbench }),
}));
let commits = 0;
commitUntil(setting.commits);
const slots = makeSlots(mostSideBySide, 10_000, systemClock);
const { signal } = new AbortController();

process.on("message", (message) => void obey(passOrder.parse(message)));
process.send?.("ready");

async function obey(order: z.infer<typeof passOrder>): Promise<void> {
  ahead = order.ahead;
  commitUntil(order.commits);
  process.send?.(await pass());
}

async function pass(): Promise<z.infer<typeof passDone>> {
  const { value: reports, ...times } = await measure(() =>
    Promise.all(members.map((member) => slots.use(member.pass, signal))),
  );
  const plans = reports.flatMap(({ plan }) => plan.environments);
  const held = plans.flatMap((plan) => plan.held)[0]?.message;
  return {
    ...times,
    inSync: plans.reduce((sum, plan) => sum + plan.inSync.length, 0),
    outcomes: reports.reduce((sum, { outcomes }) => sum + outcomes.length, 0),
    ...(held === undefined ? {} : { held }),
  };
}

/** Each further commit touches every manifest and asks for nothing else: a comment. */
function commitUntil(wanted: number): void {
  for (; commits < wanted; commits += 1)
    for (const { source, application } of members) {
      const manifests = Object.entries(application.files).filter(([file]) => file.endsWith("manifest.yml"));
      const changes = manifests.map(([file, text]) => [file, `${text}# commit ${commits + 1}\n`] as const);
      source.commit("main", Object.fromEntries(changes));
    }
}
