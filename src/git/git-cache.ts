import { randomUUID } from "node:crypto";
import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { ReconcileError } from "../domain/failure.ts";
import { withCacheLock } from "./cache-lock.ts";
import { askpassProgram, gitConfiguration, gitEnvironment } from "./git-environment.ts";
import { gitFailure, isCacheCorrupt } from "./git-failure.ts";
import type { Slots } from "../domain/slots.ts";
import { orAborted } from "../domain/or-aborted.ts";
import { redactCredentials } from "./repository-address.ts";
import type { GitCredentials, RepositoryAddress } from "./repository-address.ts";
import { runGit } from "./run-git.ts";
import type { GitResult, GitRun } from "./run-git.ts";

/** What a run in the cache may use besides its arguments. */
export interface CacheRunOptions {
  readonly input?: string;
  readonly timeout?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A bare repository of our own in which git works: made when first needed, made anew when it is corrupt. Everything
 * in it can be fetched again, so it may be deleted at any time.
 */
export class GitCache {
  readonly address: RepositoryAddress;
  readonly #folder: string;
  readonly #gitDir: string;
  readonly #credentials: GitCredentials | undefined;
  readonly #inherited: Readonly<Record<string, string | undefined>>;
  readonly #processes: Slots | undefined;
  #opened: Promise<void> | undefined;
  #isReady = false;
  #isWhole = false;

  /** `folder` may hold the caches of many repositories; this one's name in it is derived from the address. */
  constructor(inputs: {
    readonly address: RepositoryAddress;
    readonly folder: string;
    readonly credentials: GitCredentials | undefined;
    readonly inherited: Readonly<Record<string, string | undefined>>;
    readonly processes?: Slots | undefined;
  }) {
    this.address = inputs.address;
    this.#folder = path.resolve(inputs.folder);
    const name = createHash("sha256").update(inputs.address.url).digest("hex").slice(0, 16);
    this.#gitDir = path.join(this.#folder, `${name}.git`);
    this.#credentials = inputs.credentials ?? inputs.address.credentials;
    this.#inherited = inputs.inherited;
    this.#processes = inputs.processes;
  }

  /** Runs git in the cache and throws a `ReconcileError` unless it ends with 0. */
  async run(args: readonly string[], options: CacheRunOptions = {}): Promise<Buffer> {
    const result = await this.attempt(args, options);
    if (result.exitCode === 0) return result.stdout;
    throw this.failure(result);
  }

  /** Runs git in the cache and hands back how it ended; stderr is redacted. */
  async attempt(args: readonly string[], options: CacheRunOptions = {}): Promise<GitResult> {
    await this.#open(options.signal);
    return this.#git(["--git-dir", this.#gitDir, ...args], options);
  }

  /** What the outcome of a failed run means. */
  failure(result: GitResult): ReconcileError {
    const repository = this.address.url;
    if (isCacheCorrupt(result.stderr)) return new CorruptCacheError(repository, result.stderr);
    return new ReconcileError(gitFailure({ repository, stderr: result.stderr, exitCode: result.exitCode }));
  }

  /** Runs work while nobody else changes the cache. */
  async exclusively<Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
    const lock = { file: `${this.#gitDir}.lock`, patience: patienceMilliseconds, signal };
    await this.#makeFolder();
    return withCacheLock(lock, async () => {
      if (!this.#isReady) {
        this.#opened = this.#prepare();
        await this.#opened;
      }
      return work();
    });
  }

