import type { Logger } from "pino";
import type { ApplicationConfig } from "../config/config.ts";
import { onErrand } from "../aws/errands.ts";
import type { Aws } from "../aws/make-aws.ts";
import type { ClientDefaults } from "../aws/sessions.ts";
import type { Clock } from "../domain/clock.ts";
import type { DriftEyes } from "../domain/drift-eyes.ts";
import type { FunctionCatalog } from "../domain/function-catalog.ts";
import type { Checks } from "../domain/gates.ts";
import type { ServiceInsights } from "../domain/service-insight.ts";
import type { Source } from "../domain/source.ts";
import { makeGitSource } from "../git/git-source.ts";
import { type GitHubAllowances } from "../github/allowance.ts";
import { makeChecks } from "../github/checks.ts";
import { makeGitHubSource } from "../github/github-source.ts";
import type { Eyes } from "../reconcile/eyes.ts";
import type { Hands } from "../reconcile/hands.ts";
import { makeHealthMemory } from "../reconcile/health-memory.ts";
import type { RememberedWishes } from "../reconcile/remembered-wishes.ts";
import { makeOperations } from "../reconcile/operations.ts";
import type { Slots } from "../domain/slots.ts";
import type { Subject } from "../reconcile/subject.ts";
import { gitInputs } from "./git-inputs.ts";
import { githubAccess } from "./github-access.ts";
import { openWarrants } from "./open-warrants.ts";

/** What every application of the process shares. */
export interface Surroundings {
  readonly aws: Aws;
  /** What is known of GitHub's limits; each client's own when absent. */
  readonly allowances?: GitHubAllowances;
  /** Told of every call of another service. */
  readonly onCall?: ClientDefaults["onCall"];
  readonly clock: Clock;
  readonly log: Logger;
  readonly functions: FunctionCatalog;
  /** What passes over all of them remember; absent, nothing. */
  readonly wishes?: RememberedWishes;
  /** Where git's processes wait for each other; absent: none waits. */
  readonly gitProcesses?: Slots;
  /** Where looks make their templates. */
  readonly workbench?: Slots;
  /** Folder for copies of repositories; may be deleted at any time. */
  readonly cacheFolder: string;
  /** The process's environment, from which git takes proxies, certificates and SSH settings, and GitHub its credentials. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** One application with everything that a sync of it needs. */
export interface OpenApplication {
  readonly eyes: Eyes;
  readonly driftEyes: DriftEyes;
  readonly hands: Hands;
  readonly subject: Subject;
  /** For the page alone. */
  readonly insights: ServiceInsights;
  readonly intervalMilliseconds: number;
  /** Says that stacks of any application may have changed there. */
  readonly outdate: Aws["outdate"];
}

/** Builds the adapters of one application. Nothing is read yet. Throws `ConfigInvalid` for GitHub settings that cannot be right. */
export function openApplication(config: ApplicationConfig, surroundings: Surroundings): OpenApplication {
  const { aws, clock, functions, log, wishes } = surroundings;
  const { application } = config;
  // What changes goes before what looks, when requests have to wait; and no application's requests make another's wait long.
  const deploy = { application, purpose: "deploy" } as const;
  const cloud = onErrand(aws.cloud, { application, purpose: "look" });
  const records = onErrand(aws.records, deploy);
  const builds = onErrand(aws.builds, deploy);
  const checks = openChecks(config, surroundings);
  const warrants = openWarrants(config, surroundings);
  return {
    eyes: {
      source: openSource(config, surroundings),
      cloud,
      records,
      functions,
      clock,
      builds,
      ...(wishes === undefined ? {} : { wishes }),
      jobs: onErrand(aws.jobs, deploy),
      missing: new Map(),
      drift: onErrand(aws.drift, { application, purpose: "look" }),
      ...(surroundings.workbench === undefined ? {} : { workbench: surroundings.workbench }),
      ...(checks === undefined ? {} : { checks }),
      ...(warrants === undefined ? {} : { warrants }),
    },
    driftEyes: onErrand(aws.drift, { application, purpose: "drift" }),
    hands: {
      writer: onErrand(aws.writer, deploy),
      remover: onErrand(aws.remover, deploy),
      registry: onErrand(aws.registry, deploy),
      records,
      clock,
      log: log.child({ application }),
      tell: () => undefined,
      stalled: new Map(),
      health: makeHealthMemory(clock),
      operations: makeOperations(),
    },
    subject: config,
    insights: onErrand(aws.insights, { application, purpose: "page" }),
    intervalMilliseconds: config.source.interval,
    outdate: aws.outdate,
  };
}

/** What apps say of commits is asked with the same credentials as the commits; git alone cannot tell it. */
function openChecks(
  { source }: ApplicationConfig,
  { allowances, onCall, clock, environment }: Surroundings,
): Checks | undefined {
  if (source.kind !== "github") return undefined;
  const { apiUrl, auth } = githubAccess(environment);
  if (auth === undefined) return undefined;
  return makeChecks({
    allowances,
    repository: source.repository,
    auth,
    ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
    now: () => clock.now(),
    ...(onCall === undefined ? {} : { onCall }),
  });
}

function openSource({ source }: ApplicationConfig, surroundings: Surroundings): Source {
  const { allowances, onCall, clock, environment } = surroundings;
  const git = gitInputs(surroundings);
  switch (source.kind) {
    case "git":
      return makeGitSource({ url: source.url, ...git });
    case "github": {
      const { repository } = source;
      const { apiUrl, auth, url } = githubAccess(environment);
      if (auth === undefined) return makeGitSource({ url: `${url}/${repository}.git`, ...git });
      return makeGitHubSource({
        allowances,
        repository,
        auth,
        ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
        now: () => clock.now(),
        ...(onCall === undefined ? {} : { onCall }),
      });
    }
  }
}
