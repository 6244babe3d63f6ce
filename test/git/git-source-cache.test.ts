import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, readdir, rm, stat, truncate, writeFile, chmod } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CommitSha } from "../../src/domain/revision.ts";
import type { BlobId, Source } from "../../src/domain/source.ts";
import { largestFolderBlob } from "../../src/git/fetch-objects.ts";
import { GitHttpServer } from "../support/git-http-server.ts";
import { GitRepository } from "../support/git-repository.ts";
import { makeCacheFolder, sourceOn } from "./git-source-fixture.ts";
import type { CacheFolder } from "./git-source-fixture.ts";

let resources: AsyncDisposableStack;
let repository: GitRepository;
let cache: CacheFolder;
let server: GitHttpServer;

beforeEach(async () => {
  resources = new AsyncDisposableStack();
  repository = resources.use(await GitRepository.create());
  cache = resources.use(await makeCacheFolder());
  server = resources.use(await GitHttpServer.start({ folder: repository.folder }));
});

afterEach(async () => resources.disposeAsync());

describe("only what is needed is fetched", () => {
  test("what lies outside the folder that is asked for stays on the server", async () => {
    const head = await repository.commit("main", {
      "copilot/api/manifest.yml": "name: api\n",
      "assets/video": noise(5_000_000),
      "assets/other": noise(3_000_000),
    });
    const source = sourceOn(server.url, cache);
    expect(await textsBelow(source, head, "copilot")).toEqual(["name: api\n"]);
    expect(await bytesIn(cache.folder)).toBeLessThan(200_000);
  });

  test("a file that is too large is listed as too large without being fetched, and fetched when it is asked for", async () => {
    const large = noise(largestFolderBlob + 1000);
    const head = await repository.commit("main", {
      "copilot/a/manifest.yml": "name: a\n",
      "copilot/dump": large,
    });
    const source = sourceOn(server.url, cache);
    const entries = await source.tree(head, ["copilot"]);
    const dump = entries.find((entry) => entry.path === "copilot/dump");
    if (dump?.kind !== "file") throw new Error("not listed");
    expect(dump.size).toBeGreaterThan(largestFolderBlob);
    expect(await bytesIn(cache.folder)).toBeLessThan(200_000);

    const fetches = server.commands.length;
    expect(await source.tree(head, ["copilot"])).toEqual(entries);
    expect(server.commands.length).toBe(fetches);

    const contents = await source.blobs([dump.blob]);
    expect(Buffer.from(contents.get(dump.blob) ?? []).equals(Buffer.from(large))).toBe(true);
    expect((await source.tree(head, ["copilot/dump"]))[0]).toMatchObject({ size: large.length });
  });

  test("looking again asks for the heads and nothing else", async () => {
    const head = await repository.commit("main", { "copilot/api/manifest.yml": "name: api\n" });
    const source = sourceOn(server.url, cache);
    await textsBelow(source, head, "copilot");
    server.commands.length = 0;
    await source.heads();
    await textsBelow(source, head, "copilot");
    await source.sinceLastTouch(head, ["copilot/api"]);
    await source.isAncestor(head, head);
    expect(server.commands).toEqual(["capabilities", "ls-refs"]);
  });

  test("a program that is started again finds what the one before it has fetched", async () => {
    const head = await repository.commit("main", { "copilot/api/manifest.yml": "name: api\n" });
    await textsBelow(sourceOn(server.url, cache), head, "copilot");
    server.commands.length = 0;
    expect(await textsBelow(sourceOn(server.url, cache), head, "copilot")).toEqual(["name: api\n"]);
    expect(server.commands).toEqual([]);
  });

  test("many fetches later the packs are put together", async () => {
    const source = sourceOn(repository.folder, cache);
    const first = await repository.commit("main", { "copilot/n": "0" });
    await textsBelow(source, first, "copilot");
    const packs = (await filesIn(cache.folder)).filter((file) => file.includes(`${path.sep}pack-`));
    for (let count = 10; count < 60; count += 1)
      for (const file of packs) await copyFile(file, file.replace(/pack-../, `pack-${count}`));
    const second = await repository.commit("main", { "copilot/n": "1" });
    expect(await textsBelow(source, second, "copilot")).toEqual(["1"]);
    const after = (await filesIn(cache.folder)).filter((file) => file.endsWith(".pack"));
    expect(after.length).toBeLessThan(5);
    expect(await textsBelow(source, first, "copilot")).toEqual(["0"]);
  });
});

