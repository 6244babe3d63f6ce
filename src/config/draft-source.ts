import type { DraftPipeline } from "./draft-facts.ts";

/** A repository as the configuration names it. */
export type DraftSource =
  | { readonly kind: "github"; readonly repository: string }
  | { readonly kind: "git"; readonly url: string };

/**
 * The repository that a pipeline's manifest names, in the forms that Copilot takes: GitHub with or without its address, the console's
 * address of a CodeCommit repository, Bitbucket. Undefined when it names none, or one that is none of these.
 */
export function sourceOf({ provider, repository }: DraftPipeline): DraftSource | undefined {
  const text = repository?.trim() ?? "";
  const github =
    /^(?:(?:https?:\/\/(?:www\.)?|ssh:\/\/git@|git@)github\.com[/:])?([^/:@\s]+\/[^/:@\s]+?)(?:\.git)?\/?$/.exec(
      text,
    );
  const isGitHub = provider === undefined || provider.startsWith("GitHub") || text.includes("github.com");
  if (isGitHub && github?.[1] !== undefined && repositoryPattern.test(github[1]))
    return { kind: "github", repository: github[1] };
  const commit =
    /^https:\/\/([a-z0-9-]+)\.console\.(aws\.amazon\.com|amazonaws\.cn)\/codesuite\/codecommit\/repositories\/([\w.-]+)(?:\/browse.*)?$/.exec(
      text,
    );
  if (commit !== null) {
    const [, region = "", site = "", name = ""] = commit;
    const domain = site === "amazonaws.cn" ? "amazonaws.com.cn" : "amazonaws.com";
    // https://docs.aws.amazon.com/codecommit/latest/userguide/regions.html
    return { kind: "git", url: `https://git-codecommit.${region}.${domain}/v1/repos/${name}` };
  }
  const bitbucket = /^https:\/\/bitbucket\.org\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(text);
  if (bitbucket !== null) return { kind: "git", url: `https://bitbucket.org/${bitbucket[1]}.git` };
  return undefined;
}

/** Whether both name the same repository; GitHub takes letters of either case for the same. */
export function isSameSource(a: DraftSource, b: DraftSource): boolean {
  if (a.kind === "github")
    return b.kind === "github" && a.repository.toLowerCase() === b.repository.toLowerCase();
  return b.kind === "git" && a.url === b.url;
}

/** Owner and name on GitHub. */
export const repositoryPattern = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\/[A-Za-z0-9._-]+$/;
