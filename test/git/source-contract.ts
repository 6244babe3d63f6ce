import { afterEach, describe, expect, test } from "vitest";
import { failureOf } from "../../src/domain/failure.ts";
import { commitSha } from "../../src/domain/revision.ts";
import type { CommitSha } from "../../src/domain/revision.ts";
import type { BlobId, Source, TreeEntry } from "../../src/domain/source.ts";
import type { FileChanges } from "../support/memory-source.ts";

/** A repository that a test can change, and a source that reads it. A new one is empty. */
export interface SourceFixture extends AsyncDisposable {
  readonly source: Source;
  /** As `MemorySource.commit`: changes to the first parent's files; the branch's head is the parent unless others are given. */
  commit(branch: string, changes: FileChanges, parents?: readonly CommitSha[]): Promise<CommitSha>;
  setBranch(branch: string, commit: CommitSha): Promise<void>;
  deleteBranch(branch: string): Promise<void>;
}

/** What every source promises, whatever stands behind it. */
export function describeSource(name: string, makeFixture: () => Promise<SourceFixture>): void {
  describe(name, () => {
    const fixtures: SourceFixture[] = [];
    const fresh = async (): Promise<SourceFixture> => {
      const fixture = await makeFixture();
      fixtures.push(fixture);
      return fixture;
    };
    afterEach(async () => {
      for (const fixture of fixtures.splice(0)) await fixture[Symbol.asyncDispose]();
    });

    describe("heads", () => headsContract(fresh));
    describe("tree", () => treeContract(fresh));
    describe("blobs", () => blobsContract(fresh));
    describe("sinceLastTouch", () => sinceLastTouchContract(fresh));
    describe("isAncestor", () => isAncestorContract(fresh));
    describe("authors", () => authorsContract(fresh));
    describe("signals", () => signalContract(fresh));
  });
}

type Fresh = () => Promise<SourceFixture>;

const unknownCommit = commitSha("1".repeat(40));

function headsContract(fresh: Fresh): void {
  test("a repository without a commit has no heads", async () => {
    const { source } = await fresh();
    expect(await source.heads()).toEqual(new Map());
  });

  test("every branch is listed with its head, also one with slashes and one beyond ASCII", async () => {
    const fixture = await fresh();
    const main = await fixture.commit("main", { "a.txt": "a" });
    const feature = await fixture.commit("feature/ünï-1", { "b.txt": "b" }, [main]);
    expect(await fixture.source.heads()).toEqual(
      new Map([
        ["feature/ünï-1", feature],
        ["main", main],
      ]),
    );
  });

  test("a push, a force-push and a deleted branch are seen by the next look", async () => {
    const fixture = await fresh();
    const first = await fixture.commit("main", { "a.txt": "1" });
    const second = await fixture.commit("main", { "a.txt": "2" });
    await fixture.setBranch("old", first);
    expect((await fixture.source.heads()).get("main")).toBe(second);
    const rewritten = await fixture.commit("main", { "a.txt": "3" }, [first]);
    expect((await fixture.source.heads()).get("main")).toBe(rewritten);
    await fixture.deleteBranch("old");
    expect([...(await fixture.source.heads()).keys()]).toEqual(["main"]);
  });
}

