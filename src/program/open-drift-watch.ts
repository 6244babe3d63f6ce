import type { Logger } from "pino";
import { onErrand } from "../aws/errands.ts";
import type { DriftWatchConfig } from "../config/drift-watch-config.ts";
import type { Clock } from "../domain/clock.ts";
import type { Tell } from "../domain/happening.ts";
import { type DriftWatch, makeDriftWatch } from "../reconcile/drift/watch/drift-watch.ts";
import type { OpenApplication } from "./open-application.ts";

/** One watch over all applications of the process, because they share AWS and so its budgets; undefined where none is wanted. */
export function openDriftWatch(
  {
    applications,
    driftWatch: settings,
    clock,
    log,
  }: {
    readonly applications: readonly OpenApplication[];
    readonly driftWatch?: DriftWatchConfig;
    readonly clock: Clock;
    readonly log: Logger;
  },
  tell: Tell,
): DriftWatch | undefined {
  const [first] = applications;
  if (first === undefined || settings === undefined) return undefined;
  return makeDriftWatch({
    members: applications.map(({ subject, hands }) => ({
      application: subject.application,
      rules: subject.drift?.ignore ?? [],
      isBusy: (stack) => hands.operations.isClaimed(stack),
    })),
    eyes: {
      ...first.driftEyes,
      paced: (pace) => onErrand(first.driftEyes.paced(pace), { purpose: "drift" }),
    },
    settings,
    clock,
    log,
    tell,
  });
}

/** The application with its looks handed to the watch. */
export function withSaw(application: OpenApplication, watch: DriftWatch | undefined): OpenApplication {
  return watch === undefined
    ? application
    : { ...application, hands: { ...application.hands, saw: watch.saw } };
}
