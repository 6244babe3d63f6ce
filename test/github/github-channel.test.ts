import { describe, expect, test } from "vitest";
import { makeGitHubChannel } from "../../src/github/github-channel.ts";
import { makeGitHubClient } from "../../src/github/github-client.ts";
import { GitHubWrites } from "../support/github-writes.ts";
import {
  applied,
  began,
  commitOf,
  failed,
  type HappeningOf,
  looked,
  minute,
  openBench,
  second,
  stepFor,
} from "../slack/bench.ts";
import { heldBack } from "../report/situations.ts";

const api = stepFor("api");

function openGitHub(): ReturnType<typeof openBench> & { readonly github: GitHubWrites } {
  let writes: GitHubWrites | undefined;
  const bench = openBench(({ clock, book }) => {
    writes ??= new GitHubWrites(() => clock.now());
    const { send } = writes;
    const auth = { kind: "token", token: "ghp_stub" } as const;
    const client = makeGitHubClient({ repository: "acme/shop", auth, now: () => clock.now(), send });
    return makeGitHubChannel({
      clientOf: () => client,
      statuses: true,
      deployments: true,
      nameOf: (_application, environment) => environment,
      linkTo: (application, environment) => `https://autoland.acme.example/${application}/${environment}`,
      book,
      clock,
    });
  });
  bench.start();
  if (writes === undefined) throw new Error("the channel was not opened");
  return { ...bench, github: writes };
}

/** `commit state` of each status, in order. */
function statusesOf({ statuses }: GitHubWrites): readonly string[] {
  return statuses.map(({ sha, state }) => `${sha.slice(0, 1)} ${state}`);
}

function deploymentsOf({ deployments, deploymentStatuses }: GitHubWrites): readonly string[] {
  return deployments.map(({ id, sha }) => {
    const states = deploymentStatuses.filter(({ deployment }) => deployment === id).map(({ state }) => state);
    return `${sha.slice(0, 1)} ${states.join(" ")}`;
  });
}

async function deploy(bench: ReturnType<typeof openGitHub>, digit: string): Promise<void> {
  bench.tell(looked(commitOf(digit), { steps: [api] }), began(api));
  await bench.pass(minute);
  bench.tell(applied(api), looked(commitOf(digit), { inSync: ["api"] }));
  await bench.pass(minute);
}

test("a commit's way is told beside it and as a deployment, with a link to the page", async () => {
  const bench = openGitHub();
  bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
  await bench.pass(minute);
  await deploy(bench, "b");
  expect(statusesOf(bench.github)).toEqual(["a success", "b pending", "b success"]);
  expect(bench.github.statuses[1]).toMatchObject({
    context: "autoland/shop/test",
    target_url: "https://autoland.acme.example/shop/test",
  });
  expect(deploymentsOf(bench.github)).toEqual(["b in_progress success"]);
  bench.kill();
});

test("a deployment leads to where the environment's services are found", async () => {
  const bench = openGitHub();
  bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
  await bench.pass(minute);
  const addresses = new Map([["test", "https://shop.example.com"]]);
  bench.tell({ ...looked(commitOf("b"), { steps: [api] }), addresses } as HappeningOf, began(api));
  await bench.pass(minute);
  expect(bench.github.deploymentStatuses[0]).toMatchObject({ environment_url: "https://shop.example.com" });
  bench.kill();
});

test("a failure says why, and its deployment fails", async () => {
  const bench = openGitHub();
  bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
  await bench.pass(minute);
  bench.tell(looked(commitOf("b"), { steps: [api] }), began(api), failed(api, "tasks stop: exit code 1"));
  await bench.pass(minute);
  expect(bench.github.statuses.at(-1)).toMatchObject({
    state: "failure",
    description: "failed: api: StackFailed: tasks stop: exit code 1",
  });
  expect(deploymentsOf(bench.github)).toEqual(["b failure"]);
  bench.kill();
});

test("what cannot be looked at for an hour turns nothing red and green again", async () => {
  const bench = openGitHub();
  bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
  await bench.pass(minute);
  for (let time = 0; time < 60; time += 1) {
    bench.tell(looked(commitOf("a"), { held: [heldBack("Throttled", "api")] }));
    await bench.pass(minute);
  }
  bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
  await bench.pass(minute);
  expect(statusesOf(bench.github)).toEqual(["a success"]);
  bench.kill();
});

describe("GitHub is away for an hour", () => {
  test.each([
    ["", false],
    [", and the process is killed in it", true],
  ])("and everything is told afterwards, in order and once%s", async (_sentence, isKilled) => {
    const bench = openGitHub();
    bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
    await bench.pass(minute);
    bench.github.fault = () => "away";
    await deploy(bench, "b");
    const endedAt = bench.world.clock.now();
    const startedAt = new Date(endedAt.getTime() - 2 * minute);
    const release = {
      environment: "test",
      commit: commitOf("b"),
      branch: "release",
      startedAt,
      endedAt,
      outcome: "deployed",
    } as const;
    await bench.records.recordRelease("shop", { ...release, workloads: {} });
    await bench.pass(50 * minute);
    if (isKilled) bench.start();
    bench.tell(looked(commitOf("c"), { steps: [api] }), began(api));
    await bench.pass(10 * minute);
    bench.github.fault = () => undefined;
    await bench.pass(10 * minute);
    bench.tell(applied(api), looked(commitOf("c"), { inSync: ["api"] }));
    await bench.pass(10 * minute);
    expect(statusesOf(bench.github)).toEqual(["a success", "b success", "c pending", "c success"]);
    expect(deploymentsOf(bench.github)).toEqual(["b success", "c in_progress success"]);
    bench.kill();
  });

  test("a deployment whose answer was lost, or whose maker was killed, is not made twice", async () => {
    const bench = openGitHub();
    bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
    await bench.pass(minute);
    bench.github.fault = (method, path) =>
      method === "POST" && path.endsWith("/deployments") ? "answer-lost" : undefined;
    bench.tell(looked(commitOf("b"), { steps: [api] }), began(api));
    await bench.pass(4 * second);
    bench.start();
    bench.tell(looked(commitOf("b"), { steps: [api] }), began(api));
    await bench.pass(minute);
    expect(deploymentsOf(bench.github)).toEqual(["b in_progress"]);
    bench.kill();
  });
});

test("writes are at least a second apart, and stop while GitHub asks for it", async () => {
  const bench = openGitHub();
  bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
  await bench.pass(minute);
  for (const digit of ["b", "c", "d"]) await deploy(bench, digit);
  const { writes } = bench.github;
  const gaps = writes.slice(1).map((time, index) => time - (writes[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  bench.github.fault = (method) => (method === "POST" ? "limited" : undefined);
  bench.tell(looked(commitOf("e"), { steps: [api] }), began(api));
  await bench.pass(5 * second);
  bench.github.fault = () => undefined;
  const before = writes.length;
  await bench.pass(110 * second);
  expect(writes.length).toBe(before);
  await bench.pass(5 * minute);
  expect(statusesOf(bench.github).at(-1)).toBe("e pending");
  bench.kill();
});
