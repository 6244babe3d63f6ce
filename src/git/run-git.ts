import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { ReconcileError } from "../domain/failure.ts";

/** What one run of git may do and use. */
export interface GitRun {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Milliseconds after which the run is killed. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** How a run of git ended by itself. */
export interface GitResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  /** At most its last 16 KiB. */
  readonly stderr: string;
}

/**
 * Runs git once, without a shell, and resolves when it has ended, whatever its exit code. Throws the signal's reason
 * when aborted, and a `ReconcileError` when git is missing, takes too long or writes more than 256 MiB. A run that is
 * given up is killed with the processes that it started.
 */
export async function runGit(run: GitRun): Promise<GitResult> {
  run.signal?.throwIfAborted();
  // A group of its own, so that git's helpers (git-remote-https, ssh, upload-pack) end with it.
  const child = spawn("git", run.args, { cwd: run.cwd, env: { ...run.env }, detached: true, stdio: "pipe" });
  const { promise, resolve, reject } = Promise.withResolvers<GitResult>();
  const giveUp = (reason: unknown): void => {
    killGroup(child);
    reject(reason instanceof Error ? reason : new Error(String(reason)));
  };
  const timer = setTimeout(() => giveUp(timedOut(run)), run.timeout);
  const onAbort = (): void => giveUp(run.signal?.reason);
  run.signal?.addEventListener("abort", onAbort, { once: true });

  const stdout: Buffer[] = [];
  let stdoutBytes = 0;
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdoutBytes += chunk.length;
    if (stdoutBytes > largestOutput) giveUp(tooMuchOutput(run));
    else stdout.push(chunk);
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr = (stderr + chunk).slice(-longestStderr);
  });
  // Git may end before it has read its input; its exit code and message then tell why.
  child.stdin.on("error", () => {});
  child.stdin.end(run.input ?? "");
  child.on("error", (error) => reject(notStarted(error)));
  child.on("close", (exitCode, killedBy) => {
    if (exitCode === null) reject(killedFromOutside(run, killedBy));
    else resolve({ exitCode, stdout: Buffer.concat(stdout), stderr });
  });

  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    run.signal?.removeEventListener("abort", onAbort);
  }
}

/**
 * How many of git's processes there may be at a time, and after how many milliseconds one that waits for a slow server gives its place to the
 * next. A first start fetches for every application at once; more side by side take memory and make nothing faster.
 */
export const gitProcesses = { places: 4, patience: 10_000 } as const;

const largestOutput = 256 * 1024 * 1024;
const longestStderr = 16 * 1024;

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group has ended by itself in the meantime.
  }
}

/** The subcommand, for messages: the rest may hold ids and paths that say nothing to people. */
function nameOf(run: GitRun): string {
  return `git ${run.args.find((arg, index) => !arg.startsWith("-") && run.args[index - 1] !== "-c") ?? ""}`;
}

function timedOut(run: GitRun): ReconcileError {
  return new ReconcileError({
    disposition: "retry",
    reason: "RepositoryUnreachable",
    message: `${nameOf(run)} was ended after ${run.timeout / 1000} s without a result.`,
    remedy: "Check that the repository's server answers and that its size suits the time-out.",
  });
}

function tooMuchOutput(run: GitRun): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "RepositoryTooLarge",
    message: `${nameOf(run)} wrote more than ${largestOutput / 1024 / 1024} MiB.`,
    remedy: "Keep large files out of the folders that Autoland reads.",
  });
}

function killedFromOutside(run: GitRun, signal: NodeJS.Signals | null): ReconcileError {
  return new ReconcileError({
    disposition: "retry",
    reason: "GitFailed",
    message: `${nameOf(run)} was killed (${signal ?? "unknown signal"}).`,
    remedy: "If it happens again, look for a lack of memory on the machine.",
  });
}

function notStarted(error: NodeJS.ErrnoException): ReconcileError {
  return new ReconcileError(
    {
      disposition: "stall",
      reason: "GitNotUsable",
      message: `git could not be started (${error.code ?? error.message}).`,
      remedy: "Install git 2.36 or newer and make sure that it is on the PATH.",
    },
    { cause: error },
  );
}
