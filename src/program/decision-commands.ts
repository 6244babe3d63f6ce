import type { GlobalOptions } from "../cli/command-line.ts";
import { writeJson } from "../cli/console.ts";
import { type DecisionCommand, toTarget, type Until } from "../cli/decision-words.ts";
import type { DecisionMade } from "../domain/decision-made.ts";
import type { Suspended } from "../domain/decisions.ts";
import { ReconcileError } from "../domain/failure.ts";
import { approve } from "../reconcile/decisions/approve.ts";
import type { Desk } from "../reconcile/decisions/desk.ts";
import { redeploy } from "../reconcile/decisions/redeploy.ts";
import { resume } from "../reconcile/decisions/resume.ts";
import { retry } from "../reconcile/decisions/retry.ts";
import { rollback } from "../reconcile/decisions/rollback.ts";
import { suspend } from "../reconcile/decisions/suspend.ts";
import type { ExitCode } from "../report/exit-code.ts";
import { decisionJson, decisionText } from "../report/decision-text.ts";
import { openAll, unknownName } from "./open-all.ts";
import type { Setting } from "./setting.ts";

/** Carries out a command by which a person decides something, and says what was written down. */
export async function decide(
  command: DecisionCommand,
  options: GlobalOptions,
  setting: Setting,
): Promise<ExitCode> {
  const { console } = setting;
  const made = await make(command, options, setting);
  if (console.json) writeJson(console, decisionJson(made));
  else console.out(decisionText(made));
  return 0;
}

async function make(
  command: DecisionCommand,
  options: GlobalOptions,
  setting: Setting,
): Promise<DecisionMade> {
  const { signal } = setting;
  switch (command.name) {
    case "approve": {
      const { environment, plan, classes } = command;
      const until = momentOf(command.until, setting);
      const desk = await deskOf(environment, options, setting);
      const request = { environment, plan, classes, ...(until === undefined ? {} : { until }) };
      return approve(desk, request, signal);
    }
    case "suspend": {
      const { reason, owner } = command;
      const until = momentOf(command.until, setting);
      const { desk, what } = await suspendedOf(command.target, options, setting);
      return suspend(
        desk,
        {
          what,
          reason,
          ...(owner === undefined ? {} : { owner }),
          ...(until === undefined ? {} : { until }),
        },
        signal,
      );
    }
    case "resume": {
      const { reason, target } = command;
      const { desk, what } = await suspendedOf(target, options, setting);
      return resume(desk, { what, ...(reason === undefined ? {} : { reason }) }, signal);
    }
    case "rollback": {
      const { environment, commit, reason } = command;
      const desk = await deskOf(environment, options, setting);
      return rollback(desk, { environment, commit, ...(reason === undefined ? {} : { reason }) }, signal);
    }
    case "retry":
      return retry(await deskOf(command.target.environment, options, setting), command.target, signal);
    case "redeploy":
      return redeploy(await deskOf(command.target.environment, options, setting), command.target, signal);
  }
}

function momentOf(until: Until | undefined, { clock }: Setting): Date | undefined {
  if (until === undefined) return undefined;
  return until.kind === "at" ? until.at : new Date(clock.now().getTime() + until.milliseconds);
}

/** The one application that has an environment of this name. Throws `UnknownName` or `AmbiguousTarget`. */
async function deskOf(environment: string, options: GlobalOptions, setting: Setting): Promise<Desk> {
  const applications = await openAll({ ...options, environments: [] }, setting);
  const found = applications.filter(({ subject }) =>
    subject.environments.some((rule) => rule.environment === environment),
  );
  const [application, ...others] = found;
  if (application === undefined) {
    const known = applications.flatMap(({ subject }) => subject.environments.map((rule) => rule.environment));
    throw unknownName("environment", environment, known);
  }
  if (others.length > 0) throw ambiguous(environment, found.length);
  const { eyes, hands, subject } = application;
  return { eyes, records: hands.records, subject };
}

/** What a target of `suspend` and `resume` names: an environment goes before an application of the same name. */
async function suspendedOf(
  text: string,
  options: GlobalOptions,
  setting: Setting,
): Promise<{ readonly desk: Desk; readonly what: Suspended }> {
  const target = toTarget(text);
  const applications = await openAll({ ...options, environments: [] }, setting);
  const named = applications.find(({ subject }) => subject.application === text);
  const isEnvironment = applications.some(({ subject }) =>
    subject.environments.some((rule) => rule.environment === target?.environment),
  );
  if (named !== undefined && !isEnvironment) {
    const { eyes, hands, subject } = named;
    return { desk: { eyes, records: hands.records, subject }, what: { kind: "application" } };
  }
  if (target === undefined) throw unknownName("environment", text, []);
  return {
    desk: await deskOf(target.environment, options, setting),
    what: { kind: "target", ...target },
  };
}

function ambiguous(environment: string, count: number): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "AmbiguousTarget",
    message: `${count} applications have an environment ${environment}; say which with --application NAME`,
  });
}
