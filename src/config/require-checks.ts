import type { Finding } from "../domain/finding.ts";
import type { Scope } from "./config-checks.ts";
import { findingAt } from "./config-findings.ts";
import type { RequireInput } from "./require-config.ts";

/** What a source cannot be required of: GitHub knows whether a branch is protected, and plain Git knows keys. */
export function checkRequirements({ document, application, path }: Scope): readonly Finding[] {
  const { git, github, require } = application.source;
  if (require === undefined || (git === undefined) === (github === undefined)) return [];
  const at = [...path, "source", "require"];
  const wrong = (key: keyof RequireInput, message: string, remedy: string): readonly Finding[] =>
    require[key] === undefined
      ? []
      : [findingAt(document, [...at, key], { code: "inconsistent-values", part: "key", message, remedy })];
  if (github !== undefined)
    return wrong(
      "allowedSigners",
      "`allowedSigners` is for `source.git`; GitHub verifies signatures itself.",
      "Write `verifiedSignature: true`.",
    );
  return [
    ...wrong(
      "protectedBranch",
      "`protectedBranch` is asked of GitHub's API; a repository that is read by git alone cannot tell it.",
      "Name the repository as `source: { github: { repository } }`, or require `allowedSigners`.",
    ),
    ...wrong(
      "verifiedSignature",
      "`verifiedSignature` is GitHub's word; of a repository that is read by git alone the keys have to be named.",
      "Write `allowedSigners` with the public keys that may sign.",
    ),
  ];
}
