import { type Revision, shortCommit } from "../domain/revision.ts";

/**
 * The variables that the operator declares for manifests, with the commit put in. They are the only ones besides Copilot's two: the
 * process's own environment is never read.
 */
export function operatorVariables(
  declared: Readonly<Record<string, string>>,
  revision: Pick<Revision, "commit" | "branch">,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(declared).map(([name, text]) => [name, withRevision(text, revision)]),
  );
}

/** An operator's text with `{commit}`, `{short}` (its first eight digits) and `{branch}` put in. */
export function withRevision(text: string, { commit, branch }: Pick<Revision, "commit" | "branch">): string {
  const known: Readonly<Record<string, string>> = { commit, short: shortCommit(commit), branch };
  return text.replaceAll(/\{(commit|short|branch)\}/g, (whole, word: string) => known[word] ?? whole);
}
