import { Hono } from "hono";
import { expect, test } from "vitest";
import { loopbackNamesOnly } from "../../src/server/access/loopback-names.ts";

test.each([
  ["http://localhost:8080/", undefined, 200],
  ["http://127.0.0.1:8080/", undefined, 200],
  ["http://127.9.9.9/", undefined, 200],
  ["http://[::1]:8080/", undefined, 200],
  ["https://autoland.acme.example/", "https://autoland.acme.example", 200],
  ["http://rebound.evil.example:8080/", undefined, 421],
  ["http://127.0.0.1.evil.example/", undefined, 421],
  ["http://autoland.acme.example:8080/", "https://autoland.acme.example", 421],
  ["http://0.0.0.0:8080/", undefined, 421],
])("a request for %s where the page is known as %s is answered with %i", async (asked, url, status) => {
  const app = new Hono();
  app.use(loopbackNamesOnly(url));
  app.get("/", (context) => context.text("the page"));
  expect((await app.request(asked)).status).toBe(status);
});
