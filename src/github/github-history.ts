import { commitSha } from "../domain/revision.ts";
import type { CommitSha } from "../domain/revision.ts";
import { BoundedCache } from "./bounded-cache.ts";
import { hasStatus } from "./github-failure.ts";
import { requireRepository } from "./github-objects.ts";
import type { GitHubObjects } from "./github-objects.ts";

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

  /**
   * The newest commit on the line of first parents that brought a change below a path. GitHub's own list of a path's
   * commits names the commit in which the change was written; the commit that brought it to this line is the oldest
   * on the line that has that one in its history. The two part ways only where a merge throws away what its first
   * parent had changed there.
   */
  async lastTouching(
    head: CommitSha,
    paths: readonly string[],
    signal?: AbortSignal,
  ): Promise<CommitSha | undefined> {
    await this.#objects.commit(head, signal);
    const line = new FirstParentLine(this.#objects, head);
    let newest = Number.POSITIVE_INFINITY;
    for (const path of paths) {
      const found = await this.#lastTouchingOne({ head, path, line }, signal);
      if (found !== undefined) newest = Math.min(newest, await line.indexOf(found, signal));
    }
    return Number.isFinite(newest) ? line.at(newest, signal) : undefined;
  }

  async #lastTouchingOne(
    asked: { readonly head: CommitSha; readonly path: string; readonly line: FirstParentLine },
    signal: AbortSignal | undefined,
  ): Promise<CommitSha | undefined> {
    const { head, path, line } = asked;
    const key = `${head} ${path}`;
    const known = this.#touching.get(key);
    if (known !== undefined) return known === "never" ? undefined : known;
    const found = path === "" ? await this.#lastChange(line, signal) : await this.#landing(asked, signal);
    this.#touching.set(key, found ?? "never");
    return found;
  }

  /** The newest commit of the line that changed anything at all. */
  async #lastChange(line: FirstParentLine, signal: AbortSignal | undefined): Promise<CommitSha | undefined> {
    for (let index = 0; ; index += 1) {
      const commit = await line.at(index, signal);
      if (commit === undefined) return undefined;
      const parent = await line.at(index + 1, signal);
      const { tree } = await this.#objects.commit(commit, signal);
      const before = parent === undefined ? emptyTree : (await this.#objects.commit(parent, signal)).tree;
      if (tree !== before) return commit;
    }
  }

  async #landing(
    { head, path, line }: { readonly head: CommitSha; readonly path: string; readonly line: FirstParentLine },
    signal: AbortSignal | undefined,
  ): Promise<CommitSha | undefined> {
    const { data } = await this.#objects.client.ask(
      async (octokit, target) => octokit.rest.repos.listCommits({ ...target, sha: head, path, per_page: 1 }),
      signal,
    );
    const written = data[0]?.sha;
    if (written === undefined) return undefined;
    return line.oldestWith(
      commitSha(written),
      async (commit, on) => this.isAncestor(commit, on, signal),
      signal,
    );
  }
}

/** The id of the tree without entries, in every repository of SHA-1. */
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** A commit, its first parent, and so on, read a page of history at a time. */
class FirstParentLine {
  readonly #objects: GitHubObjects;
  readonly #head: CommitSha;
  readonly #line: CommitSha[] = [];
  readonly #read = new Map<CommitSha, CommitSha | undefined>();
  #page = 0;

  constructor(objects: GitHubObjects, head: CommitSha) {
    this.#objects = objects;
    this.#head = head;
  }

  async at(index: number, signal: AbortSignal | undefined): Promise<CommitSha | undefined> {
    while (this.#line.length <= index) if (!(await this.#extend(signal))) return undefined;
    return this.#line[index];
  }

  /** Where a commit of the line stands; infinity for any other. */
  async indexOf(commit: CommitSha, signal: AbortSignal | undefined): Promise<number> {
    for (let index = 0; ; index += 1) {
      const on = await this.at(index, signal);
      if (on === commit) return index;
      if (on === undefined) return Number.POSITIVE_INFINITY;
    }
  }

  /** The oldest commit of the line that has `commit` in its history. All newer ones have it, all older ones do not. */
  async oldestWith(
    commit: CommitSha,
    isIn: (commit: CommitSha, on: CommitSha) => Promise<boolean>,
    signal: AbortSignal | undefined,
  ): Promise<CommitSha | undefined> {
    let within = 0;
    for (let step = 1; ; step *= 2) {
      const index = within + step;
      const on = await this.at(index, signal);
      const known = this.#line.indexOf(commit);
      if (known >= 0) return commit;
      if (on !== undefined && (await isIn(commit, on))) within = index;
      else return this.#search({ commit, within, without: Math.min(index, this.#line.length) }, isIn);
    }
  }

  async #search(
    range: { readonly commit: CommitSha; readonly within: number; readonly without: number },
    isIn: (commit: CommitSha, on: CommitSha) => Promise<boolean>,
  ): Promise<CommitSha | undefined> {
    let { within, without } = range;
    while (without - within > 1) {
      const middle = Math.floor((within + without) / 2);
      const on = this.#line[middle];
      if (on !== undefined && (await isIn(range.commit, on))) within = middle;
      else without = middle;
    }
    return this.#line[within];
  }

  /** Adds one commit; false at the root. */
  async #extend(signal: AbortSignal | undefined): Promise<boolean> {
    const last = this.#line.at(-1);
    const next = last === undefined ? this.#head : await this.#parentOf(last, signal);
    if (next === undefined) return false;
    this.#line.push(next);
    return true;
  }

  async #parentOf(commit: CommitSha, signal: AbortSignal | undefined): Promise<CommitSha | undefined> {
    while (!this.#read.has(commit)) if (!(await this.#readPage(signal))) break;
    if (this.#read.has(commit)) return this.#read.get(commit);
    return (await this.#objects.commit(commit, signal)).parents[0];
  }

  async #readPage(signal: AbortSignal | undefined): Promise<boolean> {
    if (this.#page < 0) return false;
    this.#page += 1;
    const page = this.#page;
    const answer = await this.#objects.client.ask(
      async (octokit, target) =>
        octokit.rest.repos.listCommits({ ...target, sha: this.#head, per_page: 100, page }),
      signal,
    );
    for (const { sha, commit, parents } of answer.data) {
      const stored = { tree: commit.tree.sha, parents: parents.map((parent) => commitSha(parent.sha)) };
      this.#objects.learn(commitSha(sha), stored);
      this.#read.set(commitSha(sha), stored.parents[0]);
    }
    if (!/rel="next"/.test(answer.headers.link ?? "")) this.#page = -1;
    return true;
  }
}
