import { createCipheriv } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CommitSha, commitSha } from "../../src/domain/revision.ts";
import type { Source } from "../../src/domain/source.ts";
import { makeGitSource } from "../../src/git/git-source.ts";
import { makeGitHubSource } from "../../src/github/github-source.ts";
import { GitHttpServer } from "../support/git-http-server.ts";
import { beginCommit, fileIn, GitRepository } from "../support/git-repository.ts";
import { GitHubStub } from "../support/github-stub.ts";
import { makeCacheFolder } from "./git-source-fixture.ts";

const megabyte = 1024 * 1024;
const copilot = {
  "copilot/.workspace": "application: shop\n",
  "copilot/api/manifest.yml": "name: api\n",
  "api/server.mjs": "// a server\n",
};

/** A repository, and what it takes to look at it once. */
interface Sized {
  readonly repository: GitRepository;
  readonly head: CommitSha;
}

let resources: AsyncDisposableStack;
let small: Sized;
let large: Sized;

beforeAll(async () => {
  resources = new AsyncDisposableStack();
  small = await made({});
  large = await made(manyFiles(20_000, 50 * megabyte));
}, 120_000);
afterAll(async () => resources.disposeAsync());

/** Files outside of `copilot`, whose content does not compress. */
function manyFiles(count: number, bytes: number): Readonly<Record<string, Uint8Array>> {
  const noise = createCipheriv("aes-128-ctr", Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(bytes));
  const each = Math.ceil(bytes / count);
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `src/${index % 200}/${index}.bin`,
      noise.subarray(index * each, (index + 1) * each),
    ]),
  );
}

/** The files, and on them two commits of which the last touches nothing of Copilot's. */
async function made(outside: Readonly<Record<string, Uint8Array>>): Promise<Sized> {
  const repository = resources.use(await GitRepository.create());
  await repository.git(["config", "core.compression", "0"]);
  await repository.fastImport([
    ...beginCommit("main", 1),
    ...Object.entries({ ...copilot, ...outside }).flatMap(([name, content]) => fileIn(name, content)),
    "\n",
  ]);
  await repository.commit("main", { "copilot/api/manifest.yml": "name: api\ncpu: 512\n" });
  const head = await repository.commit("main", { "docs/a": "1" });
  return { repository, head };
}

/** What a look at a commit asks for. */
async function lookAt(source: Source, head: CommitSha): Promise<void> {
  expect((await source.heads()).get("main")).toBe(head);
  const entries = await source.tree(head, ["copilot"]);
  expect(entries.length).toBe(2);
  await source.blobs(entries.flatMap((entry) => (entry.kind === "file" ? [entry.blob] : [])));
  const [, , touched = head] = await source.sinceLastTouch(head, ["api"]);
  expect(await source.isAncestor(touched, head)).toBe(true);
}

/** A git that writes down each run of it; the source finds it before the real one. */
async function countingGit(): Promise<{ readonly search: string; readonly runs: () => Promise<number> }> {
  const { folder } = resources.use(await makeCacheFolder());
  const log = path.join(folder, "runs");
  await writeFile(log, "");
  const real = process.env["PATH"] ?? "";
  const program = `#!/bin/sh\nprintf 'x' >> '${log}'\nPATH='${real}' exec git "$@"\n`;
  await writeFile(path.join(folder, "git"), program, { mode: 0o755 });
  return {
    search: `${folder}${path.delimiter}${real}`,
    runs: async () => (await readFile(log, "utf8")).length,
  };
}

async function bytesBelow(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    files
      .filter((file) => file.isFile())
      .map(async (file) => (await stat(path.join(file.parentPath, file.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Looks with a cache that is empty: what it cost in runs of git, and in bytes that came into the cache. */
async function costByGit(
  url: string,
  head: CommitSha,
): Promise<{ readonly runs: number; readonly bytes: number }> {
  const cache = resources.use(await makeCacheFolder());
  const { search, runs } = await countingGit();
  const environment = { ...process.env, PATH: search };
  await lookAt(makeGitSource({ url, cacheFolder: cache.folder, environment }), head);
  return { runs: await runs(), bytes: await bytesBelow(cache.folder) };
}

test("the large repository is one", async () => {
  expect(await bytesBelow(path.join(large.repository.folder, "objects"))).toBeGreaterThan(49 * megabyte);
  const list = await large.repository.git(["ls-tree", "-r", "--name-only", "main"]);
  expect(list.split("\n").length).toBeGreaterThan(20_000);
});

test("by git from a path a look at 20,000 files of 50 MB runs git as often as one at three, and brings none of them", async () => {
  const few = await costByGit(small.repository.folder, small.head);
  const many = await costByGit(large.repository.folder, large.head);
  expect(many.runs).toBe(few.runs);
  expect(many.runs).toBeLessThan(25);
  // The names of the files, once; not one of their contents.
  expect(many.bytes - few.bytes).toBeLessThan(2 * megabyte);
});

test("by git over smart HTTP it makes as many requests, and brings none of them", async () => {
  const costs: { requests: number; commands: readonly string[]; bytes: number }[] = [];
  for (const { repository, head } of [small, large]) {
    await using server = await GitHttpServer.start({ folder: repository.folder });
    const { bytes } = await costByGit(server.url, head);
    costs.push({ requests: server.requests.length, commands: [...server.commands], bytes });
  }
  const [few, many] = costs;
  expect(many?.requests).toBe(few?.requests);
  expect(many?.commands).toEqual(few?.commands);
  expect(many?.commands.filter((command) => command === "fetch").length).toBeLessThan(4);
  expect((many?.bytes ?? Infinity) - (few?.bytes ?? 0)).toBeLessThan(2 * megabyte);
});

test("through GitHub's API it makes the same requests, of as many bytes", async () => {
  const token = "ghp_a-token-of-the-test";
  const costs: { kinds: readonly string[]; bytes: number }[] = [];
  for (const { repository, head } of [small, large]) {
    await using stub = await GitHubStub.start({ repository, token });
    const auth = { kind: "token", token } as const;
    const { baseUrl } = stub;
    await lookAt(
      makeGitHubSource({ repository: "acme/shop", auth, baseUrl, now: () => new Date() }),
      commitSha(head),
    );
    const bytes = stub.answers.reduce((sum, { data }) => sum + JSON.stringify(data).length, 0);
    costs.push({
      kinds: stub.requests.map(({ path: asked }) => asked.replaceAll(/[0-9a-f]{40}/g, "ID")),
      bytes,
    });
  }
  const [few, many] = costs;
  expect(many?.kinds).toEqual(few?.kinds);
  // One folder more at the root.
  expect((many?.bytes ?? Infinity) - (few?.bytes ?? 0)).toBeLessThan(2000);
});