function treeContract(fresh: Fresh): void {
  test("the files at or below the paths are listed by path, with sizes and modes, and nothing else", async () => {
    const fixture = await fresh();
    const commit = await fixture.commit("main", {
      "copilot/api/manifest.yml": "name: api\n",
      "copilot/api/run.sh": { executable: "#!/bin/sh\n" },
      "copilot/.workspace": "application: shop\n",
      "copilot-notes.md": "no",
      "src/index.ts": "export {};\n",
      "api/.env": "A=1\n",
      "api/.env.local": "B=2\n",
    });
    const entries = await fixture.source.tree(commit, ["copilot", "api/.env"]);
    expect(entries.map(summaryOf)).toEqual([
      "file api/.env 4",
      "file copilot/.workspace 18",
      "file copilot/api/manifest.yml 10",
      "file copilot/api/run.sh 10 executable",
    ]);
  });

  test("a link and another repository are listed as such, and not followed", async () => {
    const fixture = await fresh();
    const commit = await fixture.commit("main", {
      "copilot/api": { symlink: "../elsewhere" },
      "copilot/vendor": { submodule: "2".repeat(40) },
      "elsewhere/manifest.yml": "name: api\n",
    });
    const entries = await fixture.source.tree(commit, ["copilot"]);
    expect(entries).toEqual([
      { kind: "symlink", path: "copilot/api" },
      { kind: "submodule", path: "copilot/vendor" },
    ]);
    expect(await fixture.source.tree(commit, ["copilot/api/manifest.yml"])).toEqual([]);
  });

  test("a folder that is a link is listed as a link", async () => {
    const fixture = await fresh();
    const commit = await fixture.commit("main", { copilot: { symlink: "deploy" }, "deploy/.workspace": "x" });
    expect(await fixture.source.tree(commit, ["copilot"])).toEqual([{ kind: "symlink", path: "copilot" }]);
  });

  test("names with spaces, quotes, letters beyond ASCII and pathspec signs are taken as they are", async () => {
    const fixture = await fresh();
    const names = [
      "copilot/a b.yml",
      'copilot/"q".yml',
      "copilot/é.yml",
      "copilot/[x]*.yml",
      "copilot/:(top)",
    ];
    const commit = await fixture.commit("main", Object.fromEntries(names.map((name) => [name, name])));
    const entries = await fixture.source.tree(commit, ["copilot"]);
    expect(entries.map((entry) => entry.path)).toEqual(names.toSorted());
    expect((await fixture.source.tree(commit, ["copilot/[x]*.yml"])).map((entry) => entry.path)).toEqual([
      "copilot/[x]*.yml",
    ]);
  });

  test("the empty path is the root, a trailing slash and overlapping paths change nothing", async () => {
    const fixture = await fresh();
    const commit = await fixture.commit("main", { "copilot/a/m.yml": "1", "b.txt": "2" });
    const paths = async (under: readonly string[]): Promise<readonly string[]> =>
      (await fixture.source.tree(commit, under)).map((entry) => entry.path);
    expect(await paths([""])).toEqual(["b.txt", "copilot/a/m.yml"]);
    expect(await paths(["copilot/", "copilot/a", "copilot"])).toEqual(["copilot/a/m.yml"]);
  });

  test("a path that the commit does not have gives nothing, and neither does no path", async () => {
    const fixture = await fresh();
    const commit = await fixture.commit("main", { "a.txt": "1" });
    expect(await fixture.source.tree(commit, ["copilot", "a.txt/b"])).toEqual([]);
    expect(await fixture.source.tree(commit, [])).toEqual([]);
  });

  test("a commit is read as it was, whatever came after it, and after its branch was rewritten", async () => {
    const fixture = await fresh();
    const first = await fixture.commit("main", { "copilot/m.yml": "1" });
    const second = await fixture.commit("main", { "copilot/m.yml": "22", "copilot/n.yml": "n" });
    expect((await fixture.source.tree(first, ["copilot"])).map(summaryOf)).toEqual(["file copilot/m.yml 1"]);
    expect((await fixture.source.tree(second, ["copilot"])).length).toBe(2);
    const rewritten = await fixture.commit("main", { "copilot/m.yml": "333" }, [first]);
    expect((await fixture.source.tree(rewritten, ["copilot"])).map(summaryOf)).toEqual([
      "file copilot/m.yml 3",
    ]);
    expect((await fixture.source.tree(second, ["copilot"])).length).toBe(2);
  });

  test("a commit that the repository does not have is a failure, never an empty tree", async () => {
    const fixture = await fresh();
    await fixture.commit("main", { "a.txt": "1" });
    await expect(fixture.source.tree(unknownCommit, ["copilot"])).rejects.toSatisfy(
      (error) => failureOf(error).reason === "CommitNotFound",
    );
  });

  test("a thousand files are listed", async () => {
    const fixture = await fresh();
    const files = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`copilot/w${index}/manifest.yml`, `name: w${index}\n`]),
    );
    const commit = await fixture.commit("main", files);
    const entries = await fixture.source.tree(commit, ["copilot"]);
    expect(entries.length).toBe(1000);
    expect((await fixture.source.blobs(entries.flatMap(blobOf))).size).toBe(1000);
  });
}

