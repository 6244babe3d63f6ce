import type { WebhooksConfig } from "../config/webhooks-config.ts";
import { ReconcileError } from "../domain/failure.ts";

/** The secrets that the configuration names. Throws `ConfigInvalid` for one that is not set. */
export function webhookSecrets(
  { githubSecrets }: WebhooksConfig,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return githubSecrets.map((name) => {
    const secret = environment[name];
    if (secret !== undefined && secret !== "") return secret;
    throw new ReconcileError({
      disposition: "stall",
      reason: "ConfigInvalid",
      message: `the environment variable ${name}, which \`webhooks.github.secrets\` names, is not set`,
    });
  });
}

/** An application and its repository as people know it: `acme/shop`, a URL or a path. */
export interface Followed {
  readonly application: string;
  readonly repository: string;
}

/** The applications that follow the repository `owner/name`, whichever way they read it. GitHub's names know no case. */
export function followersOf(name: string, followed: readonly Followed[]): readonly string[] {
  return followed
    .filter(({ repository }) => nameIn(repository).toLowerCase() === name.toLowerCase())
    .map(({ application }) => application);
}

function nameIn(repository: string): string {
  return /(?:^|[/:])([^/:]+\/[^/:]+?)(?:\.git)?\/?$/.exec(repository)?.[1] ?? "";
}
