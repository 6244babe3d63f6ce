import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { makeGitSource } from "../../src/git/git-source.ts";
import { GitRepository } from "../support/git-repository.ts";

test("many repositories share one new folder of caches, and all are read at once", async () => {
  await using repository = await GitRepository.create();
  const head = await repository.commit("main", { "copilot/.workspace": "application: shop\n" });
  const cacheFolder = await mkdtemp(path.join(tmpdir(), "autoland-caches-"));
  try {
    const places = Array.from({ length: 40 }, (_, index) => path.join(cacheFolder, `link-${index}`));
    // Each under a name of its own has a cache of its own.
    for (const place of places) await symlink(repository.folder, place);
    const sources = places.map((url) => makeGitSource({ url, cacheFolder, environment: process.env }));
    const heads = await Promise.all(sources.map((source) => source.heads()));
    expect(heads).toEqual(sources.map(() => new Map([["main", head]])));
  } finally {
    await rm(cacheFolder, { recursive: true, force: true, maxRetries: 5 });
  }
});
