import { afterEach, describe, expect, test } from "vitest";
import { serveStatus, type StatusServer, type StatusView } from "../../src/server/serve-status.ts";

const open: StatusServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serve(view: Partial<StatusView>): Promise<string> {
  const server = await serveStatus({ isReady: () => true, texts: () => [], ...view }, { port: 0 });
  open.push(server);
  return server.url;
}

describe("probes", () => {
  test("the process is healthy before anything was looked at, and ready only after that", async () => {
    let ready = false;
    const url = await serve({ isReady: () => ready });
    expect((await fetch(`${url}healthz`)).status).toBe(200);
    expect((await fetch(`${url}readyz`)).status).toBe(503);
    ready = true;
    expect((await fetch(`${url}readyz?verbose`)).status).toBe(200);
  });
});

describe("the page", () => {
  test("shows each application's text, with what HTML would take for markup escaped", async () => {
    const url = await serve({ texts: () => [`shop <script>alert("x")</script> & 'more'`, "other"] });
    const answer = await fetch(url);
    const html = await answer.text();
    expect(html).toContain("shop &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;more&#39;");
    expect(html).toContain("<pre>other</pre>");
    expect(html).not.toContain("<script>");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  test("says so when nothing was looked at yet", async () => {
    expect(await (await fetch(await serve({}))).text()).toContain("Nothing was looked at yet");
  });
});

describe("what it does not do", () => {
  test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])("%s is refused", async (method) => {
    const url = await serve({});
    for (const path of ["", "healthz", "nowhere"])
      expect((await fetch(`${url}${path}`, { method })).status).toBe(405);
  });

  test("HEAD answers without a body", async () => {
    const answer = await fetch(await serve({}), { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
  });

  test.each(["nowhere", "healthz/", "..%2f", "page?x=1"])("there is nothing at /%s", async (path) => {
    expect((await fetch(`${await serve({})}${path}`)).status).toBe(404);
  });

  test("it listens on loopback unless it is told otherwise", async () => {
    expect(new URL(await serve({})).hostname).toBe("127.0.0.1");
  });
});

test("a port that is taken is refused when serving begins", async () => {
  const { port } = new URL(await serve({}));
  await expect(serveStatus({ isReady: () => true, texts: () => [] }, { port: Number(port) })).rejects.toThrow(
    "EADDRINUSE",
  );
});
