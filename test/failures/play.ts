import pino from "pino";
import { isAtCommit } from "../../src/domain/plan.ts";
import { defaultFailurePolicy, type FailurePolicy } from "../../src/domain/failure-policy.ts";
import type { Report } from "../../src/domain/report.ts";
import { situationOf } from "../../src/domain/stack-status.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { pushImage } from "../../src/simulator/services/ecr/push-image.ts";
import { openAdoptedShop, type Shop, shopAccount, shopFiles, shopRegion } from "../support/shop.ts";
import { healAll, inject } from "./inject.ts";
import type { Edit, Scenario } from "./scenario.ts";
import { shownAt } from "./shown-at.ts";

/** What came of one scenario. */
export interface Played {
  readonly id: string;
  readonly what: string;
  readonly named: boolean;
  /** Whether the following good commit was applied. */
  readonly usable: boolean;
  /** What Autoland told, the first time for each reason. */
  readonly told: readonly Told[];
  /** Whether the cause was named before anything was begun. */
  readonly phase?: Told["phase"];
  /** Seconds of simulated time from the first sign to the naming; absent for what was found before. */
  readonly seconds?: number;
  /** What is wrong with this outcome; empty when all is well. */
  readonly faults: readonly string[];
}

/** Something that Autoland told about the change. */
export interface Told {
  readonly at: Date;
  readonly reason: string;
  readonly text: string;
  /** Whether anything had been begun in CloudFormation by then. */
  readonly phase: "before" | "during";
}

/** A change that every commit of a scenario makes, unless it makes others: one variable of the API in develop. */
const standard: Readonly<Record<string, Edit>> = {
  "copilot/api/manifest.yml": { replace: "LOG_LEVEL: debug", with: "LOG_LEVEL: trace" },
};

const mending: Readonly<Record<string, Edit>> = {
  "copilot/api/manifest.yml": { replace: "LOG_LEVEL: debug", with: "LOG_LEVEL: warn" },
};

/**
 * Plays a scenario in a fresh copy of the shop: the failure, what Autoland says of it, and a good commit after it. Ids, delays and faults
 * with a probability follow the seed.
 */
export async function play(scenario: Scenario, seed?: string): Promise<Played> {
  const shop = await openAdoptedShop(seed === undefined ? {} : { seed });
  const { world } = shop;
  const ends: (() => Promise<void>)[] = [];
  for (const injection of scenario.given) ends.push(await world.run(inject(world, injection)));
  const edits = Object.keys(scenario.change).length > 0 ? scenario.change : standard;
  commit(shop, edits, scenario);
  const told = await pass(shop, scenario);
  if (scenario.afterwards.mended) {
    healAll(world);
    for (const end of ends) await world.run(end());
  }
  const after = Object.keys(scenario.afterwards.change).length > 0 ? scenario.afterwards.change : mending;
  // What the commit built is built again, and well.
  const images = [...scenario.images.map(({ workload }) => ({ workload })), ...scenario.afterwards.images];
  commit(shop, { ...undone(edits), ...after }, { images });
  const faults = await usable(shop, scenario);
  const found = namedBy(scenario, told.lines);
  const seconds =
    found === undefined || found.phase === "before" || told.shown === undefined
      ? undefined
      : (found.at.getTime() - told.shown.getTime()) / 1_000;
  const nameFaults = nameFaultsOf(scenario, told.lines, found, seconds);
  return {
    id: scenario.id,
    what: scenario.what,
    named: nameFaults.length === 0,
    usable: faults.length === 0,
    told: told.lines,
    ...(found === undefined ? {} : { phase: found.phase }),
    ...(seconds === undefined ? {} : { seconds }),
    faults: [...nameFaults, ...faults],
  };
}

function commit(
  { source, world }: Shop,
  edits: Readonly<Record<string, Edit>>,
  { images }: Pick<Scenario, "images">,
): void {
  const changes = Object.entries(edits).map(([file, edit]) => [file, contentOf(file, edit)] as const);
  // An image is that of the commit: its build inputs change with it.
  const built = images.map(
    ({ workload }) => [`${workload}/built.txt`, world.clock.now().toISOString()] as const,
  );
  const made = source.commit("develop", Object.fromEntries([...changes, ...built]));
  for (const { workload, behaviour, architecture } of images) {
    pushImage(world, {
      account: shopAccount,
      region: shopRegion,
      repository: `shop/${workload}`,
      tags: [made],
      content: made,
      ...(behaviour === undefined ? {} : { behaviour }),
      ...(architecture === undefined ? {} : { platforms: [{ os: "linux", architecture }] }),
    });
  }
}

function contentOf(file: string, edit: Edit): string | null {
  if ("remove" in edit) return null;
  if ("text" in edit) return edit.text;
  const before = shopFiles[file] ?? "";
  if (!before.includes(edit.replace)) throw new Error(`${file} has no ${JSON.stringify(edit.replace)}`);
  return before.replace(edit.replace, edit.with);
}

/** Every file as it was before. */
function undone(edits: Readonly<Record<string, Edit>>): Readonly<Record<string, Edit>> {
  return Object.fromEntries(
    Object.keys(edits).map((file) => {
      const before = shopFiles[file];
      return [file, before === undefined ? { remove: true as const } : { text: before }];
    }),
  );
}

interface Listened {
  readonly lines: readonly Told[];
  readonly shown: Date | undefined;
}

