import { expect, test } from "vitest";
import type { Merging } from "../../src/domain/pull-request.ts";
import type { CommitSha } from "../../src/domain/revision.ts";
import { makePreviewer } from "../../src/reconcile/preview/previewer.ts";
import { openAdoptedShop } from "../support/shop.ts";

const manifest = "copilot/worker/manifest.yml";

/** A pull request into develop that GitHub would merge as `merged`, asked about when `merging` is what GitHub says. */
async function openPull(
  merging: (commits: { readonly merged: CommitSha; readonly old: CommitSha }) => Merging,
) {
  const shop = await openAdoptedShop();
  const { source, world } = shop;
  const before = source.textAt(source.head("develop"), manifest) ?? "";
  const old = source.commit("old", { [manifest]: `${before}# old\n` });
  source.setBranch("feature", source.head("develop"));
  const head = source.commit("feature", { [manifest]: before.replace("memory: 512", "memory: 1024") });
  const base = source.commit("develop", { "README.md": "moved on\n" });
  source.setBranch("merged", base);
  const merged = source.merge("merged", head);
  let looks = 0;
  const cloud = {
    ...shop.eyes.cloud,
    observe: (...asked: Parameters<typeof shop.eyes.cloud.observe>) => {
      looks += 1;
      return shop.eyes.cloud.observe(...asked);
    },
  };
  const previewer = makePreviewer({ ...shop.eyes, cloud }, shop.subject(), {
    merging: async () => merging({ merged, old }),
  });
  const { signal } = new AbortController();
  return {
    preview: (
      changes: { readonly isLastTry?: boolean; readonly into?: string; readonly isFromFork?: boolean } = {},
    ) => {
      const { isLastTry = false, into = "develop", isFromFork = false } = changes;
      const pull = { number: 7, into, head, isFromFork };
      return world.run(previewer({ pull, base, deployed: 0, isLastTry }, signal));
    },
    looks: () => looks,
  };
}

test("what merging gives is shown, with the pull request's own change in it", async () => {
  const { preview, looks } = await openPull(({ merged }) => ({ kind: "merges", commit: merged }));
  const made = await preview();
  expect(made?.of).toBe("merge");
  const changes = made?.preview.plan.environments.flatMap(({ steps }) =>
    steps.flatMap((step) => ("changes" in step ? step.changes.map(({ path }) => path) : [])),
  );
  expect(changes).toEqual(["TaskMemory"]);
  expect(made?.preview.without.environments.flatMap(({ steps }) => steps)).toEqual([]);
  expect(made?.preview.plan.environments.map(({ environment }) => environment)).toEqual(["develop"]);
  expect(looks()).toBe(2);
  await preview();
  // The look at the branch as it is serves the next pull request as well.
  expect(looks()).toBe(3);
});

test.each<[string, (commits: { readonly old: CommitSha }) => Merging]>([
  ["is being worked out", () => ({ kind: "not-known-yet" })],
  ["was worked out before either side moved", ({ old }) => ({ kind: "merges", commit: old })],
])("a merge that %s is waited for, and in the end the commit is shown alone", async (_what, merging) => {
  const { preview } = await openPull(merging);
  expect(await preview()).toBeUndefined();
  expect((await preview({ isLastTry: true }))?.of).toBe("head");
});

test("one that has conflicts is shown alone at once, and is no rewritten history", async () => {
  const { preview } = await openPull(() => ({ kind: "conflicts" }));
  const made = await preview();
  expect(made?.of).toBe("conflicting-head");
  expect(made?.preview.plan.environments.flatMap(({ held }) => held)).toEqual([]);
});

test("for a fork AWS is not looked at", async () => {
  const { preview, looks } = await openPull(({ merged }) => ({ kind: "merges", commit: merged }));
  expect((await preview({ isFromFork: true }))?.preview.against).toBe("branch");
  expect(looks()).toBe(0);
});

test("into a branch that feeds nothing there is nothing to show", async () => {
  const { preview } = await openPull(({ merged }) => ({ kind: "merges", commit: merged }));
  expect(await preview({ into: "main" })).toBeUndefined();
});
