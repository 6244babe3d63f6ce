import { execFile, spawnSync } from "node:child_process";
import { readFile, symlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failureOf } from "../../src/domain/failure.ts";
import type { Failure } from "../../src/domain/failure.ts";
import { type CommitSha, commitSha } from "../../src/domain/revision.ts";
import { makeGitWarrants } from "../../src/git/git-warrants.ts";
import { GitHttpServer } from "../support/git-http-server.ts";
import { GitRepository } from "../support/git-repository.ts";
import { type CacheFolder, makeCacheFolder } from "./git-source-fixture.ts";

const run = promisify(execFile);
const signal = new AbortController().signal;
/** Part of OpenSSH, which not every machine with git has. */
const keygen = "ssh-keygen";
const hasKeygen = spawnSync(keygen, ["-?"]).error === undefined;

let resources: AsyncDisposableStack;
let repository: GitRepository;
let cache: CacheFolder;
let keys: CacheFolder;

describe.skipIf(!hasKeygen)("commits signed with SSH keys (needs ssh-keygen of OpenSSH)", () => {
  beforeAll(async () => {
    resources = new AsyncDisposableStack();
    repository = resources.use(await GitRepository.create());
    cache = resources.use(await makeCacheFolder());
    keys = resources.use(await makeCacheFolder());
    for (const name of ["ada", "eve"])
      await run(keygen, ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path.join(keys.folder, name)]);
    await repository.commit("main", { a: "1" });
  });
  afterAll(async () => resources.disposeAsync());

  test("one by an allowed signer has what is asked for, over a path and over HTTP", async () => {
    const commit = await signed("ada");
    expect(await lacking(commit, [await signer("ada")])).toBeUndefined();
    const server = await GitHttpServer.start({ folder: repository.folder });
    expect(await lacking(commit, [await signer("ada")], server.url)).toBeUndefined();
    await server[Symbol.asyncDispose]();
  });

  test.each<[string, () => Promise<CommitSha>, string]>([
    ["without a signature", () => repository.commit("main", { a: "2" }), "has no signature"],
    ["by somebody else", () => signed("eve"), "is signed with the key SHA256:"],
    ["whose content was changed afterwards", tampered, "has a signature that is not right"],
    ["of OpenPGP", ofOpenPgp, "has a signature that is not one of SSH"],
  ])("one %s is told of", async (_case, make, said) => {
    const commit = await make();
    const failure = await lacking(commit, [await signer("ada")]);
    expect(failure).toMatchObject({ disposition: "wait", reason: "SignatureNotVerified" });
    expect(failure?.message).toContain(said);
    expect(failure?.message).toContain(commit.slice(0, 8));
  });

  test("neither the repository's configuration nor a file in it says who may sign", async () => {
    const own = path.join(repository.folder, "signers");
    await repository.git(["config", "gpg.ssh.allowedSignersFile", own]);
    await run("cp", [path.join(keys.folder, "eve.pub"), own]);
    await repository.git(["config", "gpg.ssh.program", "true"]);
    expect((await lacking(await signed("eve"), [await signer("ada")]))?.reason).toBe("SignatureNotVerified");
    await repository.git(["config", "--unset", "gpg.ssh.program"]);
  });

  test("a key that is not valid any more at the commit's time", async () => {
    const commit = await signed("ada");
    const [principal, ...key] = (await signer("ada")).split(" ");
    const until = [`${principal} valid-before="20200101" ${key.join(" ")}`];
    expect((await lacking(commit, until))?.message).toContain("not for this time");
  });

  test("without ssh-keygen nothing is verified, and it is said", async () => {
    const { stdout } = await run("which", ["git"]);
    await symlink(stdout.trim(), path.join(keys.folder, "git"));
    const environment = { ...process.env, PATH: keys.folder };
    const given = { url: repository.folder, cacheFolder: cache.folder, environment };
    const revision = { repository: "shop", branch: "main", commit: await signed("ada") };
    const asked = makeGitWarrants(given, [await signer("ada")]).lacking(revision, signal);
    await expect(asked).rejects.toSatisfy((error) => failureOf(error).reason === "SshKeygenMissing");
  });

  test("a commit that the repository does not have is a failure", async () => {
    await expect(lacking(commitSha("1".repeat(40)), [await signer("ada")])).rejects.toSatisfy(
      (error) => failureOf(error).reason === "CommitNotFound",
    );
  });
});

async function lacking(
  commit: CommitSha,
  signers: readonly string[],
  url: string = repository.folder,
): Promise<Failure | undefined> {
  const warrants = makeGitWarrants({ url, cacheFolder: cache.folder, environment: process.env }, signers);
  return warrants.lacking({ repository: url, branch: "main", commit }, signal);
}

async function signer(name: string): Promise<string> {
  return `${name}@acme.example ${(await readFile(path.join(keys.folder, `${name}.pub`), "utf8")).trim()}`;
}

/** A commit on main with a signature. */
async function signed(name: string): Promise<CommitSha> {
  const head = await repository.git(["rev-parse", "main"]);
  const key = path.join(keys.folder, name);
  const settings = [
    "-c",
    "gpg.format=ssh",
    "-c",
    "gpg.ssh.program=ssh-keygen",
    "-c",
    `user.signingKey=${key}`,
  ];
  const making = ["commit-tree", "-S", "-m", `by ${name}`, "-p", head, `${head}^{tree}`];
  const commit = await repository.git([...settings, ...making]);
  await repository.setBranch("main", commitSha(commit));
  return commitSha(commit);
}

async function rewritten(change: (commit: string) => string): Promise<CommitSha> {
  const text = await repository.gitBytes(["cat-file", "commit", await signed("ada")]);
  const input = change(text.toString());
  const commit = commitSha(await repository.git(["hash-object", "-t", "commit", "-w", "--stdin"], { input }));
  await repository.setBranch("main", commit);
  return commit;
}

function tampered(): Promise<CommitSha> {
  return rewritten((text) => text.replace("by ada", "by eve"));
}

function ofOpenPgp(): Promise<CommitSha> {
  return rewritten((text) => text.replaceAll("SSH SIGNATURE", "PGP SIGNATURE"));
}
