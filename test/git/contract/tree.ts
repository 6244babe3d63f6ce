import { expect, test } from "vitest";
import { failureOf } from "../../../src/domain/failure.ts";
import type { TreeEntry } from "../../../src/domain/source.ts";
import { blobOf, type Fresh, unknownCommit } from "./fixture.ts";

/** What every source promises of the files of a commit. */
export function treeContract(fresh: Fresh): void {
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

function summaryOf(entry: TreeEntry): string {
  if (entry.kind !== "file") return `${entry.kind} ${entry.path}`;
  return `file ${entry.path} ${entry.size}${entry.executable ? " executable" : ""}`;
}
