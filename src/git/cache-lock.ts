import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { ReconcileError } from "../domain/failure.ts";
import { orAborted } from "../domain/or-aborted.ts";

/**
 * Runs work while nobody else, in this process or another, changes the cache that the lock file stands for. Those who
 * wait in this process are served in order. A lock whose process has ended is taken over. Throws the signal's reason
 * when aborted while waiting, and `CacheBusy` when another process holds the lock for longer than `patience`
 * milliseconds.
 */
export async function withCacheLock<Result>(
  lock: { readonly file: string; readonly patience: number; readonly signal?: AbortSignal | undefined },
  work: () => Promise<Result>,
): Promise<Result> {
  const before = lastInLine.get(lock.file) ?? Promise.resolve();
  const { promise: done, resolve: leave } = Promise.withResolvers<void>();
  const tail = before.then(() => done);
  lastInLine.set(lock.file, tail);
  try {
    await orAborted(before, lock.signal);
    await takeLockFile(lock.file, lock.patience, lock.signal);
    try {
      return await work();
    } finally {
      await rm(lock.file, { force: true });
    }
  } finally {
    leave();
    if (lastInLine.get(lock.file) === tail) lastInLine.delete(lock.file);
  }
}

/** By lock file, what the next one in this process has to wait for: two sources may share a cache without knowing. */
const lastInLine = new Map<string, Promise<void>>();

const pollMilliseconds = 50;

/** No work under the lock takes this long; a lock of another machine, whose processes we cannot see, is then left over. */
const longestWork = 30 * 60_000;

const longestWrite = 5000;

async function takeLockFile(file: string, patience: number, signal: AbortSignal | undefined): Promise<void> {
  const us = `${hostname()} ${process.pid}\n`;
  for (let waited = 0; ; waited += pollMilliseconds) {
    signal?.throwIfAborted();
    if (await createFile(file, us)) return;
    const holder = await readIfPresent(file);
    if (holder === undefined) continue;
    if (await isLeftOver(file, holder, us)) await removeLeftOver(file, holder);
    else if (waited >= patience) throw busy(file, holder);
    else await sleep(pollMilliseconds, undefined, signal === undefined ? {} : { signal });
  }
}

async function createFile(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function isLeftOver(file: string, holder: string, us: string): Promise<boolean> {
  // Our own process id, though nobody in this process holds it: a container's processes have the same ids each time.
  if (holder === us) return true;
  const [host, pid] = holder.trim().split(" ");
  if (host === hostname() && pid !== undefined && !isRunning(Number(pid))) return true;
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
  // A lock without a name: its holder was killed between making and writing it, or is just about to write.
  return Date.now() - mtimeMs > (holder === "" ? longestWrite : longestWork);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, "ESRCH");
  }
}

/** Two may find the same lock left over: the one that moves away a fresh lock instead puts it back. */
async function removeLeftOver(file: string, holder: string): Promise<void> {
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  if ((await readIfPresent(aside)) === holder) await rm(aside, { force: true });
  else await rename(aside, file);
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function busy(file: string, holder: string): ReconcileError {
  return new ReconcileError({
    disposition: "retry",
    reason: "CacheBusy",
    message: `The Git cache is in use by another process (${holder.trim()}, lock ${file}).`,
    remedy: "Give each process a cache folder of its own, or wait for the other one.",
  });
}
