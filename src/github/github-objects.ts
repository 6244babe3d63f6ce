import { ReconcileError } from "../domain/failure.ts";
import { commitSha } from "../domain/revision.ts";
import type { CommitSha } from "../domain/revision.ts";
import type { BlobId } from "../domain/source.ts";
import { BoundedCache } from "./bounded-cache.ts";
import type { GitHubClient } from "./github-client.ts";
import { hasStatus } from "./github-failure.ts";

/** A commit's place in history. */
export interface StoredCommit {
  readonly tree: string;
  readonly parents: readonly CommitSha[];
}

/** One line of a tree, with its path from that tree. */
export interface StoredEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly id: string;
  readonly size: number;
}

/** Objects by their ids. What an id stands for never changes, so that nothing is asked for twice while it is remembered. */
export class GitHubObjects {
  readonly client: GitHubClient;
  readonly #commits = new BoundedCache<CommitSha, StoredCommit>(20_000, () => 1);
  readonly #trees = new BoundedCache<string, readonly StoredEntry[]>(
    200_000,
    (entries) => entries.length + 1,
  );
  readonly #blobs = new BoundedCache<BlobId, Uint8Array>(64 * 1024 * 1024, (bytes) => bytes.length + 100);

  constructor(client: GitHubClient) {
    this.client = client;
  }

  /** Throws `CommitNotFound` when the repository has no such commit. */
  async commit(id: CommitSha, signal?: AbortSignal): Promise<StoredCommit> {
    const known = this.#commits.get(id);
    if (known !== undefined) return known;
    const { data } = await this.#existing(
      { reason: "CommitNotFound", what: `commit ${id}` },
      async () =>
        this.client.ask(
          async (octokit, target) => octokit.rest.git.getCommit({ ...target, commit_sha: id }),
          signal,
        ),
      signal,
    );
    const stored = { tree: data.tree.sha, parents: data.parents.map((parent) => commitSha(parent.sha)) };
    this.#commits.set(id, stored);
    return stored;
  }

  /** Whether a commit is remembered, so that asking for it costs nothing. */
  knows(id: CommitSha): boolean {
    return this.#commits.get(id) !== undefined;
  }

  /** Remembers a commit that another answer has told about. */
  learn(id: CommitSha, commit: StoredCommit): void {
    this.#commits.set(id, commit);
  }

  /** A tree's own entries, or all that stands below it. Throws `TreeTruncated` when GitHub leaves some out. */
  async tree(
    id: string,
    depth: "entries" | "everything",
    signal?: AbortSignal,
  ): Promise<readonly StoredEntry[]> {
    const key = `${depth} ${id}`;
    const known = this.#trees.get(key);
    if (known !== undefined) return known;
    const { data } = await this.client.ask(
      async (octokit, target) =>
        octokit.rest.git.getTree({
          ...target,
          tree_sha: id,
          ...(depth === "everything" ? { recursive: "true" } : {}),
        }),
      signal,
    );
    if (data.truncated) throw truncated(this.client.repository, id);
    const entries = data.tree.map((entry) => ({
      path: entry.path,
      mode: entry.mode,
      type: entry.type,
      id: entry.sha,
      size: entry.size ?? 0,
    }));
    this.#trees.set(key, entries);
    return entries;
  }

  /** Throws `BlobNotFound` when the repository has no such blob. */
  async blob(id: BlobId, signal?: AbortSignal): Promise<Uint8Array> {
    const known = this.#blobs.get(id);
    if (known !== undefined) return known;
    const { data } = await this.#existing(
      { reason: "BlobNotFound", what: `blob ${id}` },
      async () =>
        this.client.ask(
          async (octokit, target) => octokit.rest.git.getBlob({ ...target, file_sha: id }),
          signal,
        ),
      signal,
    );
    const bytes = Buffer.from(data.content, data.encoding === "base64" ? "base64" : "utf8");
    this.#blobs.set(id, bytes);
    return bytes;
  }

  /** A 404 is either the object's or the repository's; asking for the repository tells which. */
  async #existing<Answer>(
    missing: { readonly reason: string; readonly what: string },
    ask: () => Promise<Answer>,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      // 409: an empty repository; 422: no object has this id.
      if (!hasStatus(error, 404, 409, 422)) throw error;
      await requireRepository(this.client, signal);
      throw new ReconcileError(
        {
          disposition: "wait",
          reason: missing.reason,
          message: `${this.client.repository} has no ${missing.what}.`,
          remedy: "It may have been rewritten in the meantime; the next look reads the branches again.",
        },
        { cause: error },
      );
    }
  }
}

/** Throws `RepositoryNotFound`, or what else keeps the repository from being seen. */
export async function requireRepository(client: GitHubClient, signal?: AbortSignal): Promise<void> {
  await client.ask(async (octokit, target) => octokit.rest.repos.get(target), signal);
}

function truncated(repository: string, tree: string): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "TreeTruncated",
    message: `GitHub lists tree ${tree} of ${repository} only in part: it has more than 100,000 entries or 7 MB.`,
    remedy:
      "Move what is not Copilot's out of the copilot folder, or use `source.git`, which has no such limit.",
  });
}
