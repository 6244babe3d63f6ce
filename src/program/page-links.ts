import type { Config } from "../config/config.ts";
import type { Target } from "../domain/target.ts";
import { paths } from "../server/views/paths.ts";

/** Where the drift of one target is on the page; undefined where the page has no address. */
export function driftLinksOf({
  page: { url },
}: Pick<Config, "page">): (application: string, target: Target) => string | undefined {
  return (application, target) =>
    url === undefined ? undefined : `${url}${paths.drift(application, target)}`;
}

/** Where messages lead: the page of an environment; undefined where the page has no address. */
export function linksOf({
  page: { url },
}: Pick<Config, "page">): (application: string, environment: string) => string | undefined {
  return (application, environment) =>
    url === undefined ? undefined : `${url}${paths.environment(application, environment)}`;
}
