import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { failureOf } from "../../src/domain/failure.ts";
import type { Failure } from "../../src/domain/failure.ts";
import { askpassProgram } from "../../src/git/git-environment.ts";
import { makeGitSource } from "../../src/git/git-source.ts";
import type { GitHttpOptions } from "../support/git-http-server.ts";
import { GitHttpServer } from "../support/git-http-server.ts";
import { GitRepository } from "../support/git-repository.ts";
import { makeCacheFolder, sourceOn } from "./git-source-fixture.ts";
import type { CacheFolder } from "./git-source-fixture.ts";

let resources: AsyncDisposableStack;
let repository: GitRepository;
let cache: CacheFolder;

beforeEach(async () => {
  resources = new AsyncDisposableStack();
  repository = resources.use(await GitRepository.create());
  cache = resources.use(await makeCacheFolder());
  await repository.commit("main", { "copilot/.workspace": "application: shop\n" });
});

afterEach(async () => resources.disposeAsync());

async function serve(options: Omit<GitHttpOptions, "folder"> = {}): Promise<GitHttpServer> {
  return resources.use(await GitHttpServer.start({ folder: repository.folder, ...options }));
}

const login = { username: "ada", password: "s3cret-token" };

describe("a server that refuses has a reason, a disposition and a remedy", () => {
  test.each<[string, Omit<GitHttpOptions, "folder">, Failure["disposition"], string]>([
    ["asks for credentials and gets none", { credentials: login }, "stall", "AuthenticationFailed"],
    ["says 403", { status: 403 }, "stall", "AccessDenied"],
    ["says 404", { status: 404 }, "stall", "RepositoryNotFound"],
    ["says 429", { status: 429 }, "wait", "RateLimited"],
    ["says 500", { status: 500 }, "retry", "RepositoryUnreachable"],
    ["says 503", { status: 503 }, "retry", "RepositoryUnreachable"],
  ])("one that %s", async (_situation, options, disposition, reason) => {
    const server = await serve(options);
    const failure = await failureFrom(sourceOn(server.url, cache).heads());
    expect(failure).toMatchObject({ disposition, reason, remedy: expect.any(String) });
    expect(failure.message).toContain(server.url);
  });

  test("one that is not there", async () => {
    const server = await GitHttpServer.start({ folder: repository.folder });
    const { url } = server;
    await server[Symbol.asyncDispose]();
    expect(await failureFrom(sourceOn(url, cache).heads())).toMatchObject({
      disposition: "retry",
      reason: "RepositoryUnreachable",
    });
  });

  test("a host without an address", async () => {
    const source = sourceOn("https://nowhere.invalid/shop.git", cache);
    expect(await failureFrom(source.heads())).toMatchObject({
      disposition: "retry",
      reason: "RepositoryUnreachable",
    });
  });

  test("a path with nothing there, and one with something else", async () => {
    for (const folder of [path.join(cache.folder, "nothing"), cache.folder]) {
      expect(await failureFrom(sourceOn(folder, cache).heads())).toMatchObject({
        disposition: "stall",
        reason: "RepositoryNotFound",
      });
    }
  });

  test("a shallow clone, whose history would be wrong", async () => {
    await repository.commit("main", { a: "2" });
    const shallow = path.join(cache.folder, "shallow");
    await repository.git(["clone", "--quiet", "--bare", "--depth=1", `file://${repository.folder}`, shallow]);
    const source = sourceOn(shallow, cache);
    const head = (await source.heads()).get("main");
    if (head === undefined) throw new Error("no head");
    expect((await failureFrom(source.tree(head, ["copilot"]))).reason).toBe("RepositoryShallow");
  });

  test("a cache folder that is a file", async () => {
    const file = path.join(cache.folder, "file");
    await writeFile(file, "");
    const source = makeGitSource({ url: repository.folder, cacheFolder: file, environment: process.env });
    expect(await failureFrom(source.heads())).toMatchObject({
      disposition: "stall",
      reason: "CacheNotWritable",
    });
  });

  test("no git on the PATH", async () => {
    const source = makeGitSource({
      url: repository.folder,
      cacheFolder: cache.folder,
      environment: { PATH: cache.folder },
    });
    expect(await failureFrom(source.heads())).toMatchObject({ disposition: "stall", reason: "GitNotUsable" });
  });

  test("after a failure the same source works as soon as the server does", async () => {
    const folder = path.join(cache.folder, "late.git");
    const source = sourceOn(folder, cache);
    expect((await failureFrom(source.heads())).reason).toBe("RepositoryNotFound");
    await mkdir(folder);
    await repository.git(["init", "--quiet", "--bare", folder]);
    expect(await source.heads()).toEqual(new Map());
  });
});

