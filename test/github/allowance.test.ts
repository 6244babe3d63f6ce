import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../src/domain/failure.ts";
import {
  afterHeaders,
  closedFor,
  type GitHubPurpose,
  makeAllowances,
  type Standing,
} from "../../src/github/allowance.ts";
import { type GitHubClient, makeGitHubClient } from "../../src/github/github-client.ts";
import { makeWritePace, type WritePurpose } from "../../src/github/write-pace.ts";
import { makeSimulatedAws } from "../../src/simulator/simulated-aws.ts";

const now = new Date("2026-11-27T12:00:00Z");
const reset = new Date("2026-11-27T12:40:00Z");
const purposes: readonly GitHubPurpose[] = ["deploy", "tell", "comment"];

function headersOf(remaining: number, until = reset, resource = "core"): Record<string, string> {
  return {
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(until.getTime() / 1000),
    "x-ratelimit-resource": resource,
  };
}

function sentBy(standing: Standing, at = now): readonly GitHubPurpose[] {
  return purposes.filter((purpose) => closedFor(purpose, standing, at) === undefined);
}

function plenty(): Response {
  return Response.json({}, { headers: headersOf(5_000) });
}

const ask = (client: GitHubClient): Promise<unknown> =>
  client
    .ask(async (octokit, target) => octokit.rest.repos.get(target))
    .catch((error: unknown) => failureOf(error).reason);

/** A GitHub that answers as it is told; what reached it. */
function bench() {
  const requests: string[] = [];
  let answer = plenty;
  const allowances = makeAllowances();
  const clientFor = (purpose: GitHubPurpose, repository: string, token = "ghp_one"): GitHubClient =>
    makeGitHubClient({
      repository,
      auth: { kind: "token", token },
      now: () => now,
      allowances,
      purpose,
      send: async () => {
        requests.push(`${purpose} ${repository}`);
        return answer();
      },
    });
  return { requests, clientFor, answers: (next: () => Response) => void (answer = next) };
}

/** When each of so many writes was welcome, in seconds, all asked for at once. */
async function writesAt(
  wanted: readonly WritePurpose[],
): Promise<ReadonlyMap<WritePurpose, readonly number[]>> {
  const world = makeSimulatedAws({ seed: "pace" });
  const begun = world.clock.now().getTime();
  const pace = makeWritePace(world.clock);
  const times: (readonly [WritePurpose, number])[] = [];
  const signal = new AbortController().signal;
  const all = wanted.map(async (purpose) => {
    await pace(signal, purpose);
    times.push([purpose, (world.clock.now().getTime() - begun) / 1000]);
  });
  await world.run(Promise.all(all));
  const own = (purpose: WritePurpose): number[] => times.filter(([of]) => of === purpose).map(([, at]) => at);
  return new Map([
    ["tell", own("tell")],
    ["comment", own("comment")],
  ]);
}

describe("of an hour's requests", () => {
  test.each<[remaining: number, sent: readonly GitHubPurpose[]]>([
    [5_000, ["deploy", "tell", "comment"]],
    [1_001, ["deploy", "tell", "comment"]],
    [1_000, ["deploy", "tell"]],
    [250, ["deploy"]],
    [0, ["deploy"]],
  ])("with %i of 5,000 left, these are sent: %j", (remaining, sent) => {
    expect(sentBy(afterHeaders({}, headersOf(remaining)))).toEqual(sent);
  });

  test("the next hour begins anew", () => {
    const low = afterHeaders({}, headersOf(10));
    expect(sentBy(low, reset)).toEqual(purposes);
    const later = new Date("2026-11-27T13:40:00Z");
    expect(sentBy(afterHeaders(low, headersOf(4_999, later)))).toEqual(purposes);
  });

  test("an answer that comes late does not give back what was used, nor an old hour", () => {
    const low = afterHeaders({}, headersOf(200));
    expect(afterHeaders(low, headersOf(4_000))).toEqual(low);
    expect(afterHeaders(low, headersOf(4_000, new Date("2026-11-27T11:40:00Z")))).toEqual(low);
  });

  test.each([
    ["another resource's", headersOf(1, reset, "search")],
    ["none", {}],
    ["nonsense", { ...headersOf(1), "x-ratelimit-remaining": "many" }],
    ["negative ones", { ...headersOf(1), "x-ratelimit-remaining": "-1" }],
  ])("headers that are %s say nothing", (_what, headers) => {
    expect(afterHeaders({}, headers)).toEqual({});
  });

  test("whatever is left, who goes before is never kept waiting by who comes after", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: -3_600, max: 7_200 }),
        (left, seconds) => {
          const sent = sentBy(afterHeaders({}, headersOf(left)), new Date(now.getTime() + seconds * 1000));
          return purposes.slice(0, sent.length).every((purpose) => sent.includes(purpose));
        },
      ),
    );
  });
});

