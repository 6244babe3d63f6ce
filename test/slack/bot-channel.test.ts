import { describe, expect, test } from "vitest";
import {
  applied,
  began,
  channel,
  commitOf,
  failed,
  looked,
  minute,
  openBench,
  second,
  stepFor,
} from "./bench.ts";

const api = stepFor("api");
const web = stepFor("web");

/** First lines of the channel's messages, without links. */
function heads(posts: ReturnType<typeof openBench>["slack"]["posts"]): readonly string[] {
  return posts.map(({ text }) => text);
}

async function deploy(bench: ReturnType<typeof openBench>, digit: string): Promise<void> {
  bench.tell(looked(commitOf(digit), { steps: [api, web] }), began(api));
  await bench.pass(30 * second);
  bench.tell(applied(api), began(web));
  await bench.pass(30 * second);
  bench.tell(applied(web), looked(commitOf(digit), { inSync: ["api", "web"] }));
  await bench.pass(30 * second);
}

describe("one message for a deployment", () => {
  test("is edited as it goes, at most every five seconds, with its story in the thread", async () => {
    const bench = openBench();
    bench.start();
    bench.tell(looked(commitOf("a"), { inSync: ["api", "web"] }));
    await bench.pass(minute);
    expect(bench.slack.posts).toEqual([]);
    await deploy(bench, "b");
    expect(heads(bench.slack.posts)).toEqual(["shop → test: bbbbbbbb is deployed"]);
    const [message] = bench.slack.posts;
    expect(message?.edits).toBeGreaterThan(0);
    expect(message?.edits).toBeLessThan(5);
    const replies = bench.slack.messages.filter(({ thread }) => thread === message?.ts);
    const lines = replies.flatMap(({ blocks }) => JSON.stringify(blocks)).join("\n");
    for (const line of ["create shop-test-api: done", "create shop-test-web: done"])
      expect(lines).toContain(line);
    expect(bench.faults).toEqual([]);
    bench.kill();
  });

  test("what is done within ten seconds is one message that is never edited", async () => {
    const bench = openBench();
    bench.start();
    bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
    await bench.pass(minute);
    bench.tell(looked(commitOf("b"), { steps: [api] }), began(api));
    await bench.pass(3 * second);
    bench.tell(applied(api), looked(commitOf("b"), { inSync: ["api"] }));
    await bench.pass(minute);
    expect(bench.slack.posts).toMatchObject([{ text: "shop → test: bbbbbbbb is deployed", edits: 0 }]);
    bench.kill();
  });

  test("a commit that changes nothing is nobody's news", async () => {
    const bench = openBench();
    bench.start();
    bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
    await bench.pass(minute);
    bench.tell(looked(commitOf("b"), { inSync: ["api"] }));
    await bench.pass(minute);
    expect(bench.slack.posts).toEqual([]);
    bench.kill();
  });

  test("a failure names its cause once for all that it hit, and mentions whom it should", async () => {
    const bench = openBench();
    bench.start();
    bench.tell(looked(commitOf("b"), { steps: [api, web] }), began(api), began(web));
    await bench.pass(minute);
    bench.tell(
      failed(api, "Rate exceeded for shop-test-api (request id 0f9a1b2c-1111-4222-8333-444455556666)"),
      failed(web, "Rate exceeded for shop-test-web (request id 1f9a1b2c-1111-4222-8333-444455556666)"),
    );
    await bench.pass(minute);
    const [message, ...others] = bench.slack.posts;
    expect(others).toEqual([]);
    expect(message?.text).toBe("shop → test: bbbbbbbb failed");
    const text = JSON.stringify(message?.blocks);
    expect(text.match(/Rate exceeded/g)).toHaveLength(1);
    expect(text).toContain("*api, web*: StackFailed");
    expect(text).toContain("<!subteam^S0000000001>");
    bench.kill();
  });
});

describe("Slack is away for an hour", () => {
  test("and everything is told afterwards, in order and once", async () => {
    const bench = openBench();
    bench.start();
    bench.tell(looked(commitOf("a"), { inSync: ["api", "web"] }));
    await bench.pass(minute);
    bench.slack.fault = () => "away";
    for (const digit of ["b", "c", "d"]) {
      await deploy(bench, digit);
      await bench.pass(18 * minute);
    }
    expect(bench.slack.posts).toEqual([]);
    bench.slack.fault = () => undefined;
    await bench.pass(10 * minute);
    expect(heads(bench.slack.posts)).toEqual(
      ["b", "c", "d"].map((digit) => `shop → test: ${digit.repeat(8)} is deployed`),
    );
    const told = bench.faults.map(String);
    expect(told).toHaveLength(new Set(told).size);
    bench.kill();
  });

  test("and the process is killed in it: what was recorded is told by the next one", async () => {
    const bench = openBench();
    bench.start();
    bench.tell(looked(commitOf("a"), { inSync: ["api", "web"] }));
    await bench.pass(minute);
    bench.slack.fault = () => "away";
    await deploy(bench, "b");
    const at = bench.world.clock.now();
    await bench.records.recordRelease("shop", {
      environment: "test",
      commit: commitOf("b"),
      branch: "release",
      startedAt: new Date(at.getTime() - 90 * second),
      endedAt: at,
      outcome: "deployed",
      workloads: {},
    });
    await bench.pass(10 * minute);
    bench.tell(looked(commitOf("c"), { steps: [api, web] }), began(api));
    await bench.pass(minute);
    bench.start();
    await bench.pass(40 * minute);
    bench.slack.fault = () => undefined;
    bench.tell(looked(commitOf("c"), { steps: [api, web] }), began(api));
    await bench.pass(2 * minute);
    bench.tell(applied(api), began(web), applied(web), looked(commitOf("c"), { inSync: ["api", "web"] }));
    await bench.pass(2 * minute);
    expect(heads(bench.slack.posts)).toEqual([
      "shop → test: bbbbbbbb is deployed",
      "shop → test: cccccccc is deployed",
    ]);
    bench.kill();
  });
});