describe("a cache that was damaged is mended", () => {
  let head: CommitSha;
  let source: Source;

  beforeEach(async () => {
    await repository.commit("main", { "copilot/api/manifest.yml": "name: old\n" });
    head = await repository.commit("main", { "copilot/api/manifest.yml": "name: api\n" });
    source = sourceOn(server.url, cache);
    await textsBelow(source, head, "copilot");
  });

  test.each<[string, (files: readonly string[]) => Promise<void>]>([
    [
      "the packs are cut off",
      async (files) =>
        cutOff(
          files.filter((file) => file.endsWith(".pack")),
          40,
        ),
    ],
    [
      "the packs are empty",
      async (files) =>
        cutOff(
          files.filter((file) => file.endsWith(".pack")),
          0,
        ),
    ],
    [
      "the indexes are cut off",
      async (files) =>
        cutOff(
          files.filter((file) => file.endsWith(".idx")),
          100,
        ),
    ],
    [
      "the packs are gone",
      async (files) => removeAll(files.filter((file) => file.includes(`${path.sep}pack-`))),
    ],
    ["the whole cache is gone", async () => removeAll(await entriesOf(cache.folder))],
    ["HEAD is gone", async (files) => removeAll(files.filter((file) => file.endsWith(".git/HEAD")))],
    [
      "its configuration is empty",
      async (files) =>
        cutOff(
          files.filter((file) => file.endsWith(".git/config")),
          0,
        ),
    ],
  ])("%s", async (_situation, damage) => {
    await damage(await filesIn(cache.folder));
    expect(await textsBelow(sourceOn(server.url, cache), head, "copilot")).toEqual(["name: api\n"]);
    expect(await textsBelow(source, head, "copilot")).toEqual(["name: api\n"]);
    expect(await source.sinceLastTouch(head, ["copilot"])).toEqual([head]);
  });

  test("git's lock files and half-written packs of a killed run stand in nobody's way", async () => {
    const gitDir = (await entriesOf(cache.folder)).find((entry) => entry.endsWith(".git"));
    if (gitDir === undefined) throw new Error("no cache");
    await writeFile(path.join(gitDir, "config.lock"), "");
    await writeFile(path.join(gitDir, "packed-refs.lock"), "");
    await writeFile(path.join(gitDir, "objects", "pack", "tmp_pack_abc"), "half");
    await mkdir(`${gitDir}.new`);
    const next = await repository.commit("main", { "copilot/api/manifest.yml": "name: new\n" });
    await writeFile(path.join(gitDir, "refs", "autoland", "commits", `${next}.lock`), "");
    expect(await textsBelow(sourceOn(server.url, cache), next, "copilot")).toEqual(["name: new\n"]);
    expect((await filesIn(cache.folder)).filter((file) => /tmp_pack|\.git.*\.lock$/.test(file))).toEqual([]);
  });
});