function blobsContract(fresh: Fresh): void {
  test("contents come back byte for byte: empty, binary, with line ends of every kind, and large", async () => {
    const fixture = await fresh();
    const contents = {
      "c/empty": new Uint8Array(),
      "c/binary": Uint8Array.from({ length: 512 }, (_, index) => index % 256),
      "c/lines": Buffer.from("a\r\nb\nc\r"),
      "c/large": Buffer.alloc(300_000, "0123456789abcdef\n"),
    };
    const commit = await fixture.commit("main", contents);
    const entries = await fixture.source.tree(commit, ["c"]);
    const blobs = await fixture.source.blobs(entries.flatMap(blobOf));
    const read = Object.fromEntries(
      entries.map((entry) => [entry.path, Buffer.from(contentAt(entry, blobs)).toString("base64")]),
    );
    const written = Object.entries(contents).map(([path, bytes]) => [
      path,
      Buffer.from(bytes).toString("base64"),
    ]);
    expect(read).toEqual(Object.fromEntries(written));
  });

  test("two files of the same content are one blob, and asking twice for it gives it once", async () => {
    const fixture = await fresh();
    const commit = await fixture.commit("main", { a: "same", b: "same" });
    const ids = (await fixture.source.tree(commit, [""])).flatMap(blobOf);
    expect(new Set(ids).size).toBe(1);
    expect((await fixture.source.blobs(ids)).size).toBe(1);
  });

  test("no ids give no blobs", async () => {
    const { source } = await fresh();
    expect(await source.blobs([])).toEqual(new Map());
  });

  test("a blob that the repository does not have is a failure, never an empty file", async () => {
    const fixture = await fresh();
    await fixture.commit("main", { a: "1" });
    await expect(fixture.source.blobs(["1".repeat(40) as BlobId])).rejects.toSatisfy(
      (error) => failureOf(error).reason === "BlobNotFound",
    );
  });
}

