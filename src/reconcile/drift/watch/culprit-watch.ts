import type { Clock } from "../../../domain/clock.ts";
import type { DriftCause, DriftFinding, DriftReport, LayerState } from "../../../domain/drift.ts";
import type { DriftEyes } from "../../../domain/drift-eyes.ts";
import { driftKey } from "../../../domain/drift-standing.ts";
import { stackKey } from "../../../domain/stack.ts";
import { causeIn, causeWith, namesOf } from "../culprits.ts";
import type { KeptStack } from "./kept-stack.ts";

/** Finds out who made differences that somebody made by hand. */
export interface CulpritWatch {
  /** Asks about these, in time. */
  readonly ask: (found: readonly DriftFinding[], stacks: ReadonlyMap<string, KeptStack>) => void;
  /** These are no more: if they come back, somebody else may have done it. */
  readonly forget: (gone: readonly DriftFinding[]) => void;
  /** The report with what is known of who did it. */
  readonly named: (report: DriftReport) => DriftReport;
  run(signal: AbortSignal): Promise<void>;
}

/** CloudTrail shows a call some five minutes after it was made: asked then, and a quarter of an hour later. In milliseconds. */
const askedAfter = [330_000, 1_230_000];
/** How many questions wait at most; what is beyond is not asked. An outage makes thousands of differences with one cause. */
const mostWaiting = 200;

interface Question {
  readonly key: string;
  readonly stack: KeptStack;
  readonly names: readonly string[];
  readonly at: number;
  readonly later: readonly number[];
}

/** Nothing is asked before it runs. `onKnown` is told when something was found out about a stack. */
export function makeCulpritWatch(
  eyes: DriftEyes,
  clock: Clock,
  onKnown: (stack: KeptStack) => void,
): CulpritWatch {
  const causes = new Map<string, DriftCause>();
  let waiting: readonly Question[] = [];

  const withCause = (state: LayerState): LayerState =>
    state.kind !== "drifted"
      ? state
      : {
          ...state,
          findings: state.findings.map((finding) => {
            const cause = causes.get(driftKey(finding));
            return cause === undefined ? finding : { ...finding, cause: causeWith(finding.cause, cause) };
          }),
        };

  return {
    ask: (found, stacks) => {
      const now = clock.now().getTime();
      const asked = found.flatMap((finding): Question[] => {
        const stack = finding.stack === undefined ? undefined : stacks.get(stackKey(finding.stack));
        const names = namesOf(finding);
        const [first = 0, ...later] = askedAfter.map((after) => now + after);
        return stack === undefined || names.length === 0
          ? []
          : [{ key: driftKey(finding), stack, names, at: first, later }];
      });
      waiting = [...waiting, ...asked].slice(0, mostWaiting);
    },
    forget: (gone) => {
      for (const finding of gone) causes.delete(driftKey(finding));
      const keys = new Set(gone.map(driftKey));
      waiting = waiting.filter(({ key }) => !keys.has(key));
    },
    named: (report) =>
      causes.size === 0
        ? report
        : {
            ...report,
            targets: report.targets.map((target) => ({
              ...target,
              layers: {
                git: target.layers.git,
                template: withCause(target.layers.template),
                live: withCause(target.layers.live),
              },
            })),
          },
    run: async (signal) => {
      while (!signal.aborted) {
        const now = clock.now().getTime();
        const due = waiting.find(({ at }) => at <= now);
        if (due === undefined) {
          await clock.sleep(15_000, signal).catch(() => undefined);
          continue;
        }
        waiting = waiting.filter((one) => one !== due);
        const { key, stack, names, later } = due;
        const cause = causeIn(await eyes.whoChanged({ stack: stack.check, names }, signal));
        const [next, ...others] = later;
        if (cause?.kind !== "Call" && next !== undefined)
          waiting = [...waiting, { ...due, at: next, later: others }];
        if (cause === undefined || causes.get(key)?.message === cause.message) continue;
        causes.set(key, cause);
        onKnown(stack);
      }
    },
  };
}
