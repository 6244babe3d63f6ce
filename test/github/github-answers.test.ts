import { expect, test } from "vitest";
import { makeGitHubChannel } from "../../src/github/github-channel.ts";
import { makeGitHubSource } from "../../src/github/github-source.ts";
import { makeGitHubWarrants } from "../../src/github/github-warrants.ts";
import { makeGitHubClient } from "../../src/github/github-client.ts";
import { began, commitOf, failed, looked, minute, openBench, stepFor } from "../slack/bench.ts";
import { readDescription } from "../support/github-description.ts";
import { GitHubStub } from "../support/github-stub.ts";
import { GitRepository } from "../support/git-repository.ts";
import { GitHubWrites } from "../support/github-writes.ts";

const told = readDescription(new URL("github-answers.json", import.meta.url));
const read = readDescription(new URL("github-read-answers.json", import.meta.url));

test("what the stub answers to whom tells it something is what GitHub's description of its API says", async () => {
  const given: GitHubWrites[] = [];
  const bench = openBench(({ clock, book }) => {
    const github = new GitHubWrites(() => clock.now());
    given.push(github);
    const auth = { kind: "token", token: "stub" } as const;
    const client = makeGitHubClient({
      repository: "acme/shop",
      auth,
      now: () => clock.now(),
      send: github.send,
    });
    return makeGitHubChannel({
      clientOf: () => client,
      statuses: true,
      deployments: true,
      nameOf: (_application, environment) => environment,
      linkTo: () => "https://autoland.acme.example/",
      book,
      clock,
    });
  });
  bench.start();
  const step = stepFor("api");
  bench.tell(looked(commitOf("a"), { steps: [step] }), began(step), failed(step, "no"));
  await bench.pass(minute);
  bench.kill();
  const [github] = given;
  const client = makeGitHubClient({
    repository: "acme/shop",
    auth: { kind: "token", token: "stub" },
    now: () => bench.world.clock.now(),
    send: github?.send ?? fetch,
  });
  const where = { environment: "test", sha: commitOf("a") };
  const { data } = await client.ask((octokit, target) =>
    octokit.rest.repos.listDeployments({ ...target, ...where }),
  );
  await client.ask((octokit, target) =>
    octokit.rest.repos.listDeploymentStatuses({ ...target, deployment_id: data[0]?.id ?? 0 }),
  );
  await client.ask((octokit, target) =>
    octokit.rest.repos.getCombinedStatusForRef({ ...target, ref: commitOf("a") }),
  );
  const kinds = new Set(github?.answers.map(({ method, path, status }) => `${method} ${path} ${status}`));
  expect([...kinds].toSorted()).toEqual(told.kinds.toSorted());
  expect(github?.answers.flatMap((answer) => told.faultsOf(answer))).toEqual([]);
});

test("what the stub answers to whom reads a repository is what GitHub's description of its API says", async () => {
  await using repository = await GitRepository.create();
  const first = await repository.commit("main", { "api/a": "1", "web/a": { symlink: "b" } });
  const feature = await repository.commit("feature", { "api/a": "2" }, [first]);
  const web = await repository.commit("main", { "web/b": "2" }, [first]);
  const head = await repository.commit("main", { "api/a": "2" }, [web, feature]);
  await using stub = await GitHubStub.start({ repository, token: "ghp_read" });
  const auth = { kind: "token", token: "ghp_read" } as const;
  const inputs = { repository: "acme/shop", auth, baseUrl: stub.baseUrl, now: () => new Date() };
  const source = makeGitHubSource(inputs);
  await source.heads();
  const entries = await source.tree(head, ["api"]);
  await source.blobs(entries.flatMap((entry) => (entry.kind === "file" ? [entry.blob] : [])));
  await source.sinceLastTouch(head, ["api"]);
  await source.isAncestor(feature, head);
  await source.authors(head, first);
  stub.rules.set("main", ["update"]);
  stub.verifications.set(feature, "valid");
  const warrants = makeGitHubWarrants(inputs, { protectedBranch: true, verifiedSignature: true });
  for (const commit of [head, feature])
    await warrants.lacking({ repository: "acme/shop", branch: "main", commit }, new AbortController().signal);
  const kinds = new Set(stub.answers.map(({ method, path, status }) => `${method} ${path} ${status}`));
  expect([...kinds].toSorted()).toEqual(read.kinds.toSorted());
  expect(stub.answers.flatMap((answer) => read.faultsOf(answer))).toEqual([]);
});

test("the check sees what is wrong", () => {
  const path = "/repos/{owner}/{repo}/statuses/{sha}";
  const faults = told.faultsOf({ method: "POST", path, status: 201, data: { id: "1" } });
  expect(faults.join("\n")).toContain("id: Invalid input: expected");
  expect(faults.join("\n")).toContain("context");
});