function sinceLastTouchContract(fresh: Fresh): void {
  test("the newest commit that changed something below a path is found behind commits that did not", async () => {
    const fixture = await fresh();
    const first = await fixture.commit("main", { "api/a": "1", "web/a": "1" });
    const web = await fixture.commit("main", { "web/a": "2" });
    const head = await fixture.commit("main", { "docs/a": "1" });
    const { source } = fixture;
    expect(await lastTouching(source, head, ["api"])).toBe(first);
    expect(await lastTouching(source, head, ["web/a"])).toBe(web);
    expect(await lastTouching(source, head, ["api", "web"])).toBe(web);
    expect(await lastTouching(source, head, [""])).toBe(head);
    expect(await lastTouching(source, first, ["web"])).toBe(first);
  });

  test("a path that never existed was never touched, and neither was no path", async () => {
    const fixture = await fresh();
    const head = await fixture.commit("main", { "api/a": "1" });
    expect(await lastTouching(fixture.source, head, ["apis"])).toBeUndefined();
    expect(await lastTouching(fixture.source, head, [])).toBeUndefined();
  });

  test("a deletion and a change back touch a path, too", async () => {
    const fixture = await fresh();
    await fixture.commit("main", { "api/a": "1", "api/b": "1" });
    const deleted = await fixture.commit("main", { "api/b": null });
    expect(await lastTouching(fixture.source, deleted, ["api/b"])).toBe(deleted);
    await fixture.commit("main", { "api/a": "2" });
    const back = await fixture.commit("main", { "api/a": "1" });
    expect(await lastTouching(fixture.source, back, ["api/a"])).toBe(back);
  });

  test("a merge that takes one side as it is has not touched it, that side has", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1", "web/a": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    await fixture.commit("main", { "web/a": "2" });
    const head = (await fixture.source.heads()).get("main") ?? base;
    const merge = await fixture.commit("main", { "api/a": "2" }, [head, feature]);
    const after = await fixture.commit("main", { "docs/a": "1" });
    expect(await lastTouching(fixture.source, after, ["api"])).toBe(feature);
    expect(await lastTouching(fixture.source, merge, ["api"])).toBe(feature);
    expect(await lastTouching(fixture.source, after, ["web"])).toBe(head);
    expect(await lastTouching(fixture.source, feature, ["api"])).toBe(feature);
  });

  test("a merge that brings nothing below the path has not touched it", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1", "web/a": "1" });
    const feature = await fixture.commit("feature", { "web/a": "2" }, [base]);
    const merge = await fixture.commit("main", { "web/a": "2" }, [base, feature]);
    expect(await lastTouching(fixture.source, merge, ["api"])).toBe(base);
  });

  test("a change that both sides made is the branch's own, not the merge's", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    const own = await fixture.commit("main", { "api/a": "2" }, [base]);
    const merge = await fixture.commit("main", { b: "1" }, [own, feature]);
    expect(await lastTouching(fixture.source, merge, ["api"])).toBe(own);
  });

  test("a merge that mixes both sides has touched it", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1", "api/b": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    const own = await fixture.commit("main", { "api/b": "2" }, [base]);
    const merge = await fixture.commit("main", { "api/a": "2" }, [own, feature]);
    expect(await lastTouching(fixture.source, merge, ["api"])).toBe(merge);
  });

  test("a merge that brings together changes below two of the paths has touched them together", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1", "web/a": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    const own = await fixture.commit("main", { "web/a": "2" }, [base]);
    const merge = await fixture.commit("main", { "api/a": "2" }, [own, feature]);
    const after = await fixture.commit("main", { "docs/a": "1" });
    expect(await lastTouching(fixture.source, after, ["api", "web"])).toBe(merge);
    expect(await lastTouching(fixture.source, after, ["api"])).toBe(feature);
    expect(await lastTouching(fixture.source, after, ["web"])).toBe(own);
  });

  test("a merge that changes nothing at all has not touched the whole tree", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { a: "1" });
    const feature = await fixture.commit("feature", { b: "1" }, [base]);
    const merge = await fixture.commit("main", { b: "1" }, [base, feature]);
    expect(await lastTouching(fixture.source, merge, [""])).toBe(feature);
  });

  test("a merge within a merged branch leads to the commit that made the change", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1" });
    const inner = await fixture.commit("inner", { "api/a": "2" }, [base]);
    const side = await fixture.commit("side", { "web/a": "1" }, [base]);
    const sideMerge = await fixture.commit("side", { "api/a": "2" }, [side, inner]);
    const outer = await fixture.commit("main", { "api/a": "2", "web/a": "1" }, [base, sideMerge]);
    expect(await lastTouching(fixture.source, outer, ["api"])).toBe(inner);
    expect(await lastTouching(fixture.source, sideMerge, ["api"])).toBe(inner);
  });

  test("after a merged pull request, the merge and what follows it have the same sources as the commit that it brought", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1", "web/a": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    const feature2 = await fixture.commit("feature", { "docs/a": "1" });
    const other = await fixture.commit("main", { "web/a": "2" });
    const merge = await fixture.commit("main", { "api/a": "2", "docs/a": "1" }, [other, feature2]);
    const after = await fixture.commit("main", { "web/a": "3" });
    const { source } = fixture;
    expect(await source.sinceLastTouch(after, ["api"])).toEqual([after, merge, feature2, feature]);
    expect(await source.sinceLastTouch(merge, ["api"])).toEqual([merge, feature2, feature]);
    expect(await source.sinceLastTouch(merge, ["web"])).toEqual([merge, other]);
    expect(await source.sinceLastTouch(other, ["api"])).toEqual([other, base]);
    expect(await source.sinceLastTouch(feature, ["api"])).toEqual([feature]);
  });

  test("from a release the way goes through the merge on the branch that was promoted", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("develop", { "api/a": "1", "web/a": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    const merge = await fixture.commit("develop", { "api/a": "2" }, [base, feature]);
    const web = await fixture.commit("develop", { "web/a": "2" });
    const release = await fixture.commit("release", { "api/a": "2", "web/a": "2" }, [base, web]);
    const later = await fixture.commit("develop", { "docs/a": "1" });
    const release2 = await fixture.commit("release", { "docs/a": "1" }, [release, later]);
    const { source } = fixture;
    expect(await source.sinceLastTouch(release, ["api"])).toEqual([release, web, merge, feature]);
    expect(await source.sinceLastTouch(release2, ["api"])).toEqual([release2, release, web, merge, feature]);
    expect(await source.sinceLastTouch(release2, ["web"])).toEqual([release2, release, web]);
  });

  test("a merge that mixes both sides is where the way ends", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1", "api/b": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    const own = await fixture.commit("main", { "api/b": "2" }, [base]);
    const merge = await fixture.commit("main", { "api/a": "2" }, [own, feature]);
    const after = await fixture.commit("main", { "docs/a": "1" });
    const { source } = fixture;
    expect(await source.sinceLastTouch(after, ["api"])).toEqual([after, merge]);
    expect(await source.sinceLastTouch(after, ["api/a", "api/b"])).toEqual([after, merge]);
    expect(await source.sinceLastTouch(after, ["api/a"])).toEqual([after, merge, feature]);
    expect(await source.sinceLastTouch(after, ["api/a", "docs"])).toEqual([after]);
  });

  test("what was deleted and restored was touched by the restoration, and what is deleted by the deletion", async () => {
    const fixture = await fresh();
    await fixture.commit("main", { "api/a": "1", "web/a": "1" });
    const deleted = await fixture.commit("main", { "api/a": null });
    const without = await fixture.commit("main", { "web/a": "2" });
    const restored = await fixture.commit("main", { "api/a": "1" });
    const after = await fixture.commit("main", { "web/a": "3" });
    const { source } = fixture;
    expect(await source.sinceLastTouch(without, ["api"])).toEqual([without, deleted]);
    expect(await source.sinceLastTouch(after, ["api"])).toEqual([after, restored]);
  });

  test("what was moved was touched where it was and where it is", async () => {
    const fixture = await fresh();
    await fixture.commit("main", { "api/a": "1", "web/a": "1" });
    const moved = await fixture.commit("main", { "api/a": null, "services/api/a": "1" });
    const after = await fixture.commit("main", { "web/a": "2" });
    expect(await fixture.source.sinceLastTouch(after, ["services/api"])).toEqual([after, moved]);
    expect(await fixture.source.sinceLastTouch(after, ["api"])).toEqual([after, moved]);
  });

  test("of a long way the newest fifteen and the oldest fifteen stay, the merge that brought the change among them", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    const way = [feature, await fixture.commit("main", { "api/a": "2" }, [base, feature])];
    for (let count = 0; count < 28; count += 1)
      way.push(await fixture.commit("main", { "web/a": `${count}` }));
    const thirty = await fixture.source.sinceLastTouch(way.at(-1) ?? base, ["api"]);
    expect(thirty).toEqual(way.toReversed());
    for (let count = 0; count < 4; count += 1)
      way.push(await fixture.commit("main", { "docs/a": `${count}` }));
    const cut = await fixture.source.sinceLastTouch(way.at(-1) ?? base, ["api"]);
    const expected = way.toReversed();
    expect(cut).toEqual([...expected.slice(0, 15), ...expected.slice(-15)]);
  });

  test("a commit that the repository does not have is a failure", async () => {
    const fixture = await fresh();
    await fixture.commit("main", { a: "1" });
    await expect(fixture.source.sinceLastTouch(unknownCommit, ["a"])).rejects.toSatisfy(
      (error) => failureOf(error).reason === "CommitNotFound",
    );
  });
}

