import type { Logger } from "pino";
import type { Clock } from "../domain/clock.ts";
import type { Happening } from "../domain/happening.ts";
import type { TelemetryConfig } from "../config/telemetry-config.ts";
import { makeLoop, type PassEnd } from "../reconcile/reconcile.ts";
import type { DriftWatchConfig } from "../config/drift-watch-config.ts";
import { loadAssets } from "../server/assets.ts";
import { makeFeed } from "../server/feed.ts";
import { keepInsights } from "../server/insights.ts";
import { makePageApp } from "../server/page-app.ts";
import { githubWebhook } from "../server/webhooks/github-webhook.ts";
import type { GitHubHint } from "../server/webhooks/github-hint.ts";
import { type ListenOptions, serve } from "../server/serve.ts";
import type { Access } from "../server/access/access.ts";
import { makeMetrics, type Metrics } from "../telemetry/metrics.ts";
import { lookIntoAny } from "./look-into-any.ts";
import { performActs } from "./perform-acts.ts";
import { followersOf } from "./github-hints.ts";
import type { Hints } from "../hints/listen.ts";
import type { ScheduledReports } from "../reconcile/scheduled-reports.ts";
import type { Previews } from "../telling/keep-previews.ts";
import type { Telling } from "../telling/keep-telling.ts";
import { openAudience } from "./audience.ts";
import { openDriftWatch, withSaw } from "./open-drift-watch.ts";
import type { OpenApplication } from "./open-application.ts";
import { fenced } from "./fenced.ts";
import type { Turns } from "./open-lease.ts";

/** What `autoland run` works with. */
export interface RunInputs {
  readonly applications: readonly OpenApplication[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly page: ListenOptions & { readonly access: Access; readonly url?: string };
  /** Where figures are kept, when requests are counted there, too. */
  readonly metrics?: Metrics;
  readonly telemetry?: TelemetryConfig;
  /** Secrets of GitHub's webhook; without one there is none. */
  readonly webhookSecrets?: readonly string[];
  /** How what is live is watched; absent: it is not. */
  readonly driftWatch?: DriftWatchConfig;
  /** Tells people outside of the process; absent: nobody is told. */
  readonly telling?: Telling;
  /** Whose turn it is to change what; absent: there is no other task. */
  readonly turns?: Turns;
  /** Tells pull requests what they would change; absent: none is told. */
  readonly previews?: Previews;
  /** Writes reports when their time comes; absent: none are written. */
  readonly reports?: ScheduledReports;
  /** Hears of changes in AWS; absent: nobody says so. */
  readonly hints?: Hints;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Told of the page's address once it answers. */
  readonly onListening?: (url: string) => void;
  /** Told of each pass that ended, besides the page. */
  readonly onPass?: (end: PassEnd) => Promise<void>;
}

/**
 * The loop: every application side by side, each at its own pace, with a page of where they stand, until the signal is raised.
 * Returns when everything has come to its safe point.
 */
export async function run(inputs: RunInputs, signal: AbortSignal): Promise<void> {
  const names = inputs.applications.map((application) => application.subject.application);
  const feed = makeFeed(names);
  const { metrics = makeMetrics(names), telemetry = {}, webhookSecrets: secrets = [], log } = inputs;
  const { telling, turns, previews, reports, hints } = inputs;
  const listeners = [feed, metrics, telling, previews, reports].flatMap((listener) => listener?.tell ?? []);
  const audience = await openAudience(telemetry, listeners, log);
  const ending = new AbortController();
  const watch = openDriftWatch(inputs, audience.tell);
  const loop = makeLoop({
    members: inputs.applications.map((application) => ({
      ...application,
      ...fenced(withSaw(application, watch), turns?.fenceOf(application.subject.application), audience.tell),
    })),
    ...(turns === undefined ? {} : { turnOf: (name: string) => turns.turnOf(name) }),
    clock: inputs.clock,
    random: inputs.random,
    publish: async (end) => {
      // What an older pass did was told while it happened; what it saw is no longer news.
      if (!end.isOvertaken) audience.tell(happeningOf(end));
      await inputs.onPass?.(end);
    },
  });
  turns?.onTurn((application) => loop.wake(application));
  const followed = inputs.applications.map(({ eyes, subject }) => ({
    application: subject.application,
    repository: eyes.source.repository,
  }));
  const onHint = ({ event, repository }: GitHubHint): void => {
    for (const application of followersOf(repository, followed)) {
      // What is merged is pushed as well.
      if (event === "pull_request") previews?.hint(application);
      else loop.wake(application);
    }
  };
  const page = makePageApp({
    feed,
    lookInto: keepInsights(lookIntoAny(inputs.applications), () => inputs.clock.now()),
    perform: performActs(inputs.applications, loop),
    metrics,
    ...(secrets.length === 0 ? {} : { githubWebhook: githubWebhook({ secrets, onHint }) }),
    assets: await loadAssets(),
    onFault: (error) => inputs.log.error({ error }, "a page could not be made"),
    access: inputs.page.access,
    ...(turns === undefined ? {} : { isAnothers: (name: string) => turns.isAnothers(name) }),
    ...(inputs.page.url === undefined ? {} : { url: inputs.page.url }),
    now: () => inputs.clock.now(),
    stop: AbortSignal.any([signal, ending.signal]),
  });
  const server = await serve(page, inputs.page);
  // Given back only when everything that it covers has ended.
  const untilGivenBack = new AbortController();
  const keepingLease = turns?.run(untilGivenBack.signal);
  inputs.onListening?.(server.url);
  inputs.log.info({ page: server.url, applications: names }, "autoland runs");
  try {
    const stopTelling = AbortSignal.any([signal, ending.signal]);
    await Promise.all([
      loop.run(signal).finally(() => ending.abort()),
      telling?.run(stopTelling),
      watch?.run(stopTelling),
      previews?.run(stopTelling),
      reports?.run(stopTelling),
      hints?.run((application) => loop.wake(application), stopTelling),
    ]);
  } finally {
    ending.abort();
    untilGivenBack.abort();
    await keepingLease;
    await server.close();
    await audience.close();
    inputs.log.info("autoland stopped; stacks that were still changing are picked up by the next start");
  }
}

function happeningOf(end: PassEnd): Happening {
  if (end.kind === "report") {
    const { report, at } = end;
    return { kind: "pass-ended", application: report.plan.application, at, report };
  }
  const { application, failure, at } = end;
  return { kind: "pass-failed", application, at, failure };
}
