import { describe, expect, test } from "vitest";
import type { DriftTarget } from "../../src/domain/drift.ts";
import { driftLooked, driftTarget, liveDrift } from "../support/drift-happening.ts";
import { type HappeningOf, minute, openBench } from "./bench.ts";

const hour = 60 * minute;
type Bench = ReturnType<typeof openBench>;

const well = (workload: string): DriftTarget => driftTarget("test", workload, []);
const drifted = (workload: string): DriftTarget =>
  driftTarget("test", workload, [liveDrift("test", workload)]);
const dark = (workload: string): DriftTarget =>
  driftTarget("test", workload, [], {
    live: { kind: "not-checked", reason: "AccessDenied", message: "may not be looked at" },
  });
const pending = (workload: string): DriftTarget =>
  driftTarget("test", workload, [
    liveDrift("test", workload, { layer: "git", cause: { kind: "NewCommit", message: "a newer commit" } }),
  ]);

function tell(bench: Bench, ...targets: readonly DriftTarget[]): void {
  const { at: _at, ...happening } = driftLooked("shop", bench.world.clock.now(), targets);
  bench.tell(happening satisfies HappeningOf);
}

/** Looks every five minutes, as the watch does, for a time. */
async function looks(bench: Bench, time: number, ...targets: readonly DriftTarget[]): Promise<void> {
  for (let passed = 0; passed < time; passed += 5 * minute) {
    tell(bench, ...targets);
    await bench.pass(5 * minute);
  }
}

function heads({ slack }: Bench): readonly string[] {
  return slack.posts.map(({ text }) => text);
}

describe("the digest of drift", () => {
  test("reads well: counts, the first names with their pages, no value (test/slack/drift-digest.json)", async () => {
    const bench = openBench();
    bench.start();
    const secret = "hunter2hunter2";
    const api = driftTarget("test", "api", [
      liveDrift("test", "api", { expected: secret, actual: `${secret}x` }),
      liveDrift("test", "api", { path: "/Tags/0", departure: "added" }),
    ]);
    const stack = driftTarget("test", undefined, [
      liveDrift("test", undefined, { layer: "template", subject: { kind: "parameter" }, path: "VpcId" }),
    ]);
    await looks(bench, 10 * minute, stack, api, well("web"), well("worker"), dark("jobs"), pending("mail"));
    const [post, ...others] = bench.slack.posts;
    expect(others).toEqual([]);
    expect(bench.slack.sent.join("\n")).not.toContain(secret);
    const shown = JSON.stringify({ text: post?.text, blocks: post?.blocks }, undefined, 2);
    await expect(`${shown}\n`).toMatchFileSnapshot("./drift-digest.json");
    bench.kill();
  });

  test("is one for a day, edited at most once an hour, and says when nothing has drifted any more", async () => {
    const bench = openBench();
    bench.start();
    await looks(bench, 10 * minute, drifted("api"), well("web"));
    expect(heads(bench)).toEqual(["shop: 1 of 2 has drifted"]);
    for (let time = 0; time < 12; time += 1) {
      await looks(bench, 5 * minute, drifted("api"), drifted("web"));
      await looks(bench, 5 * minute, drifted("api"), well("web"));
    }
    expect(bench.slack.posts[0]?.edits).toBeLessThanOrEqual(2);
    await looks(bench, 2 * hour, well("api"), well("web"));
    expect(heads(bench)).toEqual(["shop: nothing that is checked has drifted any more"]);
    expect(bench.faults).toEqual([]);
    bench.kill();
  });

  test("comes again on the next day while something still departs, and not otherwise", async () => {
    const bench = openBench();
    bench.start();
    await looks(bench, 16 * hour, drifted("api"));
    await looks(bench, 24 * hour, well("api"));
    expect(heads(bench)).toEqual([
      "shop: 1 of 1 has drifted",
      "shop: nothing that is checked has drifted any more",
    ]);
    bench.kill();
  });

  test.each([
    ["what is in sync", well("api")],
    ["what could not be looked at", dark("api")],
    ["what a commit asks for and is not deployed yet", pending("api")],
  ])("is not sent for %s", async (_sentence, target) => {
    const bench = openBench();
    bench.start();
    await looks(bench, hour, target);
    expect(bench.slack.posts).toEqual([]);
    bench.kill();
  });

  test.each([
    ["when it stands in the records", (bench: Bench) => bench.slack.scopes.delete("channels:history")],
    ["when it could not be recorded", (bench: Bench) => (bench.records.failure = new Error("away"))],
  ])("is not repeated by later processes %s", async (_sentence, spoil) => {
    const bench = openBench();
    spoil(bench);
    for (let start = 0; start < 3; start += 1) {
      bench.start();
      await looks(bench, 15 * minute, drifted("api"), well("web"));
    }
    expect(heads(bench)).toEqual(["shop: 1 of 2 has drifted"]);
    expect(bench.slack.posts[0]?.edits).toBe(0);
    bench.kill();
  });

  test("of 500 hostile targets is one message that Slack takes", async () => {
    const bench = openBench();
    bench.start();
    const name = "<!channel>&<https://evil.example|x>".repeat(8);
    const targets = Array.from({ length: 500 }, (_, index) => {
      const workload = `${index}${name}`;
      return driftTarget("test", workload, [liveDrift("test", workload, { path: `/${name}` })]);
    });
    await looks(bench, 15 * minute, ...targets);
    expect(heads(bench)).toEqual(["shop: 500 of 500 have drifted"]);
    const text = JSON.stringify(bench.slack.posts[0]?.blocks);
    expect(text).toContain("… and 490 more");
    expect(text).not.toMatch(/<[!@#]/);
    expect(text).not.toContain("<https://evil");
    expect(bench.faults).toEqual([]);
    bench.kill();
  });
});

test("a webhook, which cannot edit, is told once a day, and a restart does not repeat it", async () => {
  const bench = openBench("webhook");
  for (let start = 0; start < 3; start += 1) {
    bench.start();
    await looks(bench, 2 * hour, drifted("api"), ...(start === 0 ? [] : [drifted("web")]));
  }
  expect(heads(bench)).toEqual(["shop: 1 of 1 has drifted"]);
  expect(bench.faults).toEqual([]);
  bench.kill();
});
