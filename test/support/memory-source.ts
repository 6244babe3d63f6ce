import { createHash } from "node:crypto";
import { ReconcileError } from "../../src/domain/failure.ts";
import { commitSha } from "../../src/domain/revision.ts";
import type { CommitSha } from "../../src/domain/revision.ts";
import { cutSinceTouch } from "../../src/domain/since-touch.ts";
import type { BlobId, Source, TreeEntry } from "../../src/domain/source.ts";

/** What stands at a path: a text or bytes, an executable, a link, another repository; `null` takes it away. */
export type FileContent =
  | string
  | Uint8Array
  | { readonly executable: string }
  | { readonly symlink: string }
  | { readonly submodule: string }
  | null;

/** Changes to the files of the commit's first parent, by path from the root. */
export type FileChanges = Readonly<Record<string, FileContent>>;

/** One call that reached the source, for tests that count them. */
export interface SourceCall {
  readonly method: keyof Source;
  readonly commit?: CommitSha;
}

interface StoredFile {
  readonly entry: TreeEntry;
  readonly bytes: Uint8Array;
}

interface StoredCommit {
  readonly parents: readonly CommitSha[];
  readonly files: ReadonlyMap<string, StoredFile>;
}

/**
 * A Git repository in memory behind the port `Source`, with the moves that people make on one: commit, merge, delete a
 * branch, force-push. Ids depend on content and history only, so the same moves give the same ids in every run. It
 * passes the contract suite of the real sources (test/git/source-contract.ts).
 */
export class MemorySource implements Source {
  readonly repository: string;
  readonly calls: SourceCall[] = [];
  readonly #branches = new Map<string, CommitSha>();
  readonly #commits = new Map<CommitSha, StoredCommit>();
  readonly #blobs = new Map<BlobId, Uint8Array>();
  #failure: Error | undefined;

  constructor(repository = "acme/shop") {
    this.repository = repository;
  }

