import type { Logger } from "pino";
import type { ApplicationConfig } from "../config/config.ts";
import { failureOf } from "../domain/failure.ts";
import type { Source } from "../domain/source.ts";
import { makeGitHubSource } from "../github/github-source.ts";
import { makePullRequestComments } from "../github/pull-request-comments.ts";
import { makePullRequests } from "../github/pull-requests.ts";
import { fedBy } from "../reconcile/preview/preview.ts";
import { makePreviewer } from "../reconcile/preview/previewer.ts";
import { makePreviews, type PreviewedApplication, type Previews } from "../telling/keep-previews.ts";
import { githubAccess } from "./github-access.ts";
import type { GitHubWriting, GitHubWritingSetting } from "./github-writing.ts";
import type { OpenApplication } from "./open-application.ts";
import { linksOf } from "./page-links.ts";

/** What previews are opened with. */
export interface PreviewsSetting extends GitHubWritingSetting {
  readonly applications: readonly OpenApplication[];
  readonly log: Logger;
}

/** The comments below pull requests of every application that is read from GitHub, as `github.comments` says; undefined without it. */
export function openPreviews(
  setting: PreviewsSetting,
  writing: GitHubWriting | undefined,
  isOurs?: (application: string) => boolean,
): Previews | undefined {
  const { config, applications, clock, log } = setting;
  const comments = config.github?.comments;
  if (comments === undefined || writing === undefined) return undefined;
  const previewed = applications.flatMap((opened) => {
    const found = config.applications.find(({ application }) => application === opened.subject.application);
    return found === undefined ? [] : (openOne(setting, writing, found, opened, comments.values) ?? []);
  });
  return makePreviews({
    applications: previewed,
    clock,
    isOurs,
    onFault: (application, error) => {
      const failure = failureOf(error);
      // Comments wait for a limit; that is no fault.
      if (failure.reason === "RateLimited") log.warn({ application }, failure.message);
      else log.error({ application, ...failure }, "a pull request could not be told; it is tried again");
    },
  });
}

function openOne(
  setting: PreviewsSetting,
  writing: GitHubWriting,
  { application, source: configured }: ApplicationConfig,
  { eyes, subject, intervalMilliseconds: interval }: OpenApplication,
  allowsValues: boolean,
): PreviewedApplication | undefined {
  const client = writing.commentingClientOf(application);
  if (client === undefined || configured.kind !== "github") return undefined;
  const pulls = makePullRequests(client);
  const source = readable(setting, writing, configured.repository, eyes.source);
  const links = linksOf(setting.config);
  return {
    application,
    interval,
    pulls,
    comments: makePullRequestComments(client, writing.auth, writing.pace),
    allowsValues,
    feeds: (branch) => fedBy(subject, branch) !== undefined,
    heads: (signal) => source.heads(signal),
    preview: makePreviewer({ ...eyes, source }, subject, pulls),
    linkTo: (environment) => links(application, environment),
  };
}

/** Commits of pull requests stand in no branch: git alone does not fetch them, GitHub's API knows them. */
function readable(
  { allowances, clock, environment, onCall }: PreviewsSetting,
  { auth }: GitHubWriting,
  repository: string,
  source: Source,
): Source {
  const { auth: reading, apiUrl } = githubAccess(environment);
  if (reading !== undefined) return source;
  return makeGitHubSource({
    allowances,
    purpose: "comment",
    repository,
    auth,
    now: () => clock.now(),
    ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
    ...(onCall === undefined ? {} : { onCall }),
  });
}
