import type { Logger } from "pino";
import type { Clock } from "../../../domain/clock.ts";
import type { DriftEyes } from "../../../domain/drift-eyes.ts";
import type { DriftFinding, DriftIgnoreRule } from "../../../domain/drift.ts";
import type { DriftStanding } from "../../../domain/drift-standing.ts";
import type { Tell } from "../../../domain/happening.ts";
import type { StackId } from "../../../domain/stack.ts";
import { stackKey } from "../../../domain/stack.ts";
import { isReadDirectly } from "../../../drift/live-service.ts";
import { standingAfter } from "../../../drift/standing.ts";
import { watchReport } from "../../../drift/watch/watch-report.ts";
import type { Look } from "../../look.ts";
import { makeCulpritWatch } from "./culprit-watch.ts";
import { compareStacksOf } from "./compare-watch.ts";
import { readStacksOf } from "./fast-watch.ts";
import { type KeptStack, placeOf } from "./kept-stack.ts";
import { knownTarget, targetsAfter, type WatchedTarget } from "./known-application.ts";
import { makePaces } from "./paces.ts";
import type { DriftWatchConfig } from "../../../config/drift-watch-config.ts";
import type { WatchState } from "./watch-state.ts";

/** Watches everything that the loop has looked at, between its looks. */
export interface DriftWatch {
  /** Told of each look at an application: which stacks there are, and how they stand to Git. */
  readonly saw: (seen: Look) => void;
  /** A stack was changed on purpose, to heal it: what was found of it is old. */
  readonly healed: (stack: StackId) => void;
  /** What is known of an application; undefined before the first look at it. */
  readonly standing: (application: string) => DriftStanding | undefined;
  /** Watches until the signal is raised, then returns. */
  run(signal: AbortSignal): Promise<void>;
}

/** One application that is watched. */
export interface WatchedMember {
  readonly application: string;
  readonly rules: readonly DriftIgnoreRule[];
  /** Whether this process is changing a stack now. */
  readonly isBusy: (stack: StackId) => boolean;
}

/** What a watch works with. */
export interface WatchInputs {
  readonly members: readonly WatchedMember[];
  readonly eyes: DriftEyes;
  readonly settings: DriftWatchConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly tell: Tell;
}

/** Untold changes aside, people see at least every so many milliseconds that the watch is alive. */
const tellEvery = 300_000;

/**
 * The third layer between two looks. For each account and region, one after another: direct reads, the longest unread first, and, apart
 * from them, comparisons by CloudFormation, one at a time. Both within budgets of calls of their own. What is found newly counts only if
 * no operation on the stack has begun meanwhile.
 */
export function makeDriftWatch(inputs: WatchInputs): DriftWatch {
  const { clock, settings, eyes, tell } = inputs;
  const members = new Map(inputs.members.map((member) => [member.application, member]));
  const targets = new Map<string, readonly WatchedTarget[]>();
  const told = new Map<
    string,
    { readonly standing: DriftStanding; readonly text: string; readonly at: number }
  >();
  const stacks = new Map<string, KeptStack>();
  const places = new Set<string>();
  const running = new Set<Promise<void>>();
  let stop: AbortSignal | undefined;
  const fast = makePaces({ perMinute: settings.callsPerMinute, burst: 10 }, clock);
  // Following a comparison takes a call every few seconds; they are counted against CloudFormation's own limits.
  const slow = makePaces({ perMinute: 60, burst: 5 }, clock);
  const culprits = makeCulpritWatch(eyes, clock, (stack) => publish(stack.application));

  const state: WatchState = {
    stacks,
    isQuiet: (stack) =>
      !stack.isStale &&
      stacks.get(stackKey(stack.stack)) === stack &&
      members.get(stack.application)?.isBusy(stack.stack) !== true,
    publish: (stack) => publish(stack.application),
  };

  function publish(application: string): void {
    const known = targets.get(application);
    const member = members.get(application);
    if (known === undefined || member === undefined) return;
    const now = clock.now();
    const bare = watchReport({
      application,
      targets: known.map(knownTarget),
      rules: member.rules,
      today: now.toISOString().slice(0, 10),
    });
    const report = culprits.named(bare);
    const text = JSON.stringify(report);
    const before = told.get(application);
    if (before?.text === text && now.getTime() - before.at < tellEvery) return;
    const { standing, found, gone } = standingAfter(before?.standing, report, now, wasReadDirectly);
    told.set(application, { standing, text, at: now.getTime() });
    culprits.forget(gone);
    culprits.ask(found, stacks);
    tell({ kind: "drift-looked", application, at: now, standing, found, gone });
  }

  function wasReadDirectly(finding: DriftFinding): boolean {
    const facts = finding.stack && stacks.get(stackKey(finding.stack))?.direct?.facts;
    return facts?.kind === "present" && isReadDirectly(finding, facts.value);
  }

  function open(place: string): void {
    if (stop === undefined || places.has(place)) return;
    places.add(place);
    const signal = stop;
    const loops = [
      readStacksOf(
        place,
        state,
        { eyes: eyes.paced(fast.pace), paces: fast, settings, clock, log: inputs.log },
        signal,
      ),
      compareStacksOf(
        place,
        state,
        { eyes: eyes.paced(slow.pace), paces: slow, settings, clock, log: inputs.log },
        signal,
      ),
    ];
    for (const loop of loops) {
      const ended = loop.finally(() => running.delete(ended));
      running.add(ended);
    }
  }

  return {
    saw: (seen) => {
      const { application } = seen.plan;
      if (!members.has(application)) return;
      const after = targetsAfter(seen, stacks);
      const keys = new Set(
        after.flatMap(({ stack }) => (stack === undefined ? [] : [stackKey(stack.stack)])),
      );
      for (const [key, stack] of stacks)
        if (stack.application === application && !keys.has(key)) stacks.delete(key);
      for (const { stack } of after) if (stack !== undefined) stacks.set(stackKey(stack.stack), stack);
      targets.set(application, after);
      for (const { stack } of after) if (stack !== undefined) open(placeOf(stack));
      publish(application);
    },
    healed: (id) => {
      const stack = stacks.get(stackKey(id));
      if (stack !== undefined) stack.compareAt = clock.now().getTime();
    },
    standing: (application) => told.get(application)?.standing,
    run: async (signal) => {
      stop = signal;
      for (const stack of stacks.values()) open(placeOf(stack));
      const loop = culprits.run(signal);
      if (!signal.aborted)
        await new Promise<void>((resolve) => {
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
      await Promise.allSettled([loop, ...running]);
    },
  };
}
