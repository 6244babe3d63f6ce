import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { failureOf } from "../../src/domain/failure.ts";
import type { Failure } from "../../src/domain/failure.ts";
import type { Revision } from "../../src/domain/revision.ts";
import type { Warrants } from "../../src/domain/warrants.ts";
import { type AskedOfGitHub, makeGitHubWarrants } from "../../src/github/github-warrants.ts";
import { GitHubStub, type StubAnswer } from "../support/github-stub.ts";
import { GitRepository } from "../support/git-repository.ts";

const token = "ghp_a-token-of-the-test";
const both = { protectedBranch: true, verifiedSignature: true };
const signal = new AbortController().signal;
let repository: GitRepository;
let stub: GitHubStub;
let head: Revision;

beforeAll(async () => {
  repository = await GitRepository.create();
  stub = await GitHubStub.start({ repository, token });
  const commit = await repository.commit("release/1", { a: "1" });
  head = { repository: "acme/shop", branch: "release/1", commit };
});
afterAll(async () => {
  await stub[Symbol.asyncDispose]();
  await repository[Symbol.asyncDispose]();
});
beforeEach(() => {
  stub.protectedBranches.clear();
  stub.rules.clear();
  stub.verifications.clear();
  stub.fault = () => undefined;
  stub.requests.length = 0;
});

function warrants(asked: AskedOfGitHub): Warrants {
  const auth = { kind: "token", token } as const;
  const { baseUrl } = stub;
  return makeGitHubWarrants({ repository: "acme/shop", auth, baseUrl, now: () => new Date() }, asked);
}

async function reasonOf(asked: AskedOfGitHub): Promise<string | undefined> {
  return (await warrants(asked).lacking(head, signal))?.reason;
}

describe("a branch", () => {
  const asked = { protectedBranch: true, verifiedSignature: false };

  test("with classic protection is protected, by one request", async () => {
    stub.protectedBranches.add("release/1");
    expect(await reasonOf(asked)).toBeUndefined();
    expect(stub.requests.map(({ path }) => path)).toEqual(["/repos/acme/shop/branches/release%2F1"]);
  });

  test.each([
    ["pull_request", undefined],
    ["update", undefined],
    ["non_fast_forward", undefined],
    ["deletion", "BranchNotProtected"],
    ["creation", "BranchNotProtected"],
    ["branch_name_pattern", "BranchNotProtected"],
  ] as const)("that a ruleset lays the rule %s on", async (rule, reason) => {
    stub.rules.set("release/1", [rule]);
    expect(await reasonOf(asked)).toBe(reason);
  });

  test("without protection is told of with its name and what to do", async () => {
    stub.protectedBranches.add("main");
    const lacking = await warrants(asked).lacking(head, signal);
    expect(lacking).toMatchObject({ disposition: "wait", reason: "BranchNotProtected" });
    expect(lacking?.message).toContain("release/1 of acme/shop");
    expect(lacking?.remedy).toContain("ruleset");
  });

  test("that is gone is not protected", async () => {
    stub.rules.set("gone", ["update"]);
    expect((await warrants(asked).lacking({ ...head, branch: "gone" }, signal))?.reason).toBe(
      "BranchNotProtected",
    );
  });
});

describe("a signature", () => {
  const asked = { protectedBranch: false, verifiedSignature: true };

  test.each([
    ["valid", undefined],
    ["unsigned", "has no signature"],
    ["unknown_key", "(unknown_key)"],
    ["invalid", "(invalid)"],
    ["gpgverify_unavailable", "(gpgverify_unavailable)"],
  ] as const)("that GitHub calls %s", async (reason, said) => {
    stub.verifications.set(head.commit, reason);
    const lacking = await warrants(asked).lacking(head, signal);
    expect(lacking?.reason).toBe(said === undefined ? undefined : "SignatureNotVerified");
    expect(lacking?.message ?? "").toContain(said ?? "");
  });
});

test("asked again everything is a 304, and what has changed is seen", async () => {
  stub.rules.set("release/1", ["update"]);
  stub.verifications.set(head.commit, "unverified_email");
  const given = warrants(both);
  expect((await given.lacking(head, signal))?.reason).toBe("SignatureNotVerified");
  stub.requests.length = 0;
  expect((await given.lacking(head, signal))?.reason).toBe("SignatureNotVerified");
  expect(stub.requests.map(({ status }) => status)).toEqual([304, 304, 304]);
  stub.verifications.set(head.commit, "valid");
  expect(await given.lacking(head, signal)).toBeUndefined();
  stub.rules.clear();
  expect((await given.lacking(head, signal))?.reason).toBe("BranchNotProtected");
});

describe("what cannot be told is a failure, never a yes", () => {
  test.each<[string, StubAnswer, Failure["reason"]]>([
    ["403", { status: 403, message: "Resource not accessible by integration" }, "AccessDenied"],
    ["429", { status: 429, headers: { "retry-after": "30" } }, "RateLimited"],
    ["502", { status: 502 }, "RepositoryUnreachable"],
    ["401", { status: 401 }, "AuthenticationFailed"],
  ])("%s", async (_case, answer, reason) => {
    stub.fault = () => answer;
    await expect(warrants(both).lacking(head, signal)).rejects.toSatisfy(
      (error) => failureOf(error).reason === reason,
    );
  });

  test("a commit that the repository does not have", async () => {
    const gone = { ...head, commit: "1".repeat(40) as Revision["commit"] };
    const asked = { protectedBranch: false, verifiedSignature: true };
    await expect(warrants(asked).lacking(gone, signal)).rejects.toSatisfy(
      (error) => failureOf(error).disposition !== undefined,
    );
  });
});
