import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Source } from "../../src/domain/source.ts";
import { makeGitSource } from "../../src/git/git-source.ts";
import type { GitCredentials } from "../../src/git/repository-address.ts";

/** A temporary folder for the Git source's caches. */
export interface CacheFolder extends AsyncDisposable {
  readonly folder: string;
}

/** Makes an empty one. */
export async function makeCacheFolder(): Promise<CacheFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), "autoland-cache-"));
  return {
    folder,
    [Symbol.asyncDispose]: async () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** A Git source with its cache there. */
export function sourceOn(url: string, cache: CacheFolder, credentials?: GitCredentials): Source {
  return makeGitSource({
    url,
    cacheFolder: cache.folder,
    environment: process.env,
    ...(credentials === undefined ? {} : { credentials }),
  });
}
