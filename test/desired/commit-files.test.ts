import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseFiles, type FileQuestion, pathInRepository } from "../../src/desired/commit-files.ts";
import { type FileChanges, MemorySource } from "../support/memory-source.ts";

const all: Omit<FileQuestion, "path"> = { wants: () => true, limits: { files: 3, bytes: 10 } };

async function choose(files: FileChanges, question: FileQuestion): Promise<string> {
  const source = new MemorySource();
  const commit = source.commit("main", files);
  const choice = chooseFiles(question, await source.tree(commit, [question.path]));
  switch (choice.kind) {
    case "file":
    case "folder":
      return `${choice.kind}: ${choice.files.map((file) => file.path).join(" ")}`;
    case "missing":
      return "missing";
    case "refused":
      return `refused: ${choice.message}`;
  }
}

describe("what a commit has at a path", () => {
  test.each<readonly [situation: string, files: FileChanges, question: FileQuestion, found: string]>([
    ["a file is found", { "a.env": "A=1" }, { path: "a.env", ...all }, "file: a.env"],
    ["a file whose name only begins alike is not", { "a.envy": "A" }, { path: "a.env", ...all }, "missing"],
    [
      "a folder has all files below it",
      { "d/b/c": "1", "d/a": "2" },
      { path: "d", ...all },
      "folder: d/a d/b/c",
    ],
    ["the empty path is the root", { x: "1", "d/y": "2" }, { path: "", ...all }, "folder: d/y x"],
    [
      "files that nobody wants count neither against limits nor as links",
      { "d/a": "1", "d/large": "0123456789012", "d/link": { symlink: "/etc/passwd" } },
      { path: "d", wants: (path) => path === "d/a", limits: all.limits },
      "folder: d/a",
    ],
    [
      "a link is refused by name",
      { "a.env": { symlink: "/etc/passwd" } },
      { path: "a.env", ...all },
      "refused: a.env is a symbolic link, and only ordinary files of the commit are read",
    ],
    [
      "a submodule in a folder is refused by name",
      { "d/a": "1", "d/lib": { submodule: "1".repeat(40) } },
      { path: "d", ...all },
      "refused: d/lib is a Git submodule, and only ordinary files of the commit are read",
    ],
    [
      "too many bytes are refused before they are read",
      { "d/a": "012345", "d/b": "012345" },
      { path: "d", ...all },
      "refused: it has 2 files with 0.0 MiB; 3 files and 0.0 MiB are the most",
    ],
    [
      "too many files are refused",
      { "d/a": "", "d/b": "", "d/c": "", "d/d": "" },
      { path: "d", ...all },
      "refused: it has 4 files with 0.0 MiB; 3 files and 0.0 MiB are the most",
    ],
  ])("%s", async (_situation, files, question, found) => {
    expect(await choose(files, question)).toBe(found);
  });
});

describe("a path that a person wrote", () => {
  test.each([
    ["config/a.env", "config/a.env"],
    ["./config//a.env", "config/a.env"],
    ["/config/a.env", "config/a.env"],
    ["config/../other/a.env", "other/a.env"],
    [".", ""],
    ["dist/", "dist"],
    ["../a.env", undefined],
    ["config/../../a.env", undefined],
    [String.raw`..\magic.env`, undefined],
    ["a\0.env", undefined],
  ])("%j is %j in the repository", (written, path) => {
    expect(pathInRepository(written)).toBe(path);
  });

  test("no path leads out of the repository, and one in git's spelling stays as it is", () => {
    const part = fc.constantFrom("..", ".", "", "a", "b.env", "...");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const path = pathInRepository(parts.join("/"));
        if (path === undefined) return;
        expect(path.split("/")).not.toContain("..");
        expect(path.startsWith("/")).toBe(false);
        expect(pathInRepository(path)).toBe(path);
      }),
    );
  });
});
