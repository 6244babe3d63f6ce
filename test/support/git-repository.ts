import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
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
  /** Of branches whose heads were not moved by other means. */
  readonly #heads = new Map<string, CommitSha>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** In a temporary folder of its own unless one is named. */
  static async create(named?: string): Promise<GitRepository> {
    const folder = named ?? (await mkdtemp(path.join(tmpdir(), "autoland-repository-")));
    if (named !== undefined) await mkdir(named, { recursive: true });
    const repository = new GitRepository(folder);
    await repository.git(["init", "--quiet", "--bare", "--initial-branch=main", "."]);
    return repository;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** As `MemorySource.commit`. One run of git: a test makes many commits. */
  async commit(branch: string, changes: FileChanges, parents?: readonly CommitSha[]): Promise<CommitSha> {
    const from = parents ?? (await this.#headOf(branch));
    this.#commits += 1;
    const stream = [
      ...beginCommit(branch, this.#commits),
      ...from.map((parent, index) => `${index === 0 ? "from" : "merge"} ${parent}\n`),
      ...Object.keys(changes).flatMap((name) => (changes[name] === null ? [`D ${quoted(name)}\n`] : [])),
      ...Object.entries(changes).flatMap(([name, content]) =>
        content === null ? [] : fileIn(name, content),
      ),
      "\nget-mark :1\n",
    ];
    const commit = commitSha(await this.fastImport(stream));
    this.#heads.set(branch, commit);
    return commit;
  }

  /** Runs `git fast-import` on a stream and gives what it prints; branches may be rewritten. See git-fast-import(1). */
  async fastImport(stream: readonly (string | Uint8Array)[]): Promise<string> {
    const input = Buffer.concat(stream.map((part) => Buffer.from(part)));
    // Packs are kept as they come: loose objects would be another process.
    return this.git(["-c", "fastimport.unpackLimit=1", "fast-import", "--quiet", "--force"], { input });
  }

  async setBranch(branch: string, commit: CommitSha): Promise<void> {
    await this.git(["update-ref", `refs/heads/${branch}`, commit]);
    this.#heads.set(branch, commit);
  }

  async deleteBranch(branch: string): Promise<void> {
    await this.git(["update-ref", "-d", `refs/heads/${branch}`]);
  }

  /** Runs git in the repository and gives its output without the last line end. */
  async git(args: readonly string[], options: GitOptions = {}): Promise<string> {
    if (args[0] === "update-ref") this.#heads.clear();
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
    const known = this.#heads.get(branch);
    if (known !== undefined) return [known];
    const head = await this.git(["for-each-ref", "--format=%(objectname)", `refs/heads/${branch}`]);
    return head === "" ? [] : [commitSha(head)];
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

/** The beginning of a commit in a stream for `fastImport`, a minute after the one before; it has mark 1. */
export function beginCommit(branch: string, count: number): readonly string[] {
  const message = `commit ${count}\n`;
  const date = `${1_700_000_000 + count * 60} +0000`;
  return [
    `commit refs/heads/${branch}\nmark :1\ncommitter Ada <ada@example.com> ${date}\n`,
    `data ${message.length}\n${message}`,
  ];
}

/** A file of a commit in a stream for `fastImport`. */
export function fileIn(name: string, content: Exclude<FileContent, null>): readonly (string | Uint8Array)[] {
  if (typeof content === "object" && "submodule" in content)
    return [`M 160000 ${content.submodule} ${quoted(name)}\n`];
  const bytes = Buffer.from(bytesOf(content));
  return [`M ${modeOf(content)} inline ${quoted(name)}\ndata ${bytes.length}\n`, bytes, "\n"];
}

/** As git-fast-import(1) wants paths. */
function quoted(name: string): string {
  return `"${name.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll("\n", String.raw`\n`)}"`;
}

function modeOf(content: Exclude<FileContent, null | { readonly submodule: string }>): string {
  if (typeof content === "string" || content instanceof Uint8Array) return "100644";
  return "symlink" in content ? "120000" : "100755";
}

function bytesOf(content: Exclude<FileContent, null | { readonly submodule: string }>): string | Uint8Array {
  if (typeof content === "string" || content instanceof Uint8Array) return content;
  return "executable" in content ? content.executable : content.symlink;
}