  /** Runs work, and once more with a new cache where the first one turns out to be corrupt. */
  async mending<Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CorruptCacheError)) throw error;
      await this.exclusively(signal, async () => {
        await rm(this.#gitDir, { recursive: true, force: true });
        this.#isReady = false;
        this.#opened = undefined;
      });
      return work();
    }
  }

  /** Writes a file of our own beside the cache, whole or not at all, and answers where it is. */
  async keepBeside(name: string, text: string): Promise<string> {
    const file = path.join(this.#folder, name);
    await this.#write(file, text, 0o600);
    return file;
  }

  /** Whether fetches bring everything, because the server does not hand out later what it left out at first. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Begins again with an empty cache whose fetches bring everything. To be called within `exclusively`. */
  async startWhole(): Promise<void> {
    this.#isWhole = true;
    await this.#create();
  }

  /** How many packs there are: each fetch adds one. */
  async packCount(): Promise<number> {
    const names = await readdir(path.join(this.#gitDir, "objects", "pack"));
    return names.filter((name) => name.endsWith(".pack")).length;
  }

  async #open(signal: AbortSignal | undefined): Promise<void> {
    // Without the caller's signal: others wait for the same opening.
    this.#opened ??= this.exclusively(undefined, async () => {});
    const opening = this.#opened;
    try {
      await orAborted(opening, signal);
    } catch (error) {
      if (!this.#isReady && this.#opened === opening && signal?.aborted !== true) this.#opened = undefined;
      throw error;
    }
  }

  async #makeFolder(): Promise<void> {
    if (this.#isReady) return;
    try {
      await mkdir(this.#folder, { recursive: true });
    } catch (error) {
      throw notWritable(this.#folder, error);
    }
  }

  async #prepare(): Promise<void> {
    try {
      await this.#write(this.#configurationFile, gitConfiguration, 0o600);
      await this.#write(this.#askpassFile, askpassProgram, 0o700);
      await this.#removeLeftOvers();
      if (!(await this.#isRepository())) await this.#create();
      this.#isWhole = await this.#saysWhole();
      this.#isReady = true;
    } catch (error) {
      this.#opened = undefined;
      throw notWritable(this.#folder, error);
    }
  }

  async #isRepository(): Promise<boolean> {
    const result = await this.#git(["--git-dir", this.#gitDir, "config", "remote.origin.url"]);
    return result.exitCode === 0 && result.stdout.toString().trim() === this.address.url;
  }

  async #saysWhole(): Promise<boolean> {
    const result = await this.#git(["--git-dir", this.#gitDir, "config", "--bool", "autoland.whole"]);
    return result.stdout.toString().trim() === "true";
  }

  /** Made aside and moved into place, so that a half-made cache is never taken for a whole one. */
  async #create(): Promise<void> {
    const aside = `${this.#gitDir}.new`;
    await rm(aside, { recursive: true, force: true });
    await rm(this.#gitDir, { recursive: true, force: true });
    for (const args of [
      ["init", "--quiet", "--bare", "--template=", aside],
      ["--git-dir", aside, "config", "remote.origin.url", this.address.url],
      ["--git-dir", aside, "config", "autoland.whole", String(this.#isWhole)],
    ]) {
      const result = await this.#git(args);
      if (result.exitCode !== 0) throw this.failure(result);
    }
    await rename(aside, this.#gitDir);
  }

  /** Under our own lock any lock file and half-written pack of git's is one that a killed git has left. */
  async #removeLeftOvers(): Promise<void> {
    const names = await readdir(this.#gitDir, { recursive: true }).catch(() => []);
    const leftOver = names.filter((name) => name.endsWith(".lock") || path.basename(name).startsWith("tmp_"));
    for (const name of leftOver) await rm(path.join(this.#gitDir, name), { force: true, recursive: true });
  }

  async #git(args: readonly string[], options: CacheRunOptions = {}): Promise<GitResult> {
    const run: GitRun = {
      args,
      cwd: this.#folder,
      env: gitEnvironment({
        inherited: this.#inherited,
        configurationFile: this.#configurationFile,
        askpassFile: this.#askpassFile,
        host: this.address.host,
        credentials: this.#credentials,
      }),
      ...(options.input === undefined ? {} : { input: options.input }),
      timeout: options.timeout ?? localTimeout,
      signal: options.signal,
    };
    const result = await (this.#processes === undefined
      ? runGit(run)
      : this.#processes.use(() => runGit(run), options.signal ?? never));
    const secrets = [this.#credentials?.password, this.#credentials?.username].filter(isText);
    return { ...result, stderr: redactCredentials(result.stderr, secrets) };
  }

  async #write(file: string, text: string, mode: number): Promise<void> {
    // Sources of one process share these files and write them at the same time.
    const aside = `${file}.${randomUUID()}`;
    await writeFile(aside, text);
    await chmod(aside, mode);
    await rename(aside, file);
  }

  get #configurationFile(): string {
    return path.join(this.#folder, "gitconfig");
  }

  get #askpassFile(): string {
    return path.join(this.#folder, "askpass");
  }
}

/** Of a run that nobody can give up. */
const never = new AbortController().signal;

/** Milliseconds for work that reaches no network. */
const localTimeout = 60_000;

/** How long another process may hold the cache before we give up, in milliseconds. */
const patienceMilliseconds = 10 * 60_000;

/** The cache, not the repository, is broken. It leaves this folder only when a new cache is broken, too. */
class CorruptCacheError extends ReconcileError {
  constructor(repository: string, stderr: string) {
    super({
      disposition: "retry",
      reason: "CacheCorrupt",
      message: `The Git cache of ${repository} is corrupt: ${stderr.trim().slice(0, 300)}`,
      remedy: "Check the disk under the cache folder. The cache may be deleted at any time.",
    });
  }
}

function notWritable(folder: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOSPC"].includes(code)) return error;
  return new ReconcileError(
    {
      disposition: code === "ENOSPC" ? "wait" : "stall",
      reason: code === "ENOSPC" ? "CacheFull" : "CacheNotWritable",
      message: `The Git cache folder ${folder} cannot be written (${code}).`,
      remedy: "Name a folder with room that the user who runs Autoland may write to.",
    },
    { cause: error },
  );
}

function isText(text: string | undefined): text is string {
  return text !== undefined;
}
