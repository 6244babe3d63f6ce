import type { CommitStatus } from "../notify/commit-status.ts";
import type { GitHubClient } from "./github-client.ts";
import { hasStatus } from "./github-failure.ts";
import type { WritePace } from "./write-pace.ts";

/** What stands beside one commit. */
type Standing = ReadonlyMap<string, string>;

/** How many commits are remembered. */
const remembered = 500;

/**
 * Keeps commit statuses as they should be: written only when they say something else than what stands there, which after a start is read from
 * GitHub. Needs commit statuses to be read and written.
 */
export class StatusTeller {
  readonly #known = new Map<string, Standing>();
  readonly #pace: WritePace;

  constructor(pace: WritePace) {
    this.#pace = pace;
  }

  async tell(
    client: GitHubClient,
    status: CommitStatus,
    link: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { commit, context, state, description } = status;
    const key = `${client.repository} ${commit}`;
    const known = this.#known.get(key) ?? (await readStatuses(client, commit, signal));
    const says = `${state} ${description}`;
    this.#remember(key, known);
    if (known.get(context) === says) return;
    await this.#pace(signal);
    try {
      await client.ask(
        async (octokit, target) =>
          octokit.rest.repos.createCommitStatus({
            ...target,
            sha: commit,
            state,
            context,
            description,
            ...(link === undefined ? {} : { target_url: link }),
          }),
        signal,
      );
    } catch (error) {
      // The commit is gone, or has a thousand statuses of this context already: nothing can be said there any more.
      if (!hasStatus(error, 422)) throw error;
    }
    this.#remember(key, new Map(known).set(context, says));
  }

  /** Forgets what stands beside a commit, so that it is read again. */
  forget(client: GitHubClient, commit: string): void {
    this.#known.delete(`${client.repository} ${commit}`);
  }

  #remember(key: string, standing: Standing): void {
    this.#known.delete(key);
    this.#known.set(key, standing);
    if (this.#known.size > remembered)
      for (const oldest of this.#known.keys().take(1)) this.#known.delete(oldest);
  }
}

async function readStatuses(client: GitHubClient, commit: string, signal: AbortSignal): Promise<Standing> {
  const found = new Map<string, string>();
  for (let page = 1; ; page += 1) {
    const { data } = await client.ask(
      async (octokit, target) =>
        octokit.rest.repos.getCombinedStatusForRef({ ...target, ref: commit, per_page: 100, page }),
      signal,
    );
    for (const { context, state, description } of data.statuses)
      found.set(context, `${state} ${description ?? ""}`);
    if (page * 100 >= data.total_count) return found;
  }
}
