import { describe, expect, test } from "vitest";
import type { Preview } from "../../src/domain/preview.ts";
import { type CommitSha, commitSha } from "../../src/domain/revision.ts";
import { makeGitHubClient, type GitHubAuth } from "../../src/github/github-client.ts";
import { makePullRequestComments } from "../../src/github/pull-request-comments.ts";
import { makePullRequests } from "../../src/github/pull-requests.ts";
import { makeWritePace } from "../../src/github/write-pace.ts";
import { commentMark } from "../../src/notify/preview/preview-comment.ts";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";
import { type AskedPreview, makePreviews, type Previews } from "../../src/telling/keep-previews.ts";
import { planWith, reportWith, stepFor } from "../report/situations.ts";
import { GitHubPulls } from "../support/github-pulls.ts";
import { readDescription } from "../support/github-description.ts";

const minute = 60_000;
const interval = 30_000;
const base = sha("b");

function sha(digit: string): CommitSha {
  return commitSha(digit.repeat(40));
}

/** A preview of one environment, of which `workloads` are the pull request's own. */
function previewOf(...workloads: readonly string[]): Preview {
  const steps = workloads.map((workload) => ({ ...stepFor(workload), digest: workload }));
  return { against: "live", plan: planWith({ steps }), without: planWith(), places: new Map() };
}

/** Comments that are kept for one application on a virtual clock, in processes that can be killed. */
function openBench(auth: GitHubAuth = { kind: "token", token: "stub" }) {
  const world = makeWorld({ seed: "previews", start: new Date("2026-11-20T09:00:00Z"), services: [] });
  const { clock } = world;
  const github = new GitHubPulls();
  const looks: AskedPreview[] = [];
  const faults: unknown[] = [];
  const heads = new Map([["develop", base]]);
  const state: {
    previews?: Previews;
    stop?: AbortController;
    preview: (asked: AskedPreview) => Preview | undefined | Error;
  } = { preview: () => previewOf("api") };
  return {
    world,
    github,
    looks,
    faults,
    heads,
    show: (preview: typeof state.preview) => {
      state.preview = preview;
    },
    start: () => {
      state.stop?.abort(new Error("killed"));
      state.stop = new AbortController();
      const client = makeGitHubClient({
        repository: "acme/shop",
        auth: { kind: "token", token: "stub" },
        now: () => clock.now(),
        send: github.send,
      });
      state.previews = makePreviews({
        clock,
        onFault: (_application, error) => faults.push(error),
        applications: [
          {
            application: "shop",
            interval,
            pulls: makePullRequests(client),
            comments: makePullRequestComments(client, auth, makeWritePace(clock)),
            allowsValues: true,
            feeds: (branch) => branch === "develop",
            heads: async () => heads,
            linkTo: () => undefined,
            preview: async (asked) => {
              looks.push(asked);
              const preview = state.preview(asked);
              if (preview instanceof Error) throw preview;
              return preview === undefined ? undefined : { preview, of: "merge" };
            },
          },
        ],
      });
      void state.previews.run(state.stop.signal);
    },
    stop: () => state.stop?.abort(new Error("killed")),
    hint: () => state.previews?.hint("shop"),
    deployed: () => {
      const step = stepFor("api");
      const report = reportWith(planWith(), [{ kind: "applied", step }]);
      state.previews?.tell({ kind: "pass-ended", application: "shop", at: clock.now(), report });
    },
    pass: (milliseconds: number) => world.run(clock.sleep(milliseconds)),
    texts: () => github.comments.map(({ body }) => body),
  };
}

function pullInto(into = "develop", head = sha("1")) {
  return { into, head, mergeable: true, merge: sha("a") };
}

test("a pull request into a branch that feeds an environment gets one comment, and is looked at once", async () => {
  const bench = openBench();
  bench.github.pulls.set(7, pullInto());
  bench.github.pulls.set(8, pullInto("main"));
  bench.start();
  await bench.pass(30 * minute);
  expect(bench.github.comments.map(({ pull }) => pull)).toEqual([7]);
  expect(bench.texts()[0]).toContain("**api**: create");
  expect(bench.looks).toHaveLength(1);
  expect(bench.faults).toEqual([]);
  bench.stop();
});

