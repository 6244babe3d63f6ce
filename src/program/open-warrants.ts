import type { ApplicationConfig } from "../config/config.ts";
import type { Failure } from "../domain/failure.ts";
import type { Warrants } from "../domain/warrants.ts";
import { makeGitWarrants } from "../git/git-warrants.ts";
import { makeGitHubWarrants } from "../github/github-warrants.ts";
import { gitInputs } from "./git-inputs.ts";
import { githubAccess } from "./github-access.ts";
import type { Surroundings } from "./open-application.ts";

/** Who tells whether a commit has what `source.require` asks for; undefined where nothing is asked. */
export function openWarrants(
  { source }: Pick<ApplicationConfig, "source">,
  surroundings: Pick<
    Surroundings,
    "allowances" | "cacheFolder" | "onCall" | "clock" | "environment" | "gitProcesses"
  >,
): Warrants | undefined {
  const { allowances, onCall, clock, environment } = surroundings;
  switch (source.kind) {
    case "git":
      return source.allowedSigners === undefined
        ? undefined
        : makeGitWarrants({ url: source.url, ...gitInputs(surroundings) }, source.allowedSigners);
    case "github": {
      const { repository, require } = source;
      if (require === undefined) return undefined;
      const { apiUrl, auth } = githubAccess(environment);
      if (auth === undefined) return { lacking: () => Promise.resolve(withoutCredential(repository)) };
      const inputs = {
        allowances,
        repository,
        auth,
        ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
        now: () => clock.now(),
        ...(onCall === undefined ? {} : { onCall }),
      };
      return makeGitHubWarrants(inputs, require);
    }
  }
}

/** Without one the repository is read by git, which knows neither branch protection nor GitHub's keys. */
function withoutCredential(repository: string): Failure {
  return {
    disposition: "stall",
    reason: "RequirementNotChecked",
    message: `\`source.require\` of ${repository} is asked of GitHub's API, and there is no credential to ask with`,
    remedy: "Set GITHUB_TOKEN or the three variables of a GitHub App; docs/github.md names them.",
  };
}