describe("credentials", () => {
  test("those of the URL and those handed over both open the door", async () => {
    const server = await serve({ credentials: login });
    const withUserinfo = server.url.replace("//", `//${login.username}:${login.password}@`);
    const source = sourceOn(withUserinfo, cache);
    expect((await source.heads()).size).toBe(1);
    expect(source.repository).toBe(server.url);
    const other = resources.use(await makeCacheFolder());
    expect((await sourceOn(server.url, other, login).heads()).size).toBe(1);
  });

  test("they are written to no file of the cache and stand in no message", async () => {
    const server = await serve({ credentials: { ...login, password: "another" } });
    const source = sourceOn(server.url, cache, login);
    const failure = await failureFrom(source.heads());
    expect(failure.reason).toBe("AuthenticationFailed");
    expect(JSON.stringify(failure)).not.toContain(login.password);
    for (const file of await readdir(cache.folder, { recursive: true })) {
      const full = path.join(cache.folder, file);
      if ((await stat(full)).isFile()) expect(await readFile(full, "latin1")).not.toContain(login.password);
    }
  });

  test.each([
    ["Username for 'https://git.example.com': ", "ada\n"],
    ["Password for 'https://ada@git.example.com': ", "s3cret-token\n"],
    ["Password for 'https://ada@evil.example.com': ", undefined],
    ["Username for 'https://evil.example.com/git.example.com': ", undefined],
    ["Username for 'https://git.example.com.evil.example.com': ", undefined],
  ])("they are given to their own host only: %s", async (prompt, answer) => {
    const program = path.join(cache.folder, "askpass-under-test");
    await writeFile(program, askpassProgram, { mode: 0o700 });
    const env = {
      AUTOLAND_GIT_HOST: "git.example.com",
      AUTOLAND_GIT_USERNAME: login.username,
      AUTOLAND_GIT_PASSWORD: login.password,
    };
    const asking = promisify(execFile)(program, [prompt], { env });
    if (answer === undefined) await expect(asking).rejects.toMatchObject({ code: 1, stdout: "" });
    else expect((await asking).stdout).toBe(answer);
  });

  test("a program of the user that answers prompts is not asked", async () => {
    const server = await serve({ credentials: login });
    const source = makeGitSource({
      url: server.url,
      cacheFolder: cache.folder,
      environment: { ...process.env, GIT_ASKPASS: "/bin/echo", SSH_ASKPASS: "/bin/echo" },
    });
    expect((await failureFrom(source.heads())).reason).toBe("AuthenticationFailed");
    expect(server.requests.length).toBe(1);
  });
});

describe("time", () => {
  test("a call that is aborted while the server is silent ends at once with the signal's reason", async () => {
    const server = await serve({ silentOn: "everything" });
    const stop = new AbortController();
    const reason = new Error("asked to stop");
    const calling = sourceOn(server.url, cache).heads(stop.signal);
    await untilAsked(server);
    stop.abort(reason);
    await expect(calling).rejects.toBe(reason);
  });

  test("a fetch that is aborted leaves the cache usable for the next call", async () => {
    const server = await serve({ silentOn: "objects" });
    const head = await repository.commit("main", { "copilot/a": "1" });
    const stop = new AbortController();
    const source = sourceOn(server.url, cache);
    const calling = source.tree(head, ["copilot"], stop.signal);
    await untilCommand(server, "fetch");
    stop.abort(new Error("asked to stop"));
    await expect(calling).rejects.toThrow("asked to stop");
    server.speak();
    expect((await source.tree(head, ["copilot"])).length).toBe(2);
  });
});

describe("what the machine's configuration says has no say", () => {
  test("a rewritten URL, a hook and a credential helper of the user are not followed", async () => {
    const home = path.join(cache.folder, "home");
    await mkdir(home);
    await writeFile(
      path.join(home, ".gitconfig"),
      `[url "/nonexistent"]\n\tinsteadOf = ${repository.folder}\n[core]\n\thooksPath = ${home}\n[credential]\n\thelper = "!touch ${home}/helped"\n`,
    );
    const source = makeGitSource({
      url: repository.folder,
      cacheFolder: cache.folder,
      environment: {
        ...process.env,
        HOME: home,
        GIT_DIR: "/nonexistent",
        GIT_CONFIG_COUNT: "1",
        GIT_CONFIG_KEY_0: `url./nonexistent.insteadOf`,
        GIT_CONFIG_VALUE_0: repository.folder,
      },
    });
    expect((await source.heads()).size).toBe(1);
    expect(await readdir(home)).toEqual([".gitconfig"]);
  });

  test.each([
    "ext::sh -c touch% /tmp/owned",
    "-oProxyCommand=touch",
    "fd::17",
    "ftp://host/x",
    "",
    "a\nb",
    "https://",
  ])("the address %j is refused before anything runs", (url) => {
    expect(() => makeGitSource({ url, cacheFolder: cache.folder, environment: process.env })).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ reason: "InvalidRepositoryUrl" }) }),
    );
  });
});

test("a tree that leads out of the repository is listed as it is and written nowhere", async () => {
  const blob = await repository.git(["hash-object", "-w", "--stdin"], { input: "owned" });
  const write = async (tree: Buffer): Promise<string> =>
    repository.git(["hash-object", "-t", "tree", "-w", "--literally", "--stdin"], { input: tree });
  const inner = await write(entry("100644", "owned", blob));
  const outer = await write(Buffer.concat([entry("40000", "..", inner), entry("40000", ".git", inner)]));
  const root = await write(entry("40000", "copilot", outer));
  const commit = await repository.git(["commit-tree", "-m", "hostile", root]);
  await repository.git(["update-ref", "refs/heads/hostile", commit]);
  const source = sourceOn(repository.folder, cache);
  const head = (await source.heads()).get("hostile");
  if (head === undefined) throw new Error("no head");
  const entries = await source.tree(head, ["copilot"]);
  expect(entries.map((each) => each.path)).toEqual(["copilot/../owned", "copilot/.git/owned"]);
});

function entry(mode: string, name: string, id: string): Buffer {
  return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]);
}

async function failureFrom(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    return failureOf(error);
  }
  throw new Error("the call did not fail");
}

async function untilAsked(server: GitHttpServer): Promise<void> {
  while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
}

async function untilCommand(server: GitHttpServer, command: string): Promise<void> {
  while (!server.commands.some((each) => each === command))
    await new Promise((resolve) => setImmediate(resolve));
}
