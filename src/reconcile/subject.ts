import type { ApplicationConfig } from "../config/config.ts";

import type { AskedCommit } from "./asked-commit.ts";

/** What a sync needs of one application's configuration. */
export type Subject = Pick<
  ApplicationConfig,
  "application" | "branches" | "environments" | "variables" | "waivers"
> &
  Partial<
    Pick<ApplicationConfig, "assets" | "drift" | "images" | "policy" | "otherApplications" | "identities">
  > & {
    /** A commit that a person named on the command line. */
    readonly asked?: AskedCommit;
  };
