import { type Revision, shortCommit } from "../domain/revision.ts";

/**
 * The variables that the operator declares for manifests, with `{commit}`, `{short}` (its first eight digits) and `{branch}` put in.
 * They are the only ones besides Copilot's two: the process's own environment is never read.
 */
export function operatorVariables(
  declared: Readonly<Record<string, string>>,
  { commit, branch }: Pick<Revision, "commit" | "branch">,
): Readonly<Record<string, string>> {
  const known: Readonly<Record<string, string>> = { commit, short: shortCommit(commit), branch };
  const entries = Object.entries(declared).map(([name, text]) => [
    name,
    text.replaceAll(/\{(commit|short|branch)\}/g, (whole, word: string) => known[word] ?? whole),
  ]);
  return Object.fromEntries(entries);
}
