import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { makeSlots, type Slots } from "../../src/domain/slots.ts";
import { makeGitSource } from "../../src/git/git-source.ts";
import { systemClock } from "../../src/program/system-clock.ts";
import { GitRepository } from "../support/git-repository.ts";

test("many repositories share one new folder of caches and four places for git's processes, and all are read", async () => {
  await using repository = await GitRepository.create();
  const head = await repository.commit("main", { "copilot/.workspace": "application: shop\n" });
  const cacheFolder = await mkdtemp(path.join(tmpdir(), "autoland-caches-"));
  try {
    const places = Array.from({ length: 40 }, (_, index) => path.join(cacheFolder, `link-${index}`));
    // Each under a name of its own has a cache of its own.
    for (const place of places) await symlink(repository.folder, place);
    const { processes, most } = counted(makeSlots(4, 60_000, systemClock));
    const sources = places.map((url) =>
      makeGitSource({ url, cacheFolder, environment: process.env, processes }),
    );
    const heads = await Promise.all(sources.map((source) => source.heads()));
    expect(heads).toEqual(sources.map(() => new Map([["main", head]])));
    expect(most()).toBe(4);
  } finally {
    await rm(cacheFolder, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** The same places, and how many were taken at once at most. */
function counted(slots: Slots): { readonly processes: Slots; readonly most: () => number } {
  let [now, most] = [0, 0];
  const processes: Slots = {
    use: (work, signal) =>
      slots.use(async () => {
        now += 1;
        most = Math.max(most, now);
        try {
          return await work();
        } finally {
          now -= 1;
        }
      }, signal),
  };
  return { processes, most: () => most };
}
