import { makeSessions } from "../aws/sessions.ts";
import type { Command, GlobalOptions } from "../cli/command-line.ts";
import { printPlans } from "../cli/plan-command.ts";
import { printStatus } from "../cli/status-command.ts";
import { printReports } from "../cli/sync-command.ts";
import type { ApplicationConfig, Config } from "../config/config.ts";
import { failureOf, ReconcileError } from "../domain/failure.ts";
import { targetText } from "../domain/target.ts";
import { runtimeWarning } from "../functions/runtimes.ts";
import { assessHealth } from "../reconcile/assess-health.ts";
import { look } from "../reconcile/look.ts";
import { sync } from "../reconcile/sync.ts";
import { type ExitCode, worstExitCode } from "../report/exit-code.ts";
import { makeMetrics } from "../telemetry/metrics.ts";
import { loadFunctionCatalog } from "./function-catalog.ts";
import { loadConfig } from "./load-config.ts";
import { openApplication, type OpenApplication } from "./open-application.ts";
import { pageAccess } from "./page-access.ts";
import { run } from "./run.ts";
import type { Setting } from "./setting.ts";

/** A command that looks at or changes applications. */
export type ApplicationCommand = Extract<Command, { name: "plan" | "sync" | "status" | "run" | "retry" }>;

/** Carries out a command on the applications of the configuration and answers the exit code. Failures that concern all of it are thrown. */
export async function applicationCommand(
  command: ApplicationCommand,
  options: GlobalOptions,
  setting: Setting,
): Promise<ExitCode> {
  switch (command.name) {
    case "plan": {
      const looks = await each(options, setting, ({ eyes, subject }) => look(eyes, subject, setting.signal));
      return tell(setting, looks, (done) =>
        printPlans(
          setting.console,
          done.map((item) => item.plan),
          command.format,
        ),
      );
    }
    case "status": {
      const looks = await each(options, setting, async ({ eyes, subject }) => {
        const seen = await look(eyes, subject, setting.signal);
        return { plan: seen.plan, health: await assessHealth(eyes.cloud, seen, [], setting.signal) };
      });
      return tell(setting, looks, (done) => printStatus(setting.console, done));
    }
    case "sync": {
      const reports = await each(options, setting, ({ eyes, hands, subject }) =>
        sync(eyes, hands, subject, setting.signal),
      );
      return tell(setting, reports, (done) => printReports(setting.console, done));
    }
    case "retry":
      return retry(command, options, setting);
    case "run":
      return runLoop(command.port, options, setting);
  }
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
  const applications = await openConfigured(config, options, { ...setting, clients });
  const { telemetry } = config;
  await run({ applications, clock, log, page, metrics, telemetry, random: Math.random }, signal);
  return 0;
}

/** What came of the same work on several applications: one that failed takes nothing from the others. */
interface Answers<T> {
  readonly done: readonly T[];
  readonly failed: readonly { readonly application: string; readonly error: unknown }[];
}

async function each<T>(
  options: GlobalOptions,
  setting: Setting,
  work: (application: OpenApplication) => Promise<T>,
): Promise<Answers<T>> {
  const applications = await openAll(options, setting);
  const done: T[] = [];
  const failed: { readonly application: string; readonly error: unknown }[] = [];
  await Promise.all(
    applications.map(async (application) => {
      const { application: name } = application.subject;
      await work(application).then(
        (answer) => done.push(answer),
        (error: unknown) => failed.push({ application: name, error }),
      );
    }),
  );
  return { done, failed };
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

async function openAll(options: GlobalOptions, setting: Setting): Promise<readonly OpenApplication[]> {
  return openConfigured(await readConfig(options, setting), options, setting);
}

function readConfig(options: GlobalOptions, { environment, clients, clock }: Setting): Promise<Config> {
  return loadConfig(options.config, environment, () => makeSessions(clients, clock));
}

async function openConfigured(
  config: Config,
  options: GlobalOptions,
  setting: Setting,
): Promise<readonly OpenApplication[]> {
  const { clients, clock, log, cacheFolder, environment } = setting;
  const functions = await loadFunctionCatalog();
  const warning = runtimeWarning(functions.runtime, clock.now());
  if (warning !== undefined) log.warn(warning);
  return chosen(config, options).map((application) =>
    openApplication(application, { clients, clock, log, functions, cacheFolder, environment }),
  );
}

/** The applications and environments that the command line names; all of them when it names none. */
function chosen(config: Config, options: GlobalOptions): readonly ApplicationConfig[] {
  const { application: name, environments } = options;
  const applications = config.applications.filter(
    (application) => name === undefined || application.application === name,
  );
  if (applications.length === 0) {
    throw unknownName(
      "application",
      name ?? "",
      config.applications.map((application) => application.application),
    );
  }
  const known = applications.flatMap((application) =>
    application.environments.map((environment) => environment.environment),
  );
  const stray = environments.find((environment) => !known.includes(environment));
  if (stray !== undefined) throw unknownName("environment", stray, known);
  if (environments.length === 0) return applications;
  return applications
    .map((application) => ({
      ...application,
      environments: application.environments.filter((environment) =>
        environments.includes(environment.environment),
      ),
    }))
    .filter((application) => application.environments.length > 0);
}

function unknownName(kind: string, name: string, known: readonly string[]): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "UnknownName",
    message: `the configuration has no ${kind} ${name}; it has ${known.join(", ")}`,
  });
}

async function retry(
  { target }: Extract<Command, { name: "retry" }>,
  options: GlobalOptions,
  setting: Setting,
): Promise<ExitCode> {
  const { environment } = target;
  const applications = await openAll({ ...options, environments: [environment] }, setting);
  const [application, ...others] = applications;
  if (application === undefined || others.length > 0) {
    throw new ReconcileError({
      disposition: "stall",
      reason: "AmbiguousTarget",
      message: `${applications.length} applications have an environment ${environment}; say which with --application NAME`,
    });
  }
  const { hands, subject } = application;
  await hands.records.record(
    subject.application,
    { kind: "retry", ...target, at: hands.clock.now() },
    setting.signal,
  );
  setting.console.err(
    `${targetText(target)} of ${subject.application} may be tried again with the next sync\n`,
  );
  return 0;
}
