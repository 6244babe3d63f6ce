import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { makeGitHubChannel } from "../../src/github/github-channel.ts";
import { makeGitHubClient } from "../../src/github/github-client.ts";
import { began, commitOf, failed, looked, minute, openBench, stepFor } from "../slack/bench.ts";
import { type GivenAnswer, GitHubWrites } from "../support/github-writes.ts";

/** Made by test/generate/github-answers.ts from GitHub's own description of its API. */
const described = z
  .object({ shapes: z.record(z.string(), z.unknown()), definitions: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(new URL("github-answers.json", import.meta.url), "utf8")));

function faultsOf({ method, path, status, data }: GivenAnswer): readonly string[] {
  const shape = described.shapes[`${method} ${path} ${status}`];
  if (shape === undefined) return [`${method} ${path} ${status} is not described`];
  const schema = z.fromJSONSchema(
    { ...(shape as object), definitions: described.definitions },
    { defaultTarget: "openapi-3.0" },
  );
  const read = schema.safeParse(data);
  return read.success
    ? []
    : read.error.issues.map(({ path: at, message }) => `${path}: ${at.join(".")}: ${message}`);
}

test("what the stub answers is what GitHub's description of its API says", async () => {
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
  expect([...kinds].toSorted()).toEqual(Object.keys(described.shapes).toSorted());
  expect(github?.answers.flatMap(faultsOf)).toEqual([]);
});

test("the check sees what is wrong", () => {
  const path = "/repos/{owner}/{repo}/statuses/{sha}";
  const faults = faultsOf({ method: "POST", path, status: 201, data: { id: "1" } });
  expect(faults.join("\n")).toContain("id: Invalid input: expected");
  expect(faults.join("\n")).toContain("context");
});
