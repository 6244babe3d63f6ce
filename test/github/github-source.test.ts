import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { failureOf } from "../../src/domain/failure.ts";
import type { Failure } from "../../src/domain/failure.ts";
import { commitSha } from "../../src/domain/revision.ts";
import type { Source } from "../../src/domain/source.ts";
import type { GitHubAuth } from "../../src/github/github-client.ts";
import { makeGitHubSource } from "../../src/github/github-source.ts";
import { describeSource } from "../git/source-contract.ts";
import { GitHubStub } from "../support/github-stub.ts";
import type { StubAnswer, StubOptions } from "../support/github-stub.ts";
import { GitRepository } from "../support/git-repository.ts";

const token = "ghp_a-token-of-the-test";

describeSource("the GitHub source", async () => {
  const resources = new AsyncDisposableStack();
  const repository = resources.use(await GitRepository.create());
  const stub = resources.use(await GitHubStub.start({ repository, token }));
  return {
    source: sourceOn(stub),
    commit: async (branch, changes, parents) => repository.commit(branch, changes, parents),
    setBranch: async (branch, commit) => repository.setBranch(branch, commit),
    deleteBranch: async (branch) => repository.deleteBranch(branch),
    [Symbol.asyncDispose]: async () => resources.disposeAsync(),
  };
});

let resources: AsyncDisposableStack;
let repository: GitRepository;

beforeEach(async () => {
  resources = new AsyncDisposableStack();
  repository = resources.use(await GitRepository.create());
});

afterEach(async () => resources.disposeAsync());

