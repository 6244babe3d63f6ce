import { commitSha } from "../domain/revision.ts";
import type { CommitSha } from "../domain/revision.ts";
import { cutSinceTouch } from "../domain/since-touch.ts";
import { mostAuthored } from "../domain/source.ts";
import { BoundedCache } from "./bounded-cache.ts";
import { hasStatus } from "./github-failure.ts";
import { requireRepository } from "./github-objects.ts";
import type { GitHubObjects, StoredCommit } from "./github-objects.ts";
import { findEntry } from "./read-github-tree.ts";

/** Questions about history, whose answers never change either. */
export class GitHubHistory {
  readonly #objects: GitHubObjects;
  readonly #ancestry = new BoundedCache<string, boolean>(20_000, () => 1);
  readonly #ways = new BoundedCache<string, readonly CommitSha[]>(200_000, (way) => way.length + 1);

  readonly #asked = new Map<string, Promise<readonly CommitSha[]>>();

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

  /** As `Source.authors`. */
  async authors(
    commit: CommitSha,
    since: CommitSha,
    signal?: AbortSignal,
  ): Promise<readonly string[] | undefined> {
    try {
      const { data } = await this.#objects.client.ask(
        async (octokit, target) =>
          octokit.rest.repos.compareCommitsWithBasehead({ ...target, basehead: `${since}...${commit}` }),
        signal,
      );
      const addresses = data.commits.map((each) => each.commit.author?.email);
      const known = addresses.flatMap((address) => address ?? []);
      if (data.commits.length < data.total_commits || known.length < addresses.length) return undefined;
      return known.length > mostAuthored ? undefined : [...new Set(known)].toSorted();
    } catch (error) {
      if (!hasStatus(error, 404, 409, 422)) throw error;
      await requireRepository(this.#objects.client, signal);
      return undefined;
    }
  }

  /** As `Source.sinceLastTouch`; `CommitNotFound` for a commit that the repository does not have. */
  async sinceLastTouch(
    head: CommitSha,
    paths: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly CommitSha[]> {
    const wanted = outermost(paths);
    const key = `${head} ${wanted.join("\0")}`;
    // Environments that are fed by one branch ask the same at once; one that failed is asked again by who waited for it.
    for (let asked = this.#asked.get(key); asked !== undefined; asked = this.#asked.get(key))
      await Promise.allSettled([asked]);
    const known = this.#ways.get(key);
    if (known !== undefined) return known;
    const asking = this.#way(head, wanted, signal);
    this.#asked.set(key, asking);
    try {
      const way = cutSinceTouch(await asking);
      this.#ways.set(key, way);
      return way;
    } finally {
      this.#asked.delete(key);
    }
  }

  /**
   * Follows, from commit to commit, the first parent that has the same content below the paths, until none has. Where GitHub
   * says which commit that is, only merges have to be looked into, and a way longer than `longestWay` is left off but for it.
   */
  async #way(
    head: CommitSha,
    paths: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<readonly CommitSha[]> {
    await this.#objects.commit(head, signal);
    const touching = await this.#touching(head, paths, signal);
    if (touching === "none") return [];
    const end = touching === "untold" ? undefined : touching;
    if (end === head) return [head];
    const content = await this.#contentAt(head, paths, signal);
    const way = [head];
    let { parents } = await this.#place(head, signal);
    for (;;) {
      const next =
        end !== undefined && parents.length === 1
          ? parents[0]
          : await this.#firstWith(parents, { paths, content }, signal);
      if (next === undefined) return parents.length === 0 && /^-*$/.test(content) ? [] : way;
      way.push(next);
      if (next === end) return way;
      if (end !== undefined && way.length >= longestWay) return [...way, end];
      ({ parents } = await this.#place(next, signal));
    }
  }

  /**
   * The last touching commit as GitHub tells it: for one path at a time, and never for the whole tree. Of several answers the one
   * that has all others in its history counts; `untold` where changes on several sides of a merge were brought together.
   */
  async #touching(
    head: CommitSha,
    paths: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<CommitSha | "none" | "untold"> {
    if (paths.includes("")) return "untold";
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
    if (found.size === 0) return "none";
    for (const candidate of found) {
      const others = [...found].filter((other) => other !== candidate);
      if (await this.#hasAll(candidate, others, signal)) return candidate;
    }
    return "untold";
  }

  async #hasAll(
    candidate: CommitSha,
    others: readonly CommitSha[],
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    for (const other of others) if (!(await this.isAncestor(other, candidate, signal))) return false;
    return true;
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
    const { tree } = await this.#place(commit, signal);
    const ids: string[] = [];
    for (const path of paths) {
      const entry = await findEntry(this.#objects, { tree, path }, signal);
      ids.push(entry === undefined || entry.id === emptyTree ? "-" : `${entry.mode}${entry.id}`);
    }
    return ids.join("");
  }

  /** Where a commit stands in history. One page of history spares a request for each of its hundred commits. */
  async #place(commit: CommitSha, signal: AbortSignal | undefined): Promise<StoredCommit> {
    if (!this.#objects.knows(commit)) await this.#learnFrom(commit, signal);
    return this.#objects.commit(commit, signal);
  }

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

/** Sorted, without those that lie below another: what changes there changes the other. */
function outermost(paths: readonly string[]): readonly string[] {
  if (paths.includes("")) return [""];
  const sorted = [...new Set(paths)].toSorted();
  return sorted.filter((path) => !sorted.some((other) => path.startsWith(`${other}/`)));
}

/** Commits; each merge among them costs a request, once. */
const longestWay = 200;

/** The id of the tree without entries, in every repository of SHA-1. */
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
