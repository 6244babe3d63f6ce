import { createHmac } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Act } from "../../src/server/acts.ts";
import { loadAssets } from "../../src/server/assets.ts";
import { makeFeed } from "../../src/server/feed.ts";
import { makePageApp } from "../../src/server/page-app.ts";
import { type ListeningServer, serve } from "../../src/server/serve.ts";
import { githubWebhook } from "../../src/server/webhooks/github-webhook.ts";
import type { GitHubHint } from "../../src/server/webhooks/github-hint.ts";
import { makeMetrics } from "../../src/telemetry/metrics.ts";
import { lookedAt, start } from "./fleet-board.ts";

/** The page as it listens, with a login and a webhook, and whoever wants in, byte by byte. */
const token = "act--".repeat(6);
const secret = "It's a Secret to Everybody";
const faults: unknown[] = [];
const acts: Act[] = [];
const hints: GitHubHint[] = [];
const stop = new AbortController();
let server: ListeningServer;
let host = "";
let cookie = "";

beforeAll(async () => {
  const feed = makeFeed(["shop"]);
  feed.tell(lookedAt("shop", 1, 3));
  const app = makePageApp({
    feed,
    assets: await loadAssets(),
    access: { kind: "login", key: "k".repeat(40), isSecure: false, tokens: { act: token } },
    metrics: makeMetrics(["shop"]),
    lookInto: async () => undefined,
    perform: async (act) => {
      acts.push(act);
      return ["done"];
    },
    onFault: (error) => faults.push(error),
    now: () => start,
    stop: stop.signal,
    githubWebhook: githubWebhook({ secrets: [secret], onHint: (hint) => hints.push(hint) }),
  });
  server = await serve(app, { port: 0, patience: 500 });
  ({ host } = new URL(server.url));
  const body = `token=${token}`;
  const answer = await raw(`POST /login HTTP/1.1\r\n${formHeaders(body)}\r\n${body}`);
  cookie = /set-cookie: ([^;]+)/i.exec(answer)?.[1] ?? "";
  expect(cookie).not.toBe("");
});

afterAll(async () => {
  stop.abort();
  await server.close();
});

/** Sends bytes as they are and answers what came back until the connection ends. */
function raw(
  bytes: string | Buffer,
  later: readonly { readonly after: number; readonly bytes: string }[] = [],
): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let answer = "";
    const timers = later.map(({ after, bytes: more }) => setTimeout(() => socket.write(more), after));
    socket.on("data", (part) => (answer += part.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      for (const timer of timers) clearTimeout(timer);
      resolve(answer);
    });
  });
}

function formHeaders(body: string, origin = `http://${host}`): string {
  return `Host: ${host}\r\nOrigin: ${origin}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n`;
}

function get(target: string, headers = ""): string {
  return `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nConnection: close\r\n${headers}\r\n`;
}

function post(target: string, body: string, headers: string): string {
  return `POST ${target} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nConnection: close\r\n${headers}\r\n${body}`;
}

const place = "/applications/shop/environments/env-1";
const form = "application/x-www-form-urlencoded";
const suspend = "reason=because";

function sent(body: string, type = form, more = ""): string {
  return `Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}`;
}

const own = (): string => `Origin: http://${host}\r\n`;

let deliveries = 0;