describe("clients of one credential", () => {
  test("learn from each other's answers: comments wait, then statuses, and what is deployed is read", async () => {
    const { requests, clientFor, answers } = bench();
    answers(() => Response.json({}, { headers: headersOf(900) }));
    await ask(clientFor("deploy", "acme/shop"));
    expect(await ask(clientFor("comment", "acme/books"))).toBe("RateLimited");
    answers(() => Response.json({}, { headers: headersOf(100) }));
    await ask(clientFor("tell", "acme/books"));
    expect(await ask(clientFor("tell", "acme/books"))).toBe("RateLimited");
    await ask(clientFor("deploy", "acme/shop"));
    expect(requests).toEqual(["deploy acme/shop", "tell acme/books", "deploy acme/shop"]);
  });

  test.each([
    ["a secondary limit", 403, { "retry-after": "60" }],
    ["too many requests", 429, { "retry-after": "60" }],
    ["an hour that is used up", 403, headersOf(0)],
  ])("are all stopped by %s, and others' are not", async (_what, status, headers) => {
    const { requests, clientFor, answers } = bench();
    answers(() => Response.json({ message: "no" }, { status, headers }));
    expect(await ask(clientFor("comment", "acme/shop"))).toBe("RateLimited");
    for (const purpose of purposes) expect(await ask(clientFor(purpose, "acme/books"))).toBe("RateLimited");
    answers(() => Response.json({}));
    await ask(clientFor("comment", "acme/books", "ghp_two"));
    expect(requests).toEqual(["comment acme/shop", "comment acme/books"]);
  });
});

describe("the pace of what is written", () => {
  test("is a second apart, whoever asks at once, and what is told goes first", async () => {
    const times = await writesAt([
      ...Array<WritePurpose>(5).fill("comment"),
      ...Array<WritePurpose>(5).fill("tell"),
    ]);
    const all = [...times.values()].flat().toSorted((a, b) => a - b);
    expect(all.slice(1).every((at, index) => at - (all[index] ?? 0) >= 1)).toBe(true);
    expect(Math.max(...(times.get("tell") ?? []))).toBeLessThan(Math.max(...(times.get("comment") ?? [])));
    expect(Math.max(...(times.get("tell") ?? []))).toBeLessThan(8);
  });

  test("a thousand comments in an hour leave room for statuses", async () => {
    const world = makeSimulatedAws({ seed: "pace" });
    const begun = world.clock.now().getTime();
    const pace = makeWritePace(world.clock);
    const stop = new AbortController();
    let comments = 0;
    const commenting = async (): Promise<void> => {
      for (;;) {
        await pace(stop.signal, "comment");
        comments += 1;
      }
    };
    const telling = async (): Promise<number> => {
      await world.clock.sleep(3_000_000);
      const asked = world.clock.now().getTime();
      for (let index = 0; index < 20; index += 1) await pace(stop.signal);
      stop.abort(new Error("enough"));
      return (world.clock.now().getTime() - asked) / 1000;
    };
    const [took] = await world.run(Promise.all([telling(), commenting().catch(() => undefined)]));
    expect(comments).toBeGreaterThan(250);
    expect(comments).toBeLessThanOrEqual(300);
    expect(took).toBeLessThan(60);
    expect(world.clock.now().getTime()).toBeGreaterThan(begun);
  });
});