function isAncestorContract(fresh: Fresh): void {
  test("a commit is an ancestor of itself and of what stands on it, by any parent", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { a: "1" });
    const feature = await fixture.commit("feature", { b: "1" }, [base]);
    const own = await fixture.commit("main", { c: "1" });
    const merge = await fixture.commit("main", { b: "1" }, [own, feature]);
    const { source } = fixture;
    expect(await source.isAncestor(base, base)).toBe(true);
    expect(await source.isAncestor(base, merge)).toBe(true);
    expect(await source.isAncestor(feature, merge)).toBe(true);
    expect(await source.isAncestor(merge, base)).toBe(false);
    expect(await source.isAncestor(feature, own)).toBe(false);
  });

  test("a commit of a rewritten branch is no ancestor of the new head", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { a: "1" });
    const applied = await fixture.commit("main", { a: "2" });
    expect((await fixture.source.tree(applied, ["a"])).length).toBe(1);
    const rewritten = await fixture.commit("main", { a: "3" }, [base]);
    expect(await fixture.source.isAncestor(applied, rewritten)).toBe(false);
    expect(await fixture.source.isAncestor(base, rewritten)).toBe(true);
  });

  test("a commit that the repository does not have is neither ancestor nor descendant", async () => {
    const fixture = await fresh();
    const head = await fixture.commit("main", { a: "1" });
    expect(await fixture.source.isAncestor(unknownCommit, head)).toBe(false);
    expect(await fixture.source.isAncestor(head, unknownCommit)).toBe(false);
  });
}

