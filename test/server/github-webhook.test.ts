import { createHmac } from "node:crypto";
import examples from "@octokit/webhooks-examples/api.github.com/index.json" with { type: "json" };
import { describe, expect, test } from "vitest";
import { githubWebhook } from "../../src/server/webhooks/github-webhook.ts";
import { type GitHubHint, readHint } from "../../src/server/webhooks/github-hint.ts";

const secret = "It's a Secret to Everybody";

function receiver(secrets: readonly string[] = [secret]) {
  const hints: GitHubHint[] = [];
  const app = githubWebhook({ secrets, onHint: (hint) => hints.push(hint) });
  let delivery = 0;
  const deliver = async (
    event: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<number> => {
    delivery += 1;
    const answer = await app.request("/", {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "x-github-event": event,
        "x-github-delivery": `delivery-${delivery}`,
        "x-hub-signature-256": sign(body),
        ...headers,
      },
    });
    return answer.status;
  };
  return { deliver, hints, app };
}

function sign(body: string | Uint8Array, key = secret): string {
  return `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;
}

const push = JSON.stringify({ ref: "refs/heads/develop", repository: { full_name: "acme/shop" } });

describe("real payloads", () => {
  const payloads = examples.flatMap(({ name, examples: list }) =>
    list.map((example, index) => [name, index, JSON.stringify(example)] as const),
  );

  test("there are some of each kind that matters", () => {
    const names = payloads.map(([name]) => name);
    expect(names.filter((name) => name === "push").length).toBeGreaterThan(2);
    expect(names.filter((name) => name === "pull_request").length).toBeGreaterThan(10);
  });

  test.each(payloads)(
    "%s %i is read, and hints only when it speaks of branches",
    async (name, _index, body) => {
      const { deliver, hints } = receiver();
      expect(await deliver(name, body)).toBe(202);
      expect(hints.map(({ event }) => event)).toEqual(
        name === "push" || name === "pull_request" ? [name] : [],
      );
      for (const { repository } of hints) expect(repository).toMatch(/^[\w.-]+\/[\w.-]+$/);
    },
  );
});

describe("signatures", () => {
  // The vector of https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries.
  test("GitHub's own example is taken as signed, and then refused for what it says", async () => {
    const { app } = receiver();
    const answer = await app.request("/", {
      method: "POST",
      body: "Hello, World!",
      headers: {
        "x-github-event": "push",
        "x-github-delivery": "d",
        "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
      },
    });
    expect([answer.status, await answer.text()]).toEqual([400, "the payload names no repository\n"]);
  });

  test.each([
    ["missing", ""],
    ["of another secret", sign(push, "other")],
    ["of another body", sign(`${push} `)],
    ["cut short", sign(push).slice(0, -2)],
    ["of the old kind", `sha1=${createHmac("sha1", secret).update(push).digest("hex")}`],
    ["with a prefix that is none", sign(push).replace("sha256=", "")],
  ])("one that is %s is refused, and nothing is looked at", async (_which, signature) => {
    const { deliver, hints } = receiver();
    expect(await deliver("push", push, { "x-hub-signature-256": signature })).toBe(401);
    expect(hints).toEqual([]);
  });

  test("bytes that are no text cannot be slipped in under a signature of others", async () => {
    const { deliver, hints } = receiver();
    const bytes = new Uint8Array([0xff, 0xfe, 0x7b, 0x7d]);
    expect(await deliver("push", bytes)).toBe(401);
    expect(hints).toEqual([]);
  });

  test("while one secret takes the other's place, both count", async () => {
    const { deliver, hints } = receiver(["new", secret]);
    expect(await deliver("push", push)).toBe(202);
    expect(await deliver("push", push, { "x-hub-signature-256": sign(push, "new") })).toBe(202);
    expect(hints).toHaveLength(2);
  });
});

describe("what is sent again, malformed or too large", () => {
  test("a delivery that is replayed changes nothing", async () => {
    const { deliver, hints } = receiver();
    expect(await deliver("push", push, { "x-github-delivery": "one" })).toBe(202);
    expect(await deliver("push", push, { "x-github-delivery": "one" })).toBe(202);
    expect(hints).toHaveLength(1);
  });

  test("a forged delivery does not use up the id of a real one", async () => {
    const { deliver, hints } = receiver();
    await deliver("push", push, { "x-github-delivery": "one", "x-hub-signature-256": sign(push, "forged") });
    await deliver("push", push, { "x-github-delivery": "one" });
    expect(hints).toHaveLength(1);
  });

  test.each(["", "{", "[]", "null", '{"repository":null}', '{"repository":{"full_name":7}}'])(
    "%j is no payload",
    (body) => {
      expect(readHint("push", body)).toBe("unreadable");
    },
  );

  test("without a delivery's id it is refused", async () => {
    expect(await receiver().deliver("push", push, { "x-github-delivery": "" })).toBe(400);
  });

  test("more than five megabytes are not read", async () => {
    const large = JSON.stringify({ repository: { full_name: "acme/shop" }, fill: "x".repeat(6_000_000) });
    const { deliver, hints } = receiver();
    expect(await deliver("push", large)).toBe(413);
    expect(hints).toEqual([]);
  });

  test("a thousand deliveries later the first is forgotten, so that memory is bounded", async () => {
    const { deliver, hints } = receiver();
    await deliver("push", push, { "x-github-delivery": "first" });
    for (let time = 0; time < 1000; time++) await deliver("push", push);
    await deliver("push", push, { "x-github-delivery": "first" });
    expect(hints).toHaveLength(1002);
  });
});