test("while nothing changes, what is asked is answered with 304", async () => {
  const bench = openBench();
  bench.github.pulls.set(7, pullInto());
  bench.start();
  await bench.pass(minute);
  bench.github.requests.length = 0;
  await bench.pass(10 * minute);
  expect(bench.github.requests.length).toBeGreaterThan(15);
  expect(bench.github.requests.filter((request) => !request.endsWith(" 304"))).toEqual([]);
  bench.stop();
});

describe("what is looked at again", () => {
  test.each([
    [
      "a new commit of the pull request",
      (bench: ReturnType<typeof openBench>) => bench.github.pulls.set(7, pullInto("develop", sha("2"))),
    ],
    [
      "another head of the branch",
      (bench: ReturnType<typeof openBench>) => bench.heads.set("develop", sha("c")),
    ],
    ["something that was deployed", (bench: ReturnType<typeof openBench>) => bench.deployed()],
  ])("%s", async (_sentence, happens) => {
    const bench = openBench();
    bench.github.pulls.set(7, pullInto());
    bench.start();
    await bench.pass(minute);
    bench.show(() => previewOf("web"));
    happens(bench);
    await bench.pass(minute);
    expect(bench.looks).toHaveLength(2);
    expect(bench.github.comments).toHaveLength(1);
    expect(bench.texts()[0]).toContain("**web**: create");
    bench.stop();
  });

  test("and a comment that says the same is not written again", async () => {
    const bench = openBench();
    bench.github.pulls.set(7, pullInto());
    bench.start();
    await bench.pass(minute);
    const written = bench.github.sent.length;
    bench.deployed();
    await bench.pass(minute);
    expect([bench.looks.length, bench.github.sent.length]).toEqual([2, written]);
    bench.stop();
  });
});

test("a hint that comes during a look is not forgotten by it", async () => {
  const bench = openBench();
  bench.github.pulls.set(7, pullInto());
  bench.show(() => {
    if (bench.looks.length === 1) {
      bench.github.pulls.set(7, pullInto("develop", sha("2")));
      bench.hint();
    }
    return previewOf("api");
  });
  bench.start();
  await bench.pass(10_000);
  expect(bench.looks.map(({ pull }) => pull.head)).toEqual([sha("1"), sha("2")]);
  bench.stop();
});

test("a hint is followed within seconds", async () => {
  const bench = openBench();
  bench.start();
  await bench.pass(10_000);
  bench.github.pulls.set(7, pullInto());
  bench.hint();
  await bench.pass(5_000);
  expect(bench.texts()).toHaveLength(1);
  bench.stop();
});

test("a pull request that changes nothing gets no comment; one that has a comment is told that nothing is left", async () => {
  const bench = openBench();
  bench.github.pulls.set(7, pullInto());
  bench.show(() => previewOf());
  bench.start();
  await bench.pass(minute);
  expect(bench.texts()).toEqual([]);
  bench.show(() => previewOf("api"));
  bench.deployed();
  await bench.pass(minute);
  bench.show(() => previewOf());
  bench.deployed();
  await bench.pass(minute);
  expect(bench.texts()).toHaveLength(1);
  expect(bench.texts()[0]).toContain("| nothing |");
  bench.stop();
});

test("once it is closed nothing more is said below it", async () => {
  const bench = openBench();
  bench.github.pulls.set(7, pullInto());
  bench.start();
  await bench.pass(minute);
  bench.github.pulls.delete(7);
  bench.show(() => previewOf("web"));
  bench.deployed();
  await bench.pass(10 * minute);
  expect([bench.looks.length, bench.texts().length]).toEqual([1, 1]);
  expect(bench.texts()[0]).toContain("**api**");
  bench.stop();
});

test("a merge that is still being worked out is asked for again, and after a minute the commit is shown alone", async () => {
  const bench = openBench();
  bench.github.pulls.set(7, pullInto());
  bench.show(({ isLastTry }) => (isLastTry ? previewOf("api") : undefined));
  bench.start();
  await bench.pass(50_000);
  expect(bench.texts()).toEqual([]);
  await bench.pass(minute);
  expect(bench.texts()).toHaveLength(1);
  bench.stop();
});

