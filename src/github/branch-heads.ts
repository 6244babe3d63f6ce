import { commitSha } from "../domain/revision.ts";
import type { CommitSha } from "../domain/revision.ts";
import type { GitHubClient } from "./github-client.ts";
import { hasStatus } from "./github-failure.ts";

/** One page of branches as it was last answered. A 304 has neither body nor links, so both are kept. */
export interface BranchPage {
  readonly etag: string | undefined;
  readonly heads: readonly (readonly [string, CommitSha])[];
  readonly hasNext: boolean;
}

/**
 * Reads all branch heads, a hundred to a page. `known` holds the pages of the last look and is brought up to date: a
 * page that did not change is a 304, which does not count against the rate limit.
 */
export async function readBranchHeads(
  client: GitHubClient,
  known: Map<number, BranchPage>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, CommitSha>> {
  const heads = new Map<string, CommitSha>();
  for (let page = 1; ; page += 1) {
    const read = await readPage(client, { page, before: known.get(page) }, signal);
    known.set(page, read);
    for (const [branch, head] of read.heads) heads.set(branch, head);
    if (read.hasNext) continue;
    for (const later of known.keys()) if (later > page) known.delete(later);
    return new Map([...heads].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

async function readPage(
  client: GitHubClient,
  asked: { readonly page: number; readonly before: BranchPage | undefined },
  signal?: AbortSignal,
): Promise<BranchPage> {
  const { page, before } = asked;
  const headers = before?.etag === undefined ? {} : { "if-none-match": before.etag };
  try {
    const answer = await client.ask(
      async (octokit, target) => octokit.rest.repos.listBranches({ ...target, per_page: 100, page, headers }),
      signal,
    );
    return {
      etag: answer.headers.etag,
      heads: answer.data.map((branch) => [branch.name, commitSha(branch.commit.sha)]),
      hasNext: /rel="next"/.test(answer.headers.link ?? ""),
    };
  } catch (error) {
    if (before !== undefined && hasStatus(error, 304)) return before;
    throw error;
  }
}
