import { commitSha } from "../domain/revision.ts";
import type { Merging, PullRequest, PullRequests } from "../domain/pull-request.ts";
import type { GitHubClient } from "./github-client.ts";
import { hasStatus } from "./github-failure.ts";

/** One page of pull requests as it was last answered. A 304 has neither body nor links, so both are kept. */
interface Page {
  readonly etag: string | undefined;
  readonly pulls: readonly PullRequest[];
  readonly hasNext: boolean;
}

/**
 * Pull requests through GitHub's API, a hundred to a page, the newest first; a page that has not changed is a 304, which GitHub does not
 * count. Needs *Pull requests: read*. https://docs.github.com/en/rest/pulls/pulls
 */
export function makePullRequests(client: GitHubClient): PullRequests {
  const pages = new Map<number, Page>();
  return {
    open: (signal) => readPages(client, pages, signal),
    merging: async (number, signal) => {
      const { data } = await client.ask(
        async (octokit, target) => octokit.rest.pulls.get({ ...target, pull_number: number }),
        signal,
      );
      return mergingOf(data);
    },
    isPublic: async (signal) => {
      const { data } = await client.ask(async (octokit, target) => octokit.rest.repos.get(target), signal);
      return !data.private;
    },
  };
}

/** GitHub works out whether a pull request can be merged when somebody asks for it; until then `mergeable` is null. */
function mergingOf({
  mergeable,
  merge_commit_sha: commit,
}: {
  readonly mergeable: boolean | null;
  readonly merge_commit_sha: string | null;
}): Merging {
  if (mergeable === false) return { kind: "conflicts" };
  if (mergeable === null || commit === null) return { kind: "not-known-yet" };
  return { kind: "merges", commit: commitSha(commit) };
}

async function readPages(
  client: GitHubClient,
  known: Map<number, Page>,
  signal: AbortSignal | undefined,
): Promise<readonly PullRequest[]> {
  const found: PullRequest[] = [];
  for (let page = 1; ; page += 1) {
    const read = await readPage(client, { page, before: known.get(page) }, signal);
    known.set(page, read);
    found.push(...read.pulls);
    if (read.hasNext) continue;
    for (const later of known.keys()) if (later > page) known.delete(later);
    // A pull request that slipped from one page to the next meanwhile stands on both.
    return [...new Map(found.map((pull) => [pull.number, pull])).values()];
  }
}

async function readPage(
  client: GitHubClient,
  { page, before }: { readonly page: number; readonly before: Page | undefined },
  signal: AbortSignal | undefined,
): Promise<Page> {
  const headers = before?.etag === undefined ? {} : { "if-none-match": before.etag };
  try {
    const { data, headers: answered } = await client.ask(
      async (octokit, target) =>
        octokit.rest.pulls.list({ ...target, state: "open", per_page: 100, page, headers }),
      signal,
    );
    return {
      etag: answered.etag,
      hasNext: /rel="next"/.test(answered.link ?? ""),
      pulls: data.map(({ number, base, head }) => ({
        number,
        into: base.ref,
        head: commitSha(head.sha),
        // The repository of a fork that was deleted is not told any more.
        isFromFork: !isSame(headRepository(head), client.repository),
      })),
    };
  } catch (error) {
    if (before !== undefined && hasStatus(error, 304)) return before;
    throw error;
  }
}

/** GitHub's description promises a repository; where a fork was deleted there is none. */
function headRepository({
  repo,
}: {
  readonly repo: { readonly full_name: string } | null;
}): string | undefined {
  return repo?.full_name;
}

/** GitHub's names know no case. */
function isSame(left: string | undefined, right: string): boolean {
  return left?.toLowerCase() === right.toLowerCase();
}
