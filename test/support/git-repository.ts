import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { commitSha } from "../../src/domain/revision.ts";
import type { CommitSha } from "../../src/domain/revision.ts";
import type { FileChanges, FileContent } from "./memory-source.ts";

/** A real bare Git repository in a temporary folder, written with git's plumbing: no work tree, no clock, no user's configuration. */
export class GitRepository implements AsyncDisposable {
  /** Where the repository is. */
  readonly folder: string;
  #commits = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<GitRepository> {
    const folder = await mkdtemp(path.join(tmpdir(), "autoland-repository-"));
    const repository = new GitRepository(folder);
    await repository.git(["init", "--quiet", "--bare", "--initial-branch=main", "."]);
    return repository;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** As `MemorySource.commit`. */
  async commit(branch: string, changes: FileChanges, parents?: readonly CommitSha[]): Promise<CommitSha> {
    const from = parents ?? (await this.#headOf(branch));
    this.#commits += 1;
    const index = { GIT_INDEX_FILE: path.join(this.folder, `index-${this.#commits}`) };
    if (from[0] !== undefined) await this.git(["read-tree", from[0]], { env: index });
    await this.git(["update-index", "-z", "--index-info"], {
      env: index,
      input: await this.#indexInfo(changes),
    });
    const tree = await this.git(["write-tree", "--missing-ok"], { env: index });
    const date = `${1_700_000_000 + this.#commits * 60} +0000`;
    const commit = await this.git(
      ["commit-tree", "-m", `commit ${this.#commits}`, ...from.flatMap((parent) => ["-p", parent]), tree],
      { env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } },
    );
    await this.setBranch(branch, commitSha(commit));
    return commitSha(commit);
  }

  async setBranch(branch: string, commit: CommitSha): Promise<void> {
    await this.git(["update-ref", `refs/heads/${branch}`, commit]);
  }

  async deleteBranch(branch: string): Promise<void> {
    await this.git(["update-ref", "-d", `refs/heads/${branch}`]);
  }

  /** Runs git in the repository and gives its output without the last line end. */
  async git(args: readonly string[], options: GitOptions = {}): Promise<string> {
    return (await this.gitBytes(args, options)).toString().trimEnd();
  }

  /** Runs git in the repository and gives its output as it is. */
  async gitBytes(args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
    const running = promisify(execFile)("git", args, {
      cwd: this.folder,
      env: { ...process.env, ...isolation, ...options.env },
      maxBuffer: 64 * 1024 * 1024,
      encoding: "buffer",
    });
    // git may end before it reads its input; its exit code tells.
    running.child.stdin?.on("error", () => {});
    running.child.stdin?.end(options.input ?? "");
    return (await running).stdout;
  }

  async #headOf(branch: string): Promise<readonly CommitSha[]> {
    const head = await this.git(["for-each-ref", "--format=%(objectname)", `refs/heads/${branch}`]);
    return head === "" ? [] : [commitSha(head)];
  }

  async #indexInfo(changes: FileChanges): Promise<string> {
    const lines: string[] = [];
    const blobs = await this.#writeBlobs(Object.values(changes));
    for (const [name, content] of Object.entries(changes)) {
      const id = blobs.get(content);
      if (content === null) lines.push(`0 ${"0".repeat(40)}\t${name}\0`);
      else if (typeof content === "object" && "submodule" in content)
        lines.push(`160000 ${content.submodule}\t${name}\0`);
      else lines.push(`${modeOf(content)} ${id}\t${name}\0`);
    }
    return lines.join("");
  }

  /** One git for all blobs: a thousand files would otherwise be a thousand processes. */
  async #writeBlobs(contents: readonly FileContent[]): Promise<ReadonlyMap<FileContent, string>> {
    const wanted = [...new Set(contents.filter((content) => bytesOf(content) !== undefined))];
    const stream = wanted.map((content, index) => {
      const bytes = Buffer.from(bytesOf(content) ?? "");
      return Buffer.concat([
        Buffer.from(`blob\nmark :${index + 1}\ndata ${bytes.length}\n`),
        bytes,
        Buffer.from("\n"),
      ]);
    });
    const asks = wanted.map((_, index) => Buffer.from(`get-mark :${index + 1}\n`));
    const output = await this.git(["fast-import", "--quiet", "--force"], {
      input: Buffer.concat([...stream, ...asks]),
    });
    const ids = output.split("\n");
    return new Map(wanted.map((content, index) => [content, ids[index] ?? ""]));
  }
}

/** What one run of git is given besides its arguments. */
export interface GitOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
}

const isolation = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};

function modeOf(content: Exclude<FileContent, null>): string {
  if (typeof content === "string" || content instanceof Uint8Array) return "100644";
  return "symlink" in content ? "120000" : "100755";
}

function bytesOf(content: FileContent): string | Uint8Array | undefined {
  if (content === null) return undefined;
  if (typeof content === "string" || content instanceof Uint8Array) return content;
  if ("executable" in content) return content.executable;
  if ("symlink" in content) return content.symlink;
  return undefined;
}