describe("between sending and recording", () => {
  test.each([
    ["finds the message and goes on there", true, 1],
    ["without the scope to read sends it twice, and never a third time", false, 2],
  ])("a process that is killed %s", async (_sentence, mayRead, messages) => {
    const bench = openBench();
    if (!mayRead) bench.slack.scopes.delete("channels:history");
    bench.start();
    bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
    await bench.pass(minute);
    bench.slack.fault = (method) => (method === "chat.postMessage" ? "answer-lost" : undefined);
    bench.tell(looked(commitOf("b"), { steps: [api] }), began(api));
    await bench.pass(12 * second);
    expect(bench.slack.posts).toHaveLength(1);
    bench.kill();
    bench.slack.fault = () => undefined;
    for (let again = 0; again < 3; again += 1) {
      bench.start();
      bench.tell(looked(commitOf("b"), { steps: [api] }), began(api));
      await bench.pass(minute);
    }
    bench.tell(applied(api), looked(commitOf("b"), { inSync: ["api"] }));
    await bench.pass(minute);
    expect(bench.slack.posts).toHaveLength(messages);
    expect(heads(bench.slack.posts).at(-1)).toBe("shop → test: bbbbbbbb is deployed");
    bench.kill();
  });

  test("what could not be recorded is, as soon as it can be", async () => {
    const bench = openBench();
    bench.slack.scopes.delete("channels:history");
    bench.start();
    bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
    await bench.pass(minute);
    bench.records.failure = new Error("Parameter Store is away");
    bench.tell(looked(commitOf("b"), { steps: [api] }), began(api));
    await bench.pass(minute);
    bench.records.failure = undefined;
    await bench.pass(10 * minute);
    bench.start();
    bench.tell(looked(commitOf("b"), { steps: [api] }), began(api));
    await bench.pass(minute);
    bench.tell(applied(api), looked(commitOf("b"), { inSync: ["api"] }));
    await bench.pass(minute);
    expect(heads(bench.slack.posts)).toEqual(["shop → test: bbbbbbbb is deployed"]);
    bench.kill();
  });

  test("an outage that ends while the process is down is told to have ended by the next one", async () => {
    const bench = openBench();
    const failure = {
      disposition: "retry",
      reason: "RepositoryUnreachable",
      message: "no connection",
    } as const;
    bench.start();
    bench.tell({ kind: "pass-failed", failure });
    await bench.pass(10 * minute);
    expect(heads(bench.slack.posts)).toEqual(["1 thing cannot be looked at"]);
    bench.start();
    bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
    await bench.pass(10 * minute);
    expect(heads(bench.slack.posts)).toEqual(["What could not be looked at can be looked at again"]);
    bench.kill();
  });

  test("an answer that is lost sends nothing twice", async () => {
    const bench = openBench();
    bench.start();
    bench.tell(looked(commitOf("a"), { inSync: ["api", "web"] }));
    await bench.pass(minute);
    let lost = 0;
    bench.slack.fault = (method) => {
      lost += method === "chat.postMessage" ? 1 : 0;
      return method === "chat.postMessage" && lost % 2 === 1 ? "answer-lost" : undefined;
    };
    await deploy(bench, "b");
    await bench.pass(5 * minute);
    expect(bench.slack.posts).toHaveLength(1);
    const replies = bench.slack.messages.filter(({ thread }) => thread !== undefined);
    const lines = replies.flatMap(({ blocks }) => JSON.stringify(blocks).match(/shop-test-api: done/g) ?? []);
    expect(lines).toHaveLength(1);
    bench.kill();
  });
});

test("a limit of requests is honoured: nothing is sent before Retry-After has passed", async () => {
  const bench = openBench();
  bench.start();
  bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
  await bench.pass(minute);
  const times: number[] = [];
  bench.slack.fault = (method) => {
    if (method === "chat.postMessage") times.push(bench.world.clock.now().getTime());
    return undefined;
  };
  for (const digit of ["b", "c", "d", "e", "f"]) await deploy(bench, digit);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  expect(
    bench.slack.requests.filter((request) => request === `chat.postMessage ${channel}`).length,
  ).toBeGreaterThan(5);
  bench.kill();
});
