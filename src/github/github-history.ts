import { commitSha } from "../domain/revision.ts";
import type { CommitSha } from "../domain/revision.ts";
import { BoundedCache } from "./bounded-cache.ts";
import { hasStatus } from "./github-failure.ts";
import { requireRepository } from "./github-objects.ts";
import type { GitHubObjects } from "./github-objects.ts";
import { findEntry } from "./read-github-tree.ts";

/** Questions about history, whose answers never change either. */
export class GitHubHistory {
  readonly #objects: GitHubObjects;
  readonly #ancestry = new BoundedCache<string, boolean>(20_000, () => 1);
  readonly #touching = new BoundedCache<string, CommitSha | "never">(20_000, () => 1);

  constructor(objects: GitHubObjects) {
    this.#objects = objects;
  }

  async isAncestor(ancestor: CommitSha, descendant: CommitSha, signal?: AbortSignal): Promise<boolean> {
    const key = `${ancestor} ${descendant}`;
    const known = this.#ancestry.get(key);
    if (known !== undefined) return known;
    const { client } = this.#objects;
    try {
      const { data } = await client.ask(
        async (octokit, target) =>
          octokit.rest.repos.compareCommitsWithBasehead({
            ...target,
            basehead: `${ancestor}...${descendant}`,
            per_page: 1,
          }),
        signal,
      );
      const isReachable = data.status === "ahead" || data.status === "identical";
      this.#ancestry.set(key, isReachable);
      return isReachable;
    } catch (error) {
      // No such commit, or no common ancestor; a repository that cannot be seen answers 404, too.
      if (!hasStatus(error, 404, 409, 422)) throw error;
      await requireRepository(client, signal);
      return false;
    }
  }

  /** As `git log -1 -- <paths>` finds it; `CommitNotFound` for a commit that the repository does not have. */
  async lastTouching(
    head: CommitSha,
    paths: readonly string[],
    signal?: AbortSignal,
  ): Promise<CommitSha | undefined> {
    const wanted = [...new Set(paths)].toSorted();
    const key = `${head} ${wanted.join("\0")}`;
    const known = this.#touching.get(key);
    if (known !== undefined) return known === "never" ? undefined : known;
    await this.#objects.commit(head, signal);
    const found = wanted.includes("")
      ? await this.#walk(head, [""], signal)
      : await this.#newest(head, wanted, signal);
    this.#touching.set(key, found ?? "never");
    return found;
  }

  /** GitHub answers for one path at a time; of several answers the one that has all others in its history counts. */
  async #newest(
    head: CommitSha,
    paths: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<CommitSha | undefined> {
    const found = new Set<CommitSha>();
    for (const path of paths) {
      const { data } = await this.#objects.client.ask(
        async (octokit, target) =>
          octokit.rest.repos.listCommits({ ...target, sha: head, path, per_page: 1 }),
        signal,
      );
      const sha = data[0]?.sha;
      if (sha !== undefined) found.add(commitSha(sha));
    }
    if (found.size === 0) return undefined;
    for (const candidate of found) {
      const others = [...found].filter((other) => other !== candidate);
      if (await this.#hasAll(candidate, others, signal)) return candidate;
    }
    // Changed on several sides of a merge that brought them together.
    return this.#walk(head, paths, signal);
  }

  async #hasAll(
    candidate: CommitSha,
    others: readonly CommitSha[],
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    for (const other of others) if (!(await this.isAncestor(other, candidate, signal))) return false;
    return true;
  }

  /** Follows, from commit to commit, the first parent that has the same content below the paths, until none has. */
  async #walk(
    head: CommitSha,
    paths: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<CommitSha | undefined> {
    await this.#learnFrom(head, signal);
    let current = head;
    for (;;) {
      const content = await this.#contentAt(current, paths, signal);
      const { parents } = await this.#objects.commit(current, signal);
      const same = await this.#firstWith(parents, { paths, content }, signal);
      if (same !== undefined) current = same;
      else return parents.length === 0 && /^-*$/.test(content) ? undefined : current;
    }
  }

  async #firstWith(
    commits: readonly CommitSha[],
    wanted: { readonly paths: readonly string[]; readonly content: string },
    signal: AbortSignal | undefined,
  ): Promise<CommitSha | undefined> {
    for (const commit of commits)
      if ((await this.#contentAt(commit, wanted.paths, signal)) === wanted.content) return commit;
    return undefined;
  }

  /** The ids of what stands at the paths, one after another; a dash for nothing. */
  async #contentAt(
    commit: CommitSha,
    paths: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const { tree } = await this.#objects.commit(commit, signal);
    const ids: string[] = [];
    for (const path of paths) {
      const entry = await findEntry(this.#objects, { tree, path }, signal);
      ids.push(entry === undefined || entry.id === emptyTree ? "-" : `${entry.mode}${entry.id}`);
    }
    return ids.join("");
  }

  /** One page of history spares a request for each of its hundred commits. */
  async #learnFrom(head: CommitSha, signal: AbortSignal | undefined): Promise<void> {
    const { data } = await this.#objects.client.ask(
      async (octokit, target) => octokit.rest.repos.listCommits({ ...target, sha: head, per_page: 100 }),
      signal,
    );
    for (const { sha, commit, parents } of data)
      this.#objects.learn(commitSha(sha), {
        tree: commit.tree.sha,
        parents: parents.map((parent) => commitSha(parent.sha)),
      });
  }
}

/** The id of the tree without entries, in every repository of SHA-1. */
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