test("what cannot be shown of one pull request keeps no other from being shown", async () => {
  const bench = openBench();
  bench.github.pulls.set(7, pullInto());
  bench.github.pulls.set(8, pullInto());
  bench.show(({ pull }) => (pull.number === 8 ? new Error("no such commit") : previewOf("api")));
  bench.start();
  await bench.pass(5 * minute);
  expect(bench.github.comments.map(({ pull }) => pull)).toEqual([7]);
  expect(bench.faults).toHaveLength(1);
  bench.stop();
});

describe("after a kill our comment is found again", () => {
  test.each([
    ["as the owner of a token", { kind: "token", token: "stub" } as const, undefined],
    ["as an app", { kind: "app", appId: 7, installationId: 42, privateKey: "" } as const, 7],
  ])("%s, below hundreds of others and one that pretends to be ours", async (_sentence, auth, app) => {
    const bench = openBench(auth);
    bench.github.app = app;
    bench.github.write(7, `${commentMark("shop")}\nlook here`, "mallory");
    for (let index = 0; index < 250; index += 1) bench.github.write(7, `chatter ${index}`, "ada");
    bench.github.pulls.set(7, pullInto());
    bench.start();
    await bench.pass(minute);
    bench.show(() => previewOf("web"));
    bench.start();
    await bench.pass(minute);
    const marked = bench.github.comments.filter(({ body }) => body.startsWith(commentMark("shop")));
    expect(marked.map(({ login }) => login)).toEqual(["mallory", "autoland-bot"]);
    expect(marked[0]?.body).toContain("look here");
    expect(marked[1]?.body).toContain("**web**");
    expect(bench.faults).toEqual([]);
    bench.stop();
  });

  test("also where the answer to what made it was lost", async () => {
    const bench = openBench();
    bench.github.pulls.set(7, pullInto());
    let isFirst = true;
    bench.github.fault = (method) => {
      if (method !== "POST" || !isFirst) return undefined;
      isFirst = false;
      return "answer-lost";
    };
    bench.start();
    await bench.pass(5 * minute);
    expect(bench.texts()).toHaveLength(1);
    bench.stop();
  });
});

test("GitHub is away for an hour, and is told once it is back", async () => {
  const bench = openBench();
  bench.github.pulls.set(7, pullInto());
  bench.github.fault = () => "away";
  bench.start();
  await bench.pass(60 * minute);
  expect(bench.faults).toHaveLength(1);
  bench.github.fault = () => undefined;
  await bench.pass(11 * minute);
  expect(bench.texts()).toHaveLength(1);
  bench.stop();
});

describe("values", () => {
  test.each([
    ["are shown in a private repository", false, "acme/shop", true],
    ["are not in a public one", true, "acme/shop", false],
    ["are not for a fork", false, "mallory/shop", false],
    ["are not for a fork that is gone", false, null, false],
  ])("%s", async (_sentence, isPublic, from, areShown) => {
    const bench = openBench();
    bench.github.isPublic = isPublic;
    bench.github.pulls.set(7, { ...pullInto(), from });
    bench.start();
    await bench.pass(minute);
    expect(bench.texts()).toHaveLength(1);
    expect(!bench.texts()[0]?.includes("Values are not shown here")).toBe(areShown);
    bench.stop();
  });
});

test("more than a hundred pull requests are paged, and answers are as GitHub's description says", async () => {
  const bench = openBench();
  for (let number = 1; number <= 103; number += 1)
    bench.github.pulls.set(number, pullInto(number % 50 === 0 ? "develop" : "main"));
  bench.start();
  await bench.pass(minute);
  bench.show(() => previewOf("web"));
  bench.start();
  await bench.pass(minute);
  expect(bench.github.comments.map(({ pull }) => pull)).toEqual([100, 50]);
  expect(bench.github.requests.some((request) => request.includes("page=2"))).toBe(true);
  const described = readDescription(new URL("../github/github-pull-answers.json", import.meta.url));
  expect(bench.github.answers.flatMap((answer) => described.faultsOf(answer))).toEqual([]);
  const kinds = new Set(
    bench.github.answers.map(({ method, path, status }) => `${method} ${path} ${status}`),
  );
  // What a pull request would give when merged is asked by whoever looks at it.
  kinds.add("GET /repos/{owner}/{repo}/pulls/{pull_number} 200");
  expect([...kinds].toSorted()).toEqual(described.kinds.toSorted());
  bench.stop();
});