/** Passes until something was told, at most three, listening to everything that Autoland tells. */
async function pass(shop: Shop, scenario: Scenario): Promise<Listened> {
  const { world, eyes } = shop;
  const began = world.clock.now();
  const calls = world.log.records.length;
  const lines: Told[] = [];
  const hear = (reason: string, text: string): void => {
    const isBegun = world.log.records
      .slice(calls)
      .some(({ action, principal }) => action === "ExecuteChangeSet" && principal.includes("autoland"));
    if (lines.some((line) => line.reason === reason && line.text === text)) return;
    lines.push({ at: world.clock.now(), reason, text, phase: isBegun ? "during" : "before" });
  };
  const log = pino(
    { level: "warn" },
    {
      write: (line: string) => {
        const { reason, resource, msg } = JSON.parse(line) as Record<string, string>;
        if (reason !== undefined) hear(reason, `${resource ?? ""} ${msg ?? ""}`);
      },
    },
  );
  const hands = { ...shop.hands, log };
  for (let turn = 0; turn < 3 && lines.length === 0; turn++) {
    const report = await world.run(
      sync(eyes, hands, subjectOf(shop, scenario), new AbortController().signal),
    );
    hearReport(report, hear);
    if (lines.length === 0) await world.run(world.clock.sleep(30_000));
  }
  return { lines, shown: shownAt(world, began) };
}

function hearReport({ plan, outcomes }: Report, hear: (reason: string, text: string) => void): void {
  for (const { held } of plan.environments.filter(({ environment }) => environment === "develop"))
    for (const { reason, message, workload, remedy } of held)
      hear(reason, `${workload ?? ""} ${message} ${remedy ?? ""}`);
  for (const outcome of outcomes) {
    if (outcome.step.environment !== "develop") continue;
    if (outcome.kind === "failed")
      hear(outcome.failure.reason, `${outcome.step.workload ?? ""} ${outcome.failure.message}`);
    if (outcome.kind === "skipped") hear(outcome.reason, `${outcome.step.workload ?? ""} ${outcome.because}`);
  }
}

function subjectOf(shop: Shop, { failing }: Scenario): Subject {
  const subject = shop.subject({ staging: "look", production: "look" });
  const policy: FailurePolicy = {
    ...defaultFailurePolicy,
    end: failing.end ?? defaultFailurePolicy.end,
    tasks: failing.tasks ?? defaultFailurePolicy.tasks,
    deadline:
      failing.deadlineMinutes === undefined
        ? defaultFailurePolicy.deadline
        : failing.deadlineMinutes * 60_000,
    noProgress:
      failing.noProgressMinutes === undefined
        ? defaultFailurePolicy.noProgress
        : failing.noProgressMinutes * 60_000,
    logLines: failing.logLines ?? defaultFailurePolicy.logLines,
  };
  return {
    ...subject,
    environments: subject.environments.map((rule) => ({ ...rule, failing: policy })),
  };
}

function namedBy({ expect }: Scenario, lines: readonly Told[]): Told | undefined {
  const reasons = [expect.reason].flat();
  return lines.find(({ reason, text }) => reasons.includes(reason) && text.includes(expect.resource));
}

function nameFaultsOf(
  { expect }: Scenario,
  lines: readonly Told[],
  found: Told | undefined,
  seconds: number | undefined,
): readonly string[] {
  if (found === undefined) {
    const told = lines.map(({ reason, text }) => `${reason}: ${text}`).join(" | ");
    return [`not named ${[expect.reason].flat().join(" or ")} with ${expect.resource}; told: ${told}`];
  }
  const faults: string[] = [];
  if (expect.found === "before" && found.phase !== "before")
    faults.push("found only after the change had begun");
  if (seconds !== undefined && seconds > expect.within) faults.push(`named ${seconds} s after it showed`);
  // What is told first must be it, and not another cause that is taken back later.
  const first = lines.find(({ phase }) => phase === found.phase);
  if (first !== undefined && first.at < found.at) faults.push(`first told as ${first.reason}`);
  return faults;
}

/** How often a good commit is tried, a minute apart, until the environment is there. */
const tries = 12;

async function usable(shop: Shop, scenario: Scenario): Promise<readonly string[]> {
  const { world } = shop;
  const subject = subjectOf(shop, scenario);
  let report: Report | undefined;
  for (let turn = 0; turn < tries; turn++) {
    report = await shop.sync(subject);
    const plan = report.plan.environments.find(({ environment }) => environment === "develop");
    if (plan !== undefined && isAtCommit(plan)) return restFaults(await shop.look(subject));
    await world.run(world.clock.sleep(60_000));
  }
  const plan = report?.plan.environments.find(({ environment }) => environment === "develop");
  const why = [
    ...(plan?.held ?? []).map(({ workload, reason, message }) => `${workload ?? ""} ${reason}: ${message}`),
    ...(report?.outcomes ?? []).flatMap((outcome) =>
      outcome.kind === "failed" ? [outcome.failure.message] : [],
    ),
  ];
  return [`the good commit was not applied: ${why.join("; ")}`];
}

/** At the commit, every stack of the environment has to be at rest and ready for the next change. */
function restFaults({ observed }: Awaited<ReturnType<Shop["look"]>>): readonly string[] {
  const environment = observed.environments.get("develop");
  return [...(environment?.workloads ?? [])].flatMap(([workload, stack]) =>
    stack.kind === "present" && situationOf(stack.value.status) !== "ready"
      ? [`${workload} is ${stack.value.status}`]
      : [],
  );
}