function delivery(body: string, id?: string): string {
  deliveries += 1;
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return `POST /webhooks/github HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nX-GitHub-Event: push\r\nX-GitHub-Delivery: ${id ?? `d-${deliveries}`}\r\nX-Hub-Signature-256: sha256=${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const chunk = `${(20_000).toString(16)}\r\n${"x".repeat(20_000)}\r\n0\r\n\r\n`;

/** What somebody tries, the bytes, and the status lines with which it may end. */
const attempts: readonly (readonly [string, () => string, RegExp])[] = [
  // Paths
  ["a path that climbs out of the files", () => get("/assets/../../package.json"), /404/],
  ["the same, encoded", () => get("/assets/%2e%2e/%2e%2e/package.json"), /404/],
  ["encoded twice", () => get("/assets/%252e%252e%252fpackage.json"), /404/],
  ["with the slash encoded", () => get("/assets/..%2f..%2fpackage.json"), /404/],
  ["with backslashes", () => get(String.raw`/assets/..\..\package.json`), /404|400/],
  ["a NUL in a name", () => get("/applications/shop%00.html"), /404/],
  ["bytes that are no UTF-8", () => get("/applications/%ff%fe"), /404|400/],
  ["half of an escape", () => get("/applications/%z"), /404|400/],
  [
    "names that objects have by themselves",
    () => get("/applications/__proto__/environments/constructor"),
    /404/,
  ],
  ["the address of another server", () => get("http://evil.example/applications/shop"), /200|404|400|302/],
  ["a path that is too long", () => get(`/${"a".repeat(20_000)}`), /431|414/],
  ["headers that are too large", () => get("/", `X: ${"a".repeat(20_000)}\r\n`), /431/],
  ["thousands of headers", () => get("/", "X: 1\r\n".repeat(5_000)), /431|200|400/],
  // Requests that two readers could read differently
  ["two lengths", () => post(place, "a", "Content-Length: 1\r\nContent-Length: 2\r\n"), /400/],
  [
    "a length and chunks",
    () => post(place, chunk, "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"),
    /400/,
  ],
  [
    "chunks that are none",
    () =>
      post(`${place}/suspend`, "zz\r\n", `${own()}Transfer-Encoding: chunked\r\nContent-Type: ${form}\r\n`),
    /400/,
  ],
  ["a line that ends in the middle of a header", () => get("/", "X: a\nY: b\r\n"), /400|200/],
  ["a method that nobody knows", () => `FROB / HTTP/1.1\r\nHost: ${host}\r\n\r\n`, /400/],
  ["TRACE", () => `TRACE / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, /404|405|302|403/],
  ["no host", () => "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", /400/],
  // Bodies
  [
    "a form that is too large",
    () =>
      post(`${place}/suspend`, `reason=${"x".repeat(20_000)}`, own() + sent(`reason=${"x".repeat(20_000)}`)),
    /413/,
  ],
  [
    "the same in chunks, without a length",
    () => post(`${place}/suspend`, chunk, `${own()}Content-Type: ${form}\r\nTransfer-Encoding: chunked\r\n`),
    /413/,
  ],
  [
    "a form that is JSON",
    () => post(`${place}/suspend`, '{"reason":', own() + sent('{"reason":', "application/json")),
    /400/,
  ],
  [
    "a multipart form without an end",
    () => post(`${place}/suspend`, "--x\r\n", own() + sent("--x\r\n", "multipart/form-data; boundary=x")),
    /400/,
  ],
  [
    "a reason as an object",
    () => post(`${place}/suspend`, "reason[a]=1&__proto__[x]=1", own() + sent("reason[a]=1&__proto__[x]=1")),
    /400/,
  ],
  // Somebody else's page, with the login of the person who looks at it
  [
    "a form of another site",
    () => post(`${place}/suspend`, suspend, sent(suspend, form, "Origin: https://evil.example\r\n")),
    /403/,
  ],
  [
    "a form from nowhere",
    () => post(`${place}/suspend`, suspend, sent(suspend, form, "Origin: null\r\n")),
    /403/,
  ],
  [
    "a form of another port of this host",
    () => post(`${place}/suspend`, suspend, sent(suspend, form, "Origin: http://127.0.0.1:1\r\n")),
    /403/,
  ],
  ["a form without any origin", () => post(`${place}/suspend`, suspend, sent(suspend)), /403/],
  [
    "a text of another site that is a form all the same",
    () => post(`${place}/suspend`, suspend, sent(suspend, "text/plain", "Origin: https://evil.example\r\n")),
    /403/,
  ],
  // The webhook
  [
    "a delivery without a signature",
    () => delivery('{"repository":{"full_name":"acme/shop"}}').replace(/X-Hub.*\r\n/, ""),
    /401/,
  ],
  [
    "a signature of something else",
    () => delivery("{}").replace("{}", '{ "a": 1 }').replace("Content-Length: 2", "Content-Length: 10"),
    /401/,
  ],
  ["a delivery that is no JSON", () => delivery("{{{{"), /400/],
  ["JSON that is a thousand lists deep", () => delivery("[".repeat(1_000) + "]".repeat(1_000)), /400/],
  [
    "a delivery that claims to be larger than it may",
    () => delivery("{}").replace("Content-Length: 2", "Content-Length: 6000000"),
    /413/,
  ],
  ["another method", () => get("/webhooks/github"), /404/],
];

describe("whoever tries something gets a short answer, and the page goes on", () => {
  test.each(attempts)("%s", async (_what, request, status) => {
    faults.length = 0;
    const before = [acts.length, hints.length];
    const answer = await raw(request());
    expect(answer.split("\r\n", 1)[0]).toMatch(status);
    expect(answer).not.toMatch(/node_modules|\/src\/|"name": "autoland"|at \w+ \(/);
    expect([acts.length, hints.length]).toEqual(before);
    expect(faults).toEqual([]);
    expect(await raw(get("/healthz"))).toContain("ok");
  });
});

describe("whoever is slow is cut off within seconds", () => {
  test.each([
    ["with the headers", "GET / HTTP/1.1\r\nHost: a\r\n"],
    [
      "with the body of a form",
      `POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: ${form}\r\nContent-Length: 100\r\n\r\ntoken=`,
    ],
    [
      "with the body of a delivery",
      "POST /webhooks/github HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{",
    ],
  ])("%s", async (_what, begin) => {
    const began = performance.now();
    const drops = Array.from({ length: 60 }, (_, index) => ({ after: 100 * (index + 1), bytes: "x" }));
    const answer = await raw(begin, drops);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(answer).toMatch(/^(?:HTTP\/1.1 (?:408|400|403))?/);
    expect(await raw(get("/healthz"))).toContain("ok");
  });
});

test("a delivery that is replayed a hundred times is one hint", async () => {
  const body = '{"repository":{"full_name":"acme/shop"}}';
  for (let time = 0; time < 100; time += 1)
    expect(await raw(delivery(body, "replayed"))).toMatch(/^HTTP\/1.1 202/);
  expect(hints).toHaveLength(1);
});

test("what a person sends from the page itself is carried out", async () => {
  expect(await raw(post(`${place}/suspend`, suspend, own() + sent(suspend)))).toMatch(/^HTTP\/1.1 200/);
  expect(acts).toEqual([{ kind: "suspend", application: "shop", environment: "env-1", reason: "because" }]);
});