describe("what requests cost", () => {
  test("a poll that finds nothing new is a single 304, which does not count", async () => {
    await repository.commit("main", { a: "1" });
    const stub = await startStub();
    const source = sourceOn(stub);
    const first = await source.heads();
    stub.requests.length = 0;
    expect(await source.heads()).toEqual(first);
    expect(stub.requests.map((request) => request.status)).toEqual([304]);
  });

  test("250 branches are three pages, and only the page with a change is sent again", async () => {
    const head = await repository.commit("main", { a: "1" });
    const input = Array.from(
      { length: 250 },
      (_, index) => `create refs/heads/b${1000 + index} ${head}\n`,
    ).join("");
    await repository.git(["update-ref", "--stdin"], { input });
    const stub = await startStub();
    const source = sourceOn(stub);
    expect((await source.heads()).size).toBe(251);
    stub.requests.length = 0;
    const moved = await repository.commit("b1150", { a: "2" });
    const heads = await source.heads();
    expect(heads.get("b1150")).toBe(moved);
    expect(heads.size).toBe(251);
    expect(stub.requests.map((request) => request.status)).toEqual([304, 200, 304]);
  });

  test("branches that vanish with their page vanish from the heads", async () => {
    const head = await repository.commit("main", { a: "1" });
    const names = Array.from({ length: 150 }, (_, index) => `refs/heads/b${1000 + index}`);
    await repository.git(["update-ref", "--stdin"], {
      input: names.map((name) => `create ${name} ${head}\n`).join(""),
    });
    const source = sourceOn(await startStub());
    expect((await source.heads()).size).toBe(151);
    await repository.git(["update-ref", "--stdin"], {
      input: names.map((name) => `delete ${name}\n`).join(""),
    });
    expect([...(await source.heads()).keys()]).toEqual(["main"]);
  });

  test("after a commit only what changed is read, and a known commit costs nothing", async () => {
    const first = await repository.commit("main", {
      "copilot/.workspace": "application: shop\n",
      "copilot/api/manifest.yml": "name: api\n",
    });
    const second = await repository.commit("main", { "copilot/api/manifest.yml": "name: api\ncpu: 256\n" });
    const third = await repository.commit("main", { "src/a": "outside" });
    const stub = await startStub();
    const source = sourceOn(stub);
    await readCopilot(source, first);
    stub.requests.length = 0;
    await readCopilot(source, second);
    expect(kindsOf(stub)).toEqual(["commits", "trees", "trees", "blobs"]);
    stub.requests.length = 0;
    await readCopilot(source, third);
    expect(kindsOf(stub)).toEqual(["commits", "trees"]);
    stub.requests.length = 0;
    await readCopilot(source, third);
    await readCopilot(source, first);
    expect(stub.requests).toEqual([]);
  });

  test("the way to a commit far back costs few requests, and nothing when it is asked for again", async () => {
    const touched = await repository.commit("main", { "api/a": "1" });
    const way = [touched];
    for (let count = 0; count < 40; count += 1)
      way.unshift(await repository.commit("main", { "web/a": String(count) }));
    const head = way[0] ?? touched;
    const stub = await startStub();
    const source = sourceOn(stub);
    const found = await source.sinceLastTouch(head, ["api"]);
    expect(found).toEqual([...way.slice(0, 15), ...way.slice(-15)]);
    expect(countsOf(stub)).toEqual({ commits: 1, trees: 1, history: 2 });
    stub.requests.length = 0;
    expect(await source.sinceLastTouch(head, ["api"])).toEqual(found);
    expect(stub.requests).toEqual([]);
    expect(await source.isAncestor(touched, head)).toBe(true);
    expect(await source.isAncestor(touched, head)).toBe(true);
    expect(stub.requests.length).toBe(1);
  });

  test("a merge on the way costs a tree, which serves all workloads, and a new head costs what is new", async () => {
    let develop = await repository.commit("main", { "api/a": "1", "web/a": "1" });
    for (let count = 0; count < 10; count += 1) {
      const docs = await repository.commit("feature", { "docs/a": String(count) }, [develop]);
      develop = await repository.commit("main", { "docs/a": String(count) }, [develop, docs]);
    }
    const stub = await startStub();
    const source = sourceOn(stub);
    expect((await source.sinceLastTouch(develop, ["api"])).length).toBe(11);
    expect(countsOf(stub)).toEqual({ commits: 1, trees: 11, history: 2 });
    stub.requests.length = 0;
    expect((await source.sinceLastTouch(develop, ["web"])).length).toBe(11);
    expect(countsOf(stub)).toEqual({ history: 1 });
    stub.requests.length = 0;
    const next = await repository.commit("main", { "docs/b": "1" });
    expect((await source.sinceLastTouch(next, ["api"])).length).toBe(12);
    expect(countsOf(stub)).toEqual({ commits: 1, trees: 1, history: 1 });
  });

  test("the same question from several sides at once is asked of GitHub once, and again after a failure", async () => {
    const touched = await repository.commit("main", { "api/a": "1" });
    const head = await repository.commit("main", { "web/a": "1" });
    const stub = await startStub();
    const source = sourceOn(stub);
    const askTwice = async (): Promise<readonly unknown[]> =>
      Promise.allSettled([
        source.sinceLastTouch(head, ["api"]),
        source.sinceLastTouch(head, ["api", "api/a"]),
      ]);
    stub.fault = () => ({ status: 500 });
    expect(await askTwice()).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
    stub.fault = () => undefined;
    stub.requests.length = 0;
    expect(await askTwice()).toEqual([
      { status: "fulfilled", value: [head, touched] },
      { status: "fulfilled", value: [head, touched] },
    ]);
    expect(countsOf(stub)).toEqual({ commits: 1, trees: 1, history: 1 });
  });

  test("a way of more than 200 commits is followed no further, and still ends with the touching commit", async () => {
    const touched = await repository.commit("main", { "api/a": "1", "web/a": "1" });
    const tree = await repository.git(["rev-parse", `${touched}^{tree}`]);
    let head = touched;
    for (let count = 0; count < 230; count += 1)
      head = commitSha(await repository.git(["commit-tree", "-m", String(count), "-p", head, tree]));
    await repository.setBranch("main", head);
    const stub = await startStub();
    const way = await sourceOn(stub).sinceLastTouch(head, ["api"]);
    expect([way.length, way[0], way.at(-1)]).toEqual([30, head, touched]);
    expect(stub.requests.length).toBeLessThan(10);
  });
});

