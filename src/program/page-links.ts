import type { Config } from "../config/config.ts";
import { paths } from "../server/views/paths.ts";

/** Where messages lead: the page of an environment; undefined where the page has no address. */
export function linksOf({
  page: { url },
}: Pick<Config, "page">): (application: string, environment: string) => string | undefined {
  return (application, environment) =>
    url === undefined ? undefined : `${url}${paths.environment(application, environment)}`;
}
