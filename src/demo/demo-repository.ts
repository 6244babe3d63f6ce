import { execFile } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { type CommitSha, commitSha } from "../domain/revision.ts";

/** A real Git repository with a work tree, in which the demo, and whoever watches it, commits. */
export interface DemoRepository {
  readonly folder: string;
  /** Head of a branch, asked of git itself. */
  head(branch: string): Promise<CommitSha>;
  /** Changes one file of a branch and commits it. */
  edit(branch: string, file: string, change: (text: string) => string, message: string): Promise<CommitSha>;
  /** Changes several files of a branch in one commit. */
  editAll(
    branch: string,
    changes: Readonly<Record<string, (text: string) => string>>,
    message: string,
  ): Promise<CommitSha>;
  /** Merges one branch into another with a merge commit. */
  merge(from: string, into: string): Promise<CommitSha>;
  /** The last commit of a branch that touched a path. */
  lastTouching(branch: string, file: string): Promise<CommitSha>;
}

/**
 * Makes a repository of a folder's files, or of some of its folders, with the branches `develop` and `release` at one first commit.
 */
export async function makeDemoRepository(
  from: string,
  folder: string,
  only?: readonly string[],
): Promise<DemoRepository> {
  await mkdir(folder, { recursive: true });
  for (const part of only ?? ["."])
    await cp(path.join(from, part), path.join(folder, part), { recursive: true });
  const git = (...words: readonly string[]): Promise<string> => runGit(folder, words);
  await git("init", "--quiet", "--initial-branch=develop");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "The application as it stands");
  await git("branch", "release");

  const head = async (branch: string): Promise<CommitSha> =>
    commitSha(await git("rev-parse", `refs/heads/${branch}`));
  const editAll: DemoRepository["editAll"] = async (branch, changes, message) => {
    await git("checkout", "--quiet", branch);
    for (const [file, change] of Object.entries(changes)) {
      const full = path.join(folder, file);
      await writeFile(full, change(await readFile(full, "utf8")));
    }
    await git("commit", "--quiet", "--all", "--message", message);
    return head(branch);
  };
  return {
    folder,
    head,
    edit: (branch, file, change, message) => editAll(branch, { [file]: change }, message),
    editAll,
    merge: async (source, into) => {
      await git("checkout", "--quiet", into);
      await git("merge", "--quiet", "--no-ff", "--message", `Merge ${source} into ${into}`, source);
      return head(into);
    },
    lastTouching: async (branch, file) =>
      commitSha(await git("log", "-1", "--format=%H", branch, "--", file)),
  };
}

const identity = {
  GIT_AUTHOR_NAME: "Shop team",
  GIT_AUTHOR_EMAIL: "team@shop.example",
  GIT_COMMITTER_NAME: "Shop team",
  GIT_COMMITTER_EMAIL: "team@shop.example",
  // The machine's own configuration (signing, hooks, default branches) has no say in a demo.
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
} as const;

async function runGit(folder: string, words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("git", words, {
    cwd: folder,
    env: { ...process.env, ...identity },
  });
  return stdout.trim();
}
