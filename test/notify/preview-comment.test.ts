import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Preview } from "../../src/domain/preview.ts";
import { isRead } from "../../src/simulator/kernel/invoker.ts";
import { previewComment } from "../../src/notify/preview/preview-comment.ts";
import { fedBy, lookAtBranch, previewLive, previewOnPaper } from "../../src/reconcile/preview/preview.ts";
import type { FileChanges } from "../support/memory-source.ts";
import { openAdoptedShop, openShop, type Shop } from "../support/shop.ts";

/** A pull request into a branch of the shop, merged on the side as GitHub does it. */
interface Opened {
  readonly shop: Shop;
  readonly into: "develop" | "release";
  readonly preview: (how: "live" | "paper") => Promise<Preview>;
  readonly head: string;
}

async function open(shop: Shop, into: "develop" | "release", changes: FileChanges): Promise<Opened> {
  const { source } = shop;
  const base = source.head(into);
  source.setBranch("feature", base);
  const head = source.commit("feature", changes);
  source.setBranch("merged", base);
  const commit = source.merge("merged", head);
  for (const branch of ["feature", "merged"]) source.deleteBranch(branch);
  const fed = fedBy(shop.subject(), into);
  if (fed === undefined) throw new Error(`${into} feeds nothing`);
  const { signal } = new AbortController();
  const previewed = { branch: into, base, commit };
  return {
    shop,
    into,
    head,
    preview: async (how) => {
      if (how === "paper") return shop.world.run(previewOnPaper(shop.eyes, fed, previewed, signal));
      const without = await shop.world.run(lookAtBranch(shop.eyes, fed, previewed, signal));
      return shop.world.run(previewLive(shop.eyes, fed, { previewed, without }, signal));
    },
  };
}

const api = "copilot/api/manifest.yml";

function edited(shop: Shop, file: string, ...edits: readonly (readonly [RegExp, string])[]): FileChanges {
  const before = shop.source.textAt(shop.source.head("develop"), file) ?? "";
  const after = edits.reduce((text, [from, to]) => text.replace(from, to), before);
  if (after === before) throw new Error(`nothing to edit in ${file}`);
  return { [file]: after };
}

async function commentOf(
  { into, head, preview }: Opened,
  how: "live" | "paper",
  showsValues: boolean,
): Promise<string> {
  const { text } = previewComment({
    application: "shop",
    pull: { into, head: head as never },
    of: "merge",
    preview: await preview(how),
    showsValues,
    linkTo: (environment) => `https://autoland.acme.example/applications/shop/environments/${environment}`,
  });
  return steadied(text, head);
}

function steadied(text: string, head: string): string {
  return text
    .replaceAll(head.slice(0, 8), "<commit>")
    .replaceAll(/\b[0-9a-f]{40}\b/g, "<commit>")
    .replaceAll(/(?<=function\/)[0-9a-f]{8,}…/g, "<sha256>…");
}

interface Situation {
  readonly name: string;
  readonly opened: () => Promise<Opened>;
  readonly how?: "paper";
  readonly hidesValues?: true;
}

const cpu: readonly [RegExp, string] = [/cpu: 256\nmemory: 512/, "cpu: 512\nmemory: 1024"];

const newWorkload = `name: cache
type: Backend Service
image: { build: ./cache/Dockerfile, port: 6379 }
cpu: 256
memory: 512
count: 1
variables: { MODE: "<!-- @acme/everyone closes #12 -->" }
`;

const situations: readonly Situation[] = [
  {
    name: "first-contact",
    opened: async () => {
      const shop = await openShop();
      return open(shop, "release", edited(shop, api, cpu));
    },
  },
  {
    name: "variable-and-code",
    opened: async () => {
      const shop = await openAdoptedShop();
      const changes = edited(shop, api, [/LOG_LEVEL: debug/, "LOG_LEVEL: trace"], cpu);
      return open(shop, "develop", { ...changes, "api/server.mjs": "// better\n" });
    },
  },
  {
    name: "broken-manifest",
    opened: async () => {
      const shop = await openAdoptedShop();
      return open(shop, "release", edited(shop, api, [/cpu: 256/, "cpu: plenty"]));
    },
  },
  {
    name: "not-allowed",
    opened: async () => {
      const shop = await openAdoptedShop();
      const path = "image: registry.somewhere.example/proxy:1";
      return open(
        shop,
        "develop",
        edited(shop, api, [/exec: true/, `exec: true\nsidecars:\n  proxy:\n    ${path}`]),
      );
    },
  },
  {
    name: "new-workload-in-public",
    hidesValues: true,
    opened: async () => {
      const shop = await openAdoptedShop();
      const files = { "copilot/cache/manifest.yml": newWorkload, "cache/Dockerfile": "FROM redis\n" };
      return open(shop, "develop", { ...files, ...edited(shop, api, cpu) });
    },
  },
  {
    name: "from-a-fork",
    how: "paper",
    hidesValues: true,
    opened: async () => {
      const shop = await openAdoptedShop();
      const files = { "copilot/cache/manifest.yml": newWorkload, "cache/Dockerfile": "FROM redis\n" };
      return open(shop, "release", { ...files, ...edited(shop, api, cpu) });
    },
  },
  {
    name: "nothing",
    opened: async () => {
      const shop = await openAdoptedShop();
      return open(shop, "develop", { "README.md": "words\n" });
    },
  },
];

describe("the comment below a pull request", () => {
  test.each(situations)("$name", async ({ name, opened, how, hidesValues }) => {
    const text = await commentOf(await opened(), how ?? "live", hidesValues !== true);
    await expect(text).toMatchFileSnapshot(path.join(import.meta.dirname, "previews", `${name}.md`));
  });
});

test("a preview changes nothing: every call only looks", async () => {
  const shop = await openShop();
  const { preview } = await open(shop, "release", edited(shop, api, cpu));
  const before = shop.world.log.records.length;
  await preview("live");
  const made = shop.world.log.records.slice(before).map(({ action }) => action);
  expect(made.length).toBeGreaterThan(10);
  expect(made.filter((action) => !isRead(action) && action !== "AssumeRole")).toEqual([]);
});

test("a preview for a fork asks AWS nothing at all", async () => {
  const shop = await openShop();
  const { preview } = await open(shop, "release", edited(shop, api, cpu));
  const before = shop.world.log.records.length;
  const { plan } = await preview("paper");
  expect(plan.environments.flatMap(({ steps }) => steps).length).toBeGreaterThan(0);
  expect(shop.world.log.records.length).toBe(before);
});
