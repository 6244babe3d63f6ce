import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FileQuestion } from "../../src/desired/commit-files.ts";
import { answerLocally } from "../../src/program/local-files.ts";

let root = "";

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "autoland-"));
  await mkdir(path.join(root, "functions/a/.git"), { recursive: true });
  await writeFile(path.join(root, "functions/a/.git/HEAD"), "ref");
  await writeFile(path.join(root, "functions/a/index.js"), "x");
  await writeFile(path.join(root, "functions/a/run"), "y", { mode: 0o755 });
  await symlink("/etc", path.join(root, "link"));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

function question(asked: string): FileQuestion {
  return { path: asked, wants: () => true, limits: { files: 10, bytes: 100 } };
}

describe("a folder of this machine answers as a commit does", () => {
  test.each<readonly [situation: string, asked: string, answer: object]>([
    [
      "a folder has its files, but for Git's own",
      "functions/a",
      {
        kind: "folder",
        files: [
          { path: "functions/a/index.js", executable: false, content: Buffer.from("x") },
          { path: "functions/a/run", executable: true, content: Buffer.from("y") },
        ],
      },
    ],
    ["a file is found", "functions/a/index.js", { kind: "file", file: { path: "functions/a/index.js" } }],
    ["what is not there is missing", "functions/b", { kind: "missing" }],
    ["what is below a file is missing", "functions/a/index.js/b", { kind: "missing" }],
    ["a link is not followed", "link", { kind: "refused" }],
  ])("%s", async (_situation, asked, answer) => {
    const about = question(asked);
    const answers = await answerLocally(root, [about]);
    expect(answers.get(about)).toMatchObject(answer);
  });
});
