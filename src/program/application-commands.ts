import type { Command, GlobalOptions } from "../cli/command-line.ts";
import type { DecisionCommand } from "../cli/decision-words.ts";
import { printDrift } from "../cli/drift-command.ts";
import { printPlans } from "../cli/plan-command.ts";
import { printStatus } from "../cli/status-command.ts";
import { printReports } from "../cli/sync-command.ts";
import type { ReportsConfig } from "../config/reports-config.ts";
import type { KnownDrift } from "../domain/drift-standing.ts";
import { failureOf } from "../domain/failure.ts";
import type { AskedCommit } from "../reconcile/asked-commit.ts";
import { lookForDrift } from "../reconcile/drift/look-for-drift.ts";
import { look } from "../reconcile/look.ts";
import { seeStatus } from "../reconcile/see-status.ts";
import type { Subject } from "../reconcile/subject.ts";
import { sync } from "../reconcile/sync.ts";
import { driftInReport, driftReportName } from "../report/drift-in-report.ts";
import { type ExitCode, worstExitCode } from "../report/exit-code.ts";
import { makeAllowances } from "../github/allowance.ts";
import { makeMetrics } from "../telemetry/metrics.ts";
import { decide } from "./decision-commands.ts";
import { type Answers, eachOf } from "./each-of.ts";
import { chosen, openAll, openConfigured, readConfig } from "./open-all.ts";
import type { OpenApplication } from "./open-application.ts";
import { openLease, withTurns } from "./open-lease.ts";
import { openGitHubWriting } from "./github-writing.ts";
import { openHints } from "./open-hints.ts";
import { openReports, openReportShelf } from "./open-reports.ts";
import { openPreviews } from "./open-previews.ts";
import { openTelling } from "./open-telling.ts";
import { webhookSecrets } from "./github-hints.ts";
import { pageAccess } from "./page-access.ts";
import { run } from "./run.ts";
import type { Setting } from "./setting.ts";

/** A command that looks at or changes applications. */
export type ApplicationCommand =
  | Extract<Command, { name: "plan" | "sync" | "status" | "drift" | "run" }>
  | DecisionCommand;

/** Carries out a command on the applications of the configuration and answers the exit code. Failures that concern all of it are thrown. */
export async function applicationCommand(
  command: ApplicationCommand,
  options: GlobalOptions,
  setting: Setting,
): Promise<ExitCode> {
  switch (command.name) {
    case "plan": {
      const asked = askedCommit(options, "look");
      const looks = await each(options, setting, ({ eyes, subject }) =>
        look(eyes, { ...subject, ...asked }, setting.signal),
      );
      return tell(setting, looks, (done) =>
        printPlans(
          setting.console,
          done.map((item) => item.plan),
          command.format,
        ),
      );
    }
    case "status": {
      const { reports } = await readConfig(options, setting);
      const looks = await each(options, setting, async ({ eyes, subject }) => ({
        ...(await seeStatus(eyes, subject, setting.signal)),
        drift: await knownDrift(subject.application, reports, setting),
      }));
      return tell(setting, looks, (done) => printStatus(setting.console, done, command.format));
    }
    case "drift": {
      const { patience: patienceMilliseconds } = command;
      const reports = await each(options, setting, async ({ eyes, driftEyes, subject }) => {
        const rules = subject.drift?.ignore ?? [];
        const how = { patienceMilliseconds, rules, culprits: true };
        return (await lookForDrift(eyes, driftEyes, subject, how, setting.signal)).report;
      });
      return tell(setting, reports, (done) => printDrift(setting.console, done, command.format));
    }
    case "sync": {
      const asked = askedCommit(options, "apply");
      const config = await readConfig(options, setting);
      const applications = await openConfigured(config, options, setting);
      const reports = await withTurns(config, applications, setting, (application, signal) =>
        sync(application.eyes, application.hands, { ...application.subject, ...asked }, signal),
      );
      return tell(setting, reports, (done) => printReports(setting.console, done));
    }
    case "approve":
    case "suspend":
    case "resume":
    case "rollback":
    case "redeploy":
    case "retry":
      return decide(command, options, setting);
    case "run":
      return runLoop(command.port, options, setting);
  }
}