describe("a refusal has a reason, a disposition and a remedy", () => {
  test.each<[string, StubAnswer, Failure["disposition"], string]>([
    ["401", { status: 401 }, "stall", "AuthenticationFailed"],
    [
      "403 without a word of limits",
      { status: 403, message: "Resource not accessible by integration" },
      "stall",
      "AccessDenied",
    ],
    ["404", { status: 404 }, "stall", "RepositoryNotFound"],
    [
      "403 with nothing remaining",
      { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000000" } },
      "wait",
      "RateLimited",
    ],
    [
      "403 by the secondary limit",
      { status: 403, message: "You have exceeded a secondary rate limit." },
      "wait",
      "RateLimited",
    ],
    ["429 with retry-after", { status: 429, headers: { "retry-after": "30" } }, "wait", "RateLimited"],
    ["500", { status: 500 }, "retry", "RepositoryUnreachable"],
    ["502", { status: 502 }, "retry", "RepositoryUnreachable"],
    ["418", { status: 418 }, "retry", "GitHubFailed"],
  ])("%s", async (_situation, answer, disposition, reason) => {
    const stub = await startStub();
    stub.fault = () => answer;
    const failure = await failureFrom(sourceOn(stub).heads());
    expect(failure).toMatchObject({ disposition, reason, remedy: expect.any(String) });
    expect(failure.message).toContain("acme/shop");
    expect(JSON.stringify(failure)).not.toContain(token);
  });

  test("a server that is not there", async () => {
    const stub = await GitHubStub.start({ repository, token });
    const source = sourceOn(stub);
    await stub[Symbol.asyncDispose]();
    expect(await failureFrom(source.heads())).toMatchObject({
      disposition: "retry",
      reason: "RepositoryUnreachable",
    });
  });

  test("a server that takes the request and never answers", async () => {
    const stub = await startStub();
    stub.fault = () => "silence";
    const failure = await failureFrom(sourceOn(stub, { timeout: 50 }).heads());
    expect(failure).toMatchObject({ disposition: "retry", reason: "RepositoryUnreachable" });
    expect(failure.message).toContain("in time");
  });

  test("a commit that is not found in a repository that is not found either", async () => {
    const stub = await startStub();
    stub.fault = () => ({ status: 404 });
    const source = sourceOn(stub);
    const commit = commitSha("1".repeat(40));
    expect((await failureFrom(source.tree(commit, ["copilot"]))).reason).toBe("RepositoryNotFound");
    expect((await failureFrom(source.isAncestor(commit, commit))).reason).toBe("RepositoryNotFound");
  });

  test("a tree that is listed in part is never taken for a whole one", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`copilot/w${index}/manifest.yml`, "x"]),
    );
    const head = await repository.commit("main", files);
    const source = sourceOn(await startStub({ longestTree: 10 }));
    expect(await failureFrom(source.tree(head, ["copilot"]))).toMatchObject({
      disposition: "stall",
      reason: "TreeTruncated",
    });
  });

  test("a failed page leaves the pages that are known as they were", async () => {
    const head = await repository.commit("main", { a: "1" });
    const stub = await startStub();
    const source = sourceOn(stub);
    await source.heads();
    stub.fault = () => ({ status: 500 });
    expect((await failureFrom(source.heads())).reason).toBe("RepositoryUnreachable");
    stub.fault = () => undefined;
    expect(await source.heads()).toEqual(new Map([["main", head]]));
  });
});

