import { BoundedCache } from "./bounded-cache.ts";
import type { GitHubClient, GitHubRequest } from "./github-client.ts";
import { hasStatus } from "./github-failure.ts";

/** A request of one thing, given the headers that ask for it only if it has changed. */
type ConditionalRequest<Data> = (
  ...given: [...Parameters<GitHubRequest<unknown>>, headers: Readonly<Record<string, string>>]
) => Promise<{ readonly headers: { readonly etag?: string | undefined }; readonly data: Data }>;

/** Answers of one kind, remembered with their entity tags: asked again they are a 304, which GitHub does not count. */
export class Conditional<Data> {
  readonly #client: GitHubClient;
  readonly #known = new BoundedCache<string, { readonly etag: string; readonly data: Data }>(1000, () => 1);

  constructor(client: GitHubClient) {
    this.#client = client;
  }

  /** `key` names the thing that is asked for. Fails as the client does. */
  async ask(key: string, request: ConditionalRequest<Data>, signal?: AbortSignal): Promise<Data> {
    const before = this.#known.get(key);
    const headers = before === undefined ? {} : { "if-none-match": before.etag };
    try {
      const { headers: answered, data } = await this.#client.ask(
        async (octokit, target) => request(octokit, target, headers),
        signal,
      );
      if (answered.etag !== undefined) this.#known.set(key, { etag: answered.etag, data });
      return data;
    } catch (error) {
      if (before !== undefined && hasStatus(error, 304)) return before.data;
      throw error;
    }
  }
}