/** What is known of drift outside of the process that watches for it: what the last scheduled report says. */
async function knownDrift(
  application: string,
  reports: ReportsConfig | undefined,
  { clients, clock, signal }: Setting,
): Promise<KnownDrift> {
  if (reports === undefined) return { kind: "not-known", why: "no reports are configured (`reports`)" };
  if (!reports.formats.includes("json"))
    return { kind: "not-known", why: "reports are not written as JSON (`reports.formats`)" };
  const shelf = openReportShelf(reports.to, clients, clock);
  return driftInReport(await shelf.read(driftReportName(application), signal));
}

function askedCommit({ commit }: GlobalOptions, purpose: AskedCommit["for"]): Pick<Subject, "asked"> {
  return commit === undefined ? {} : { asked: { digits: commit, for: purpose } };
}

async function runLoop(port: number, options: GlobalOptions, setting: Setting): Promise<ExitCode> {
  const { clock, log, signal, environment } = setting;
  const config = await readConfig(options, setting);
  // In a container the page has to be reachable from outside of it; behind what, deploy/ decides.
  const host = environment["AUTOLAND_HOST"] ?? "127.0.0.1";
  const { url } = config.page;
  const access = pageAccess(config.page, host, environment);
  const page = { port, host, access, ...(url === undefined ? {} : { url }) };
  const metrics = makeMetrics(chosen(config, options).map(({ application }) => application));
  const clients = { ...setting.clients, onCall: metrics.called };
  const allowances = makeAllowances();
  const applications = await openConfigured(config, options, { ...setting, clients, allowances });
  const { telemetry } = config;
  const secrets = webhookSecrets(config.webhooks, environment);
  const { random } = Math;
  const turns = openLease(config, applications, { ...setting, clients });
  const reports = openReports(config.reports, { clients, clock, log }, turns);
  const hints = openHints(config.hints, applications, { clients, clock, log }, turns);
  const people = { config, applications, clock, log, environment, allowances, onCall: metrics.called };
  const writing = config.github === undefined ? undefined : openGitHubWriting(config.github, people);
  const isOurs = (application: string): boolean =>
    turns === undefined || turns.turnOf(application) !== undefined;
  const telling = openTelling(people, writing, isOurs);
  const previews = openPreviews(people, writing, isOurs);
  await run(
    {
      ...(turns === undefined ? {} : { turns }),
      applications,
      clock,
      log,
      page,
      metrics,
      telemetry,
      webhookSecrets: secrets,
      random,
      ...(telling === undefined ? {} : { telling }),
      ...(config.driftWatch === undefined ? {} : { driftWatch: config.driftWatch }),
      ...(previews === undefined ? {} : { previews }),
      ...(reports === undefined ? {} : { reports }),
      ...(hints === undefined ? {} : { hints }),
    },
    signal,
  );
  return 0;
}

async function each<T>(
  options: GlobalOptions,
  setting: Setting,
  work: (application: OpenApplication) => Promise<T>,
): Promise<Answers<T>> {
  return eachOf(await openAll(options, setting), work);
}

/** Prints what was done, then each application that failed. When there is nothing else to tell, the failure is thrown as it is. */
function tell<T>(
  { console, signal }: Setting,
  { done, failed }: Answers<T>,
  print: (done: readonly T[]) => ExitCode,
): ExitCode {
  const [only] = failed;
  if (only !== undefined && (signal.aborted || (done.length === 0 && failed.length === 1))) throw only.error;
  const code = done.length === 0 ? 0 : print(done);
  for (const { application, error } of failed) {
    const { reason, message, remedy } = failureOf(error);
    console.err(
      `autoland: ${application}: ${reason}: ${message}\n${remedy === undefined ? "" : `  → ${remedy}\n`}`,
    );
  }
  return worstExitCode([code, ...failed.map((): ExitCode => 1)]);
}