describe("several at once", () => {
  test("two sources of one repository share a cache", async () => {
    const heads: CommitSha[] = [];
    for (const text of ["1", "2", "3"]) heads.push(await repository.commit("main", { "copilot/a": text }));
    const sources = [sourceOn(server.url, cache), sourceOn(server.url, cache)];
    const texts = await Promise.all(
      sources.flatMap((source) => heads.map(async (head) => textsBelow(source, head, "copilot"))),
    );
    expect(texts).toEqual([["1"], ["2"], ["3"], ["1"], ["2"], ["3"]]);
  });

  test("one that waits for its turn can be aborted, and the next in line is served", async () => {
    const silent = resources.use(
      await GitHttpServer.start({ folder: repository.folder, silentOn: "objects" }),
    );
    const head = await repository.commit("main", { "copilot/a": "1" });
    const source = sourceOn(silent.url, cache);
    const [first, second] = [new AbortController(), new AbortController()];
    const fetching = source.tree(head, ["copilot"], first.signal);
    while (!silent.commands.includes("fetch")) await new Promise((resolve) => setImmediate(resolve));
    const waiting = source.tree(head, ["copilot"], second.signal);
    const last = source.tree(head, ["copilot"]);
    second.abort(new Error("second"));
    await expect(waiting).rejects.toThrow("second");
    silent.speak();
    first.abort(new Error("first"));
    await expect(fetching).rejects.toThrow("first");
    expect((await last).length).toBe(1);
  });

  test("a process that was killed while it fetched leaves nothing that stops the next one", async () => {
    const silent = resources.use(
      await GitHttpServer.start({ folder: repository.folder, silentOn: "objects" }),
    );
    const head = await repository.commit("main", { "copilot/a": "1" });
    const child = startReader(silent.url, head);
    while (!silent.commands.includes("fetch")) await new Promise((resolve) => setImmediate(resolve));
    child.kill("SIGKILL");
    await once(child, "exit");
    expect((await entriesOf(cache.folder)).some((entry) => entry.endsWith(".lock"))).toBe(true);
    silent.speak();
    expect(await textsBelow(sourceOn(silent.url, cache), head, "copilot")).toEqual(["1"]);
  });

  test("two processes with the same cache folder both get their answers", async () => {
    const head = await repository.commit("main", { "copilot/a": "1" });
    const children = [
      startReader(server.url, head),
      startReader(server.url, head),
      startReader(server.url, head),
    ];
    const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
    expect(codes).toEqual([0, 0, 0]);
    expect(await textsBelow(sourceOn(server.url, cache), head, "copilot")).toEqual(["1"]);
  });
});

/** A process of its own that reads one commit. */
function startReader(url: string, head: CommitSha): ReturnType<typeof spawn> {
  const module = new URL("../../src/git/git-source.ts", import.meta.url).href;
  const program = `import { makeGitSource } from ${JSON.stringify(module)};
    const [url, cacheFolder, head] = process.argv.slice(1);
    const source = makeGitSource({ url, cacheFolder, environment: process.env });
    const entries = await source.tree(head, ["copilot"]);
    const blobs = await source.blobs(entries.map((entry) => entry.blob));
    process.exitCode = blobs.size === 1 ? 0 : 1;`;
  return spawn(process.execPath, ["--input-type=module", "-e", program, url, cache.folder, head], {
    stdio: ["ignore", "inherit", "inherit"],
  });
}

async function textsBelow(source: Source, head: CommitSha, folder: string): Promise<readonly string[]> {
  const entries = await source.tree(head, [folder]);
  const ids = entries.flatMap((entry): readonly BlobId[] => (entry.kind === "file" ? [entry.blob] : []));
  const blobs = await source.blobs(ids);
  return ids.map((id) => Buffer.from(blobs.get(id) ?? []).toString());
}

/** Bytes that do not compress, the same in every run. */
function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return names.filter((name) => name.isFile()).map((name) => path.join(name.parentPath, name.name));
}

async function bytesIn(folder: string): Promise<number> {
  const sizes = await Promise.all((await filesIn(folder)).map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).map((name) => path.join(folder, name));
}

async function cutOff(files: readonly string[], length: number): Promise<void> {
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    await chmod(file, 0o600);
    await truncate(file, length);
  }
}

async function removeAll(files: readonly string[]): Promise<void> {
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) await rm(file, { recursive: true, force: true });
}
