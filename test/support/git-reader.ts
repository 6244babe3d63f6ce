import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

/** An object as it stands in a repository. */
export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** One entry of a tree. */
export interface GitTreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

/** Reads objects of a repository through one `git cat-file --batch`, where a process for each would take most of a test's time. */
export class GitReader implements Disposable {
  readonly #git: ChildProcessWithoutNullStreams;
  readonly #waiting: ((object: GitObject | undefined) => void)[] = [];
  #read: Buffer = Buffer.alloc(0);

  constructor(folder: string) {
    this.#git = spawn("git", ["cat-file", "--batch"], { cwd: folder });
    this.#git.stdin.on("error", () => {});
    this.#git.stdout.on("data", (chunk: Buffer) => {
      this.#read = this.#read.length === 0 ? chunk : Buffer.concat([this.#read, chunk]);
      this.#hand();
    });
    this.#git.on("close", () => {
      for (const tell of this.#waiting.splice(0)) tell(undefined);
    });
  }

  [Symbol.dispose](): void {
    this.#git.kill();
  }

  /** The object that a name or id stands for (gitrevisions(7)); undefined where there is none. */
  async object(name: string): Promise<GitObject | undefined> {
    if (/[\s\0]/.test(name) || name === "") return undefined;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#git.stdin.write(`${name}\n`);
    });
  }

  #hand(): void {
    for (;;) {
      const end = this.#read.indexOf("\n");
      if (end < 0) return;
      const [id = "", type = "", size] = this.#read.toString("utf8", 0, end).split(" ");
      const length = Number(size);
      const isFound = size !== undefined && Number.isFinite(length);
      const after = isFound ? end + 1 + length + 1 : end + 1;
      if (this.#read.length < after) return;
      const bytes = this.#read.subarray(end + 1, after - 1);
      this.#read = this.#read.subarray(after);
      this.#waiting.shift()?.(isFound ? { id, type, bytes } : undefined);
    }
  }
}

/** The entries in the bytes of a tree of a repository of SHA-1. */
export function treeEntriesIn(bytes: Buffer): readonly GitTreeEntry[] {
  const entries: GitTreeEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(" ", at);
    const end = bytes.indexOf(0, space);
    entries.push({
      mode: bytes.toString("latin1", at, space),
      name: bytes.toString("utf8", space + 1, end),
      id: bytes.toString("hex", end + 1, end + 21),
    });
    at = end + 21;
  }
  return entries;
}
