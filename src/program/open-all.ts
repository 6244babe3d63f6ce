import { makeAws } from "../aws/make-aws.ts";
import { makeSessions } from "../aws/sessions.ts";
import type { GlobalOptions } from "../cli/command-line.ts";
import type { ApplicationConfig, Config } from "../config/config.ts";
import { ReconcileError } from "../domain/failure.ts";
import { makeAllowances } from "../github/allowance.ts";
import { gitProcesses } from "../git/run-git.ts";
import { runtimeWarning } from "../functions/runtimes.ts";
import { makeRememberedWishes, mostRemembered } from "../reconcile/remembered-wishes.ts";
import { loadFunctionCatalog } from "./function-catalog.ts";
import { loadConfig } from "./load-config.ts";
import { makeSlots } from "../domain/slots.ts";
import { workbench } from "../reconcile/sync-queue.ts";
import { openApplication, type OpenApplication } from "./open-application.ts";
import type { Setting } from "./setting.ts";

/** Opens the applications that the command line names, with the environments that it names; all of them when it names none. */
export async function openAll(options: GlobalOptions, setting: Setting): Promise<readonly OpenApplication[]> {
  return openConfigured(await readConfig(options, setting), options, setting);
}

/** Reads the operator's configuration from where the command line says. */
export function readConfig(
  options: GlobalOptions,
  { environment, clients, clock }: Setting,
): Promise<Config> {
  return loadConfig(options.config, environment, () => makeSessions(clients, clock));
}

/** The same as `openAll`, for who has read the configuration already. */
export async function openConfigured(
  config: Config,
  options: GlobalOptions,
  setting: Setting,
): Promise<readonly OpenApplication[]> {
  const { clients, clock, log, cacheFolder, environment, allowances = makeAllowances() } = setting;
  const functions = await loadFunctionCatalog();
  const warning = runtimeWarning(functions.runtime, clock.now());
  if (warning !== undefined) log.warn(warning);
  const aws = makeAws(clients, clock, config.cache);
  const bench = makeSlots(workbench.places, workbench.patience, clock);
  const processes = makeSlots(gitProcesses.places, gitProcesses.patience, clock);
  const applications = chosen(config, options);
  const environments = applications.reduce((sum, application) => sum + application.environments.length, 0);
  const wishes = environments <= mostRemembered ? makeRememberedWishes() : undefined;
  return applications.map((application) =>
    openApplication(application, {
      aws,
      allowances,
      onCall: clients.onCall,
      clock,
      log,
      functions,
      ...(wishes === undefined ? {} : { wishes }),
      workbench: bench,
      gitProcesses: processes,
      cacheFolder,
      environment,
    }),
  );
}

/** The applications and environments that the command line names; all of them when it names none. */
export function chosen(config: Config, options: GlobalOptions): readonly ApplicationConfig[] {
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

/** A name that the configuration does not have, with those that it has. */
export function unknownName(kind: string, name: string, known: readonly string[]): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "UnknownName",
    message: `the configuration has no ${kind} ${name}; it has ${known.join(", ")}`,
  });
}
