import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { autoland } from "../end-to-end/autoland-process.ts";
import { type ServedShop, serveShop } from "../end-to-end/served-shop.ts";
import { GitHubStub } from "../support/github-stub.ts";
import { GitRepository } from "../support/git-repository.ts";
import { shopFiles } from "../support/shop.ts";

/** The real program in front of GitHub's API and AWS, both served on this machine. */
const token = "ghp_a-token-of-the-test";
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
/** The exit code of a plan with something to do. */
const planHasChanges = 3;
let resources: AsyncDisposableStack;
let shop: ServedShop;
let repository: GitRepository;
let stub: GitHubStub;
let folder = "";

beforeAll(async () => {
  resources = new AsyncDisposableStack();
  shop = resources.use(await serveShop("copilot"));
  repository = resources.use(await GitRepository.create());
  const head = await repository.commit("develop", shopFiles);
  await repository.setBranch("release", head);
  const app = { appId: 7, publicKey: keys.publicKey };
  stub = resources.use(await GitHubStub.start({ repository, token, app }));
  folder = await mkdtemp(path.join(os.tmpdir(), "autoland-github-"));
  resources.defer(async () => rm(folder, { recursive: true, force: true }));
});

afterAll(async () => resources.disposeAsync());

test("a plan by a token is the plan of the same repository by git, and reads through the API alone", async () => {
  stub.requests.length = 0;
  const byGitHub = await plan("github: { repository: acme/shop }", { GITHUB_TOKEN: token });
  expect(byGitHub.stderr).not.toContain(token);
  // Branches, one commit, two trees, seven files, and one question of history for each of three workloads.
  expect(stub.requests.length).toBe(14);
  expect(stub.requests.filter((request) => request.status !== 200)).toEqual([]);
  const byGit = await plan(`git: { url: "${repository.folder}" }`, {});
  expect(JSON.parse(byGitHub.stdout.replaceAll('"acme/shop"', JSON.stringify(repository.folder)))).toEqual(
    JSON.parse(byGit.stdout),
  );
  expect([byGitHub.code, byGit.code]).toEqual([planHasChanges, planHasChanges]);
});

test("a plan as an installation of an app asks for its token first", async () => {
  stub.requests.length = 0;
  const { code, stderr } = await plan("github: { repository: acme/shop }", {
    AUTOLAND_GITHUB_APP_ID: "7",
    AUTOLAND_GITHUB_INSTALLATION_ID: "42",
    AUTOLAND_GITHUB_PRIVATE_KEY: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    GITHUB_TOKEN: "ghp_not-used",
  });
  expect([code, stderr]).toEqual([planHasChanges, ""]);
  expect(stub.requests[0]).toMatchObject({ method: "POST", path: "/app/installations/42/access_tokens" });
  expect(stub.requests.every((request) => request.status === 200)).toBe(true);
});

test("a token that GitHub refuses ends with its reason and what to do", async () => {
  const { code, stderr } = await plan("github: { repository: acme/shop }", { GITHUB_TOKEN: "ghp_expired" });
  expect(code).toBe(1);
  expect(stderr).toContain("AuthenticationFailed: GitHub refuses the credentials for acme/shop (401).");
  expect(stderr).not.toContain("ghp_expired");
});

test("an app that is set by halves is wrong usage, before anything is asked", async () => {
  stub.requests.length = 0;
  const { code, stdout, stderr } = await plan("github: { repository: acme/shop }", {
    AUTOLAND_GITHUB_APP_ID: "7",
    GITHUB_TOKEN: token,
  });
  expect([code, stdout, stub.requests]).toEqual([2, "", []]);
  expect(stderr).toContain("AUTOLAND_GITHUB_INSTALLATION_ID and AUTOLAND_GITHUB_PRIVATE_KEY are not set");
});

async function plan(
  source: string,
  credentials: Readonly<Record<string, string>>,
): ReturnType<typeof autoland> {
  const file = path.join(folder, "autoland.yml");
  await writeFile(file, configText(source));
  return autoland(["plan", "--json", "--config", file], {
    ...shop.environment,
    AUTOLAND_GITHUB_URL: new URL(stub.baseUrl).origin,
    ...credentials,
  });
}

function configText(source: string): string {
  return `applications:
  shop:
    source:
      ${source}
    branches:
      develop: [develop]
      release: [staging, production]
`;
}