function authorsContract(fresh: Fresh): void {
  test("those who wrote what is new are named once, and of a commit that nobody has nothing is said", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { a: "1" });
    await fixture.commit("main", { a: "2" });
    const head = await fixture.commit("main", { a: "3" });
    const { source } = fixture;
    expect(await source.tree(base, ["a"])).toHaveLength(1);
    const authors = await source.authors(head, base);
    expect(authors).toHaveLength(1);
    expect(authors?.[0]).toContain("@");
    expect(await source.authors(head, unknownCommit)).toBeUndefined();
  });
}

function signalContract(fresh: Fresh): void {
  test("a call whose signal is aborted throws the signal's reason, and later calls work", async () => {
    const fixture = await fresh();
    const head = await fixture.commit("main", { a: "1" });
    const reason = new Error("asked to stop");
    const signal = AbortSignal.abort(reason);
    await expect(fixture.source.heads(signal)).rejects.toBe(reason);
    await expect(fixture.source.tree(head, [""], signal)).rejects.toBe(reason);
    await expect(fixture.source.sinceLastTouch(head, [""], signal)).rejects.toBe(reason);
    expect((await fixture.source.heads()).get("main")).toBe(head);
  });

  test("many calls at once give the same answers as one after another", async () => {
    const fixture = await fresh();
    const first = await fixture.commit("main", { "copilot/a": "1" });
    const second = await fixture.commit("main", { "copilot/a": "2" });
    const { source } = fixture;
    const trees = await Promise.all(
      [first, second, first, second].map(async (commit) => source.tree(commit, ["copilot"])),
    );
    const texts = await Promise.all(
      trees.map(async (entries) => [...(await source.blobs(entries.flatMap(blobOf))).values()].map(textOf)),
    );
    expect(texts).toEqual([["1"], ["2"], ["1"], ["2"]]);
    expect(await source.isAncestor(first, second)).toBe(true);
  });
}

async function lastTouching(
  source: Source,
  commit: CommitSha,
  paths: readonly string[],
): Promise<CommitSha | undefined> {
  return (await source.sinceLastTouch(commit, paths)).at(-1);
}

function summaryOf(entry: TreeEntry): string {
  if (entry.kind !== "file") return `${entry.kind} ${entry.path}`;
  return `file ${entry.path} ${entry.size}${entry.executable ? " executable" : ""}`;
}

function blobOf(entry: TreeEntry): readonly BlobId[] {
  return entry.kind === "file" ? [entry.blob] : [];
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

function contentAt(entry: TreeEntry, blobs: ReadonlyMap<BlobId, Uint8Array>): Uint8Array {
  const bytes = entry.kind === "file" ? blobs.get(entry.blob) : undefined;
  if (bytes === undefined) throw new Error(`no content for ${entry.path}`);
  return bytes;
}