describe("a rate limit is honoured", () => {
  test.each<[string, StubAnswer, string]>([
    [
      "until the reset",
      { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000090" } },
      "2027-01-15T08:01:30.000Z",
    ],
    [
      "for as long as retry-after says",
      { status: 429, headers: { "retry-after": "90" } },
      "2027-01-15T08:01:30.000Z",
    ],
    [
      "for a minute where nothing is said",
      { status: 403, message: "secondary rate limit" },
      "2027-01-15T08:01:00.000Z",
    ],
  ])("%s", async (_situation, answer, until) => {
    let now = new Date(1_800_000_000_000);
    const stub = await startStub();
    const source = sourceOn(stub, { now: () => now });
    stub.fault = () => answer;
    expect((await failureFrom(source.heads())).message).toContain(until);
    stub.fault = () => undefined;
    now = new Date(Date.parse(until) - 1);
    expect((await failureFrom(source.heads())).reason).toBe("RateLimited");
    expect(stub.requests.length).toBe(1);
    now = new Date(until);
    expect(await source.heads()).toEqual(new Map());
  });
});

describe("authentication", () => {
  test("as an installation of a GitHub App, with one token for many requests", async () => {
    await repository.commit("main", { a: "1" });
    const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const stub = await startStub({ app: { appId: 7, publicKey: keys.publicKey } });
    const privateKey = keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const source = sourceOn(stub, { auth: { kind: "app", appId: 7, installationId: 42, privateKey } });
    expect((await source.heads()).size).toBe(1);
    await source.heads();
    expect(stub.requests.map(({ method, status }) => `${method} ${status}`)).toEqual([
      "POST 200",
      "GET 200",
      "GET 304",
    ]);
  });

  test("with the key of another app", async () => {
    const [right, wrong] = [0, 1].map(() => generateKeyPairSync("rsa", { modulusLength: 2048 }));
    if (right === undefined || wrong === undefined) throw new Error("no keys");
    const stub = await startStub({ app: { appId: 7, publicKey: right.publicKey } });
    const privateKey = wrong.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const source = sourceOn(stub, { auth: { kind: "app", appId: 7, installationId: 42, privateKey } });
    const failure = await failureFrom(source.heads());
    expect(failure).toMatchObject({ disposition: "stall", reason: "AuthenticationFailed" });
    expect(JSON.stringify(failure)).not.toContain("PRIVATE KEY");
  });

  test("with a token that is not the right one", async () => {
    const source = sourceOn(await startStub(), { auth: { kind: "token", token: "ghp_another-token" } });
    const failure = await failureFrom(source.heads());
    expect(failure.reason).toBe("AuthenticationFailed");
    expect(JSON.stringify(failure)).not.toContain("ghp_another-token");
  });
});

async function startStub(options: Omit<Partial<StubOptions>, "repository"> = {}): Promise<GitHubStub> {
  return resources.use(await GitHubStub.start({ repository, token, ...options }));
}

function sourceOn(
  stub: GitHubStub,
  options: { readonly now?: () => Date; readonly timeout?: number; readonly auth?: GitHubAuth } = {},
): Source {
  return makeGitHubSource({
    repository: "acme/shop",
    auth: { kind: "token", token },
    baseUrl: stub.baseUrl,
    now: () => new Date(),
    ...options,
  });
}

async function readCopilot(source: Source, head: Parameters<Source["tree"]>[0]): Promise<void> {
  const entries = await source.tree(head, ["copilot"]);
  await source.blobs(entries.flatMap((entry) => (entry.kind === "file" ? [entry.blob] : [])));
}

function kindsOf(stub: GitHubStub): readonly string[] {
  return stub.requests.map((request) => request.path.split("/")[5] ?? request.path);
}

function countsOf(stub: GitHubStub): Readonly<Record<string, number>> {
  const kinds = Map.groupBy(kindsOf(stub), (kind) => (kind.includes("/commits?") ? "history" : kind));
  return Object.fromEntries([...kinds].map(([kind, requests]) => [kind, requests.length]));
}

async function failureFrom(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    return failureOf(error);
  }
  throw new Error("the call did not fail");
}
