import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** What the demo says on standard output once its story is told. */
interface Told {
  readonly page: string;
  readonly statements: readonly { readonly statement: string; readonly holds: boolean }[];
}

let folder = "";
let told: Told;
const pages = new Map<string, string>();

/** The story is told once; then the page is read, as a browser would, while the loop stays up. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "autoland-demo-test-"));
  const words = ["--import", "./src/check-node.mjs", "src/demo/main.ts", "--json", "--dir", folder];
  const demo = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(demo, "exit");
  try {
    told = await accountOf(demo.stdout);
    const environments = ["develop", "staging", "production"].map(
      (environment) => `/applications/shop/environments/${environment}`,
    );
    for (const place of ["/", "/applications/shop", ...environments]) {
      const answer = await fetch(new URL(place, told.page));
      pages.set(place, answer.ok ? await answer.text() : `${place} answered ${answer.status}`);
    }
  } finally {
    demo.kill("SIGTERM");
    await ended;
  }
}, 300_000);

afterAll(async () => rm(folder, { recursive: true, force: true }));

async function accountOf(output: AsyncIterable<Buffer>): Promise<Told> {
  let text = "";
  for await (const part of output) {
    text += part.toString();
    try {
      return JSON.parse(text) as Told;
    } catch {
      // There is more to come.
    }
  }
  throw new Error(`the demo ended and said only: ${text}`);
}

test("the demo's story holds, statement by statement, checked against the simulated AWS and Git", () => {
  expect(told.statements.filter((statement) => !statement.holds)).toEqual([]);
  expect(told.statements.length).toBeGreaterThanOrEqual(16);
});

test("its page shows every environment and workload where the story left them", () => {
  const first = pages.get("/") ?? "";
  for (const name of ["develop", "staging", "production", "api", "worker", "daily-batch"])
    expect(first).toContain(name);
  expect(first).toMatch(/✓ \d+ in sync/);
  expect(first).not.toMatch(/✗ \d+ failed/);
});

test("and what happened in it, commit by commit, from develop to production", () => {
  const story = pages.get("/applications/shop") ?? "";
  const commits = told.statements.flatMap(
    ({ statement }) => /is deployed from ([0-9a-f]{8})/.exec(statement)?.[1] ?? [],
  );
  expect(commits.length).toBeGreaterThanOrEqual(4);
  for (const commit of commits) expect(story).toContain(commit);
  for (const target of ["develop/api", "staging/api", "production/api"]) expect(story).toContain(target);
});

test("each environment has a page of its own", () => {
  for (const [place, page] of pages) expect(`${place}: ${page}`).toContain("<!doctype html>");
});