  /**
   * Commits changes and moves the branch to the new commit. Without `parents` it stands on the branch's head, or on
   * nothing where there is no such branch; more than one parent makes a merge, and the changes are made to the first.
   */
  commit(branch: string, changes: FileChanges, parents?: readonly CommitSha[]): CommitSha {
    const head = this.#branches.get(branch);
    const from = parents ?? (head === undefined ? [] : [head]);
    const files = new Map(from[0] === undefined ? [] : this.#stored(from[0]).files);
    for (const [path, content] of Object.entries(changes)) {
      if (content === null) files.delete(path);
      else files.set(path, this.#store(path, content));
    }
    const tree = listingOf([...files.values()].toSorted(byPath));
    const id = commitSha(digest("commit", Buffer.from(`${from.join(" ")}\n${this.#commits.size}\n${tree}`)));
    this.#commits.set(id, { parents: from, files });
    this.#branches.set(branch, id);
    return id;
  }

  /** Merges a commit into a branch; the branch's head is the first parent, and the other side's new files win. */
  merge(branch: string, other: CommitSha): CommitSha {
    const head = this.head(branch);
    const changes: Record<string, FileContent> = {};
    for (const [path, { entry, bytes }] of this.#stored(other).files) changes[path] = contentOf(entry, bytes);
    return this.commit(branch, changes, [head, other]);
  }

  /** Points a branch at a commit, whatever it pointed to before: a new branch, a fast-forward or a force-push. */
  setBranch(branch: string, commit: CommitSha): void {
    this.#stored(commit);
    this.#branches.set(branch, commit);
  }

  deleteBranch(branch: string): void {
    if (!this.#branches.delete(branch)) throw new Error(`no branch ${branch}`);
  }

  /** The head of a branch, for tests that know it is there. */
  head(branch: string): CommitSha {
    const head = this.#branches.get(branch);
    if (head === undefined) throw new Error(`no branch ${branch}`);
    return head;
  }

  /** The text of a file at a commit, past the port and its counted calls; undefined where there is none. */
  textAt(commit: CommitSha, path: string): string | undefined {
    const file = this.#stored(commit).files.get(path);
    return file === undefined ? undefined : Buffer.from(file.bytes).toString();
  }

  /** Every call fails with this error until `recover` is called. */
  fail(error: Error = unreachable(this.repository)): void {
    this.#failure = error;
  }

  recover(): void {
    this.#failure = undefined;
  }

  async heads(signal?: AbortSignal): Promise<ReadonlyMap<string, CommitSha>> {
    this.#begin({ method: "heads" }, signal);
    return new Map([...this.#branches].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  async tree(
    commit: CommitSha,
    under: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly TreeEntry[]> {
    this.#begin({ method: "tree", commit }, signal);
    return filesBelow(this.#found(commit), under.map(cleanPath)).map((file) => file.entry);
  }

  async blobs(ids: readonly BlobId[], signal?: AbortSignal): Promise<ReadonlyMap<BlobId, Uint8Array>> {
    this.#begin({ method: "blobs" }, signal);
    return new Map(ids.map((id) => [id, this.#blob(id)]));
  }

  async sinceLastTouch(
    commit: CommitSha,
    paths: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly CommitSha[]> {
    this.#begin({ method: "sinceLastTouch", commit }, signal);
    const clean = paths.map(cleanPath);
    const below = (id: CommitSha): string => listingOf(filesBelow(this.#found(id), clean));
    const listing = below(commit);
    const way: CommitSha[] = [];
    let next: CommitSha | undefined = commit;
    for (; next !== undefined; next = this.#found(next).parents.find((parent) => below(parent) === listing))
      way.push(next);
    const wasThere = listing !== "" || this.#found(way.at(-1) ?? commit).parents.length > 0;
    return wasThere ? cutSinceTouch(way) : [];
  }

  async isAncestor(ancestor: CommitSha, descendant: CommitSha, signal?: AbortSignal): Promise<boolean> {
    this.#begin({ method: "isAncestor", commit: descendant }, signal);
    return this.descends(descendant, ancestor);
  }

  /** The same past the port and its counted calls. */
  descends(descendant: CommitSha, ancestor: CommitSha): boolean {
    const seen = new Set<CommitSha>();
    const waiting: CommitSha[] = [descendant];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const stored = this.#commits.get(next);
      if (stored === undefined || seen.has(next)) continue;
      if (next === ancestor) return true;
      seen.add(next);
      waiting.push(...stored.parents);
    }
    return false;
  }

  /** Everybody who commits here, unless a test says otherwise. */
  authorAddresses: readonly string[] | undefined = ["team@shop.example"];

  async authors(
    commit: CommitSha,
    since: CommitSha,
    signal?: AbortSignal,
  ): Promise<readonly string[] | undefined> {
    this.#begin({ method: "authors", commit }, signal);
    return this.#commits.has(since) ? this.authorAddresses : undefined;
  }

  #begin(call: SourceCall, signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    this.calls.push(call);
    if (this.#failure !== undefined) throw this.#failure;
  }

  #stored(commit: CommitSha): StoredCommit {
    const stored = this.#commits.get(commit);
    if (stored === undefined) throw new Error(`the test's repository has no commit ${commit}`);
    return stored;
  }

  #found(commit: CommitSha): StoredCommit {
    const stored = this.#commits.get(commit);
    if (stored !== undefined) return stored;
    throw new ReconcileError({
      disposition: "wait",
      reason: "CommitNotFound",
      message: `${this.repository} has no commit ${commit}.`,
    });
  }

  #blob(id: BlobId): Uint8Array {
    const bytes = this.#blobs.get(id);
    if (bytes !== undefined) return bytes;
    throw new ReconcileError({
      disposition: "wait",
      reason: "BlobNotFound",
      message: `${this.repository} has no blob ${id}.`,
    });
  }

  #store(path: string, content: Exclude<FileContent, null>): StoredFile {
    if (cleanPath(path) !== path || path === "") throw new Error(`not a path in a repository: ${path}`);
    if (typeof content === "object" && "symlink" in content)
      return { entry: { kind: "symlink", path }, bytes: Buffer.from(content.symlink) };
    if (typeof content === "object" && "submodule" in content)
      return { entry: { kind: "submodule", path }, bytes: Buffer.from(content.submodule) };
    const executable = typeof content === "object" && "executable" in content;
    const bytes = executable
      ? Buffer.from(content.executable)
      : typeof content === "string"
        ? Buffer.from(content)
        : content;
    const blob = digest("blob", bytes) as BlobId;
    this.#blobs.set(blob, bytes);
    return { entry: { kind: "file", path, blob, size: bytes.length, executable }, bytes };
  }
}

function unreachable(repository: string): ReconcileError {
  return new ReconcileError({
    disposition: "retry",
    reason: "RepositoryUnreachable",
    message: `${repository} does not answer.`,
  });
}

function contentOf(entry: TreeEntry, bytes: Uint8Array): FileContent {
  const text = Buffer.from(bytes).toString();
  switch (entry.kind) {
    case "file":
      return entry.executable ? { executable: text } : bytes;
    case "symlink":
      return { symlink: text };
    case "submodule":
      return { submodule: text };
  }
}

/** Git's own object id, so that equal contents have equal ids in every source. */
function digest(type: string, bytes: Uint8Array): string {
  return createHash("sha1").update(`${type} ${bytes.length}\0`).update(bytes).digest("hex");
}

function cleanPath(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

function filesBelow(commit: StoredCommit, paths: readonly string[]): readonly StoredFile[] {
  return [...commit.files.values()]
    .filter((file) => paths.some((path) => isAtOrBelow(file.entry.path, path)))
    .toSorted(byPath);
}

function byPath(a: StoredFile, b: StoredFile): number {
  return a.entry.path < b.entry.path ? -1 : 1;
}

function isAtOrBelow(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

function listingOf(files: readonly StoredFile[]): string {
  return files
    .map(
      ({ entry, bytes }) =>
        `${entry.kind} ${entry.kind === "file" && entry.executable} ${entry.path} ${entry.kind === "file" ? entry.blob : digest("blob", bytes)}\n`,
    )
    .join("");
}
