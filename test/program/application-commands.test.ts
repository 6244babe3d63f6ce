import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pino from "pino";
import { expect, test } from "vitest";
import { applicationCommand } from "../../src/program/application-commands.ts";
import { systemClock } from "../../src/program/system-clock.ts";
import { plain } from "../../src/report/paint.ts";

const configuration = (names: readonly string[]): string =>
  JSON.stringify({
    applications: Object.fromEntries(
      names.map((name) => [
        name,
        {
          source: { git: { url: `/nowhere/${name}` } },
          branches: { main: [`${name}-test`] },
          environments: { [`${name}-test`]: { mode: "look" } },
        },
      ]),
    ),
  });

async function sync(
  names: readonly string[],
  environments: readonly string[] = [],
): Promise<{ readonly code: number; readonly err: string }> {
  let err = "";
  const code = await applicationCommand(
    { name: "sync" },
    {
      config: "env:CFG",
      application: undefined,
      commit: undefined,
      environments,
      json: false,
      endpoint: undefined,
      color: false,
    },
    {
      console: { out: () => undefined, err: (text) => (err += text), paint: plain, json: false },
      log: pino({ level: "silent" }),
      clock: systemClock,
      clients: { region: "eu-west-1" },
      cacheFolder: await mkdtemp(path.join(os.tmpdir(), "autoland-test-")),
      environment: { CFG: configuration(names), PATH: process.env["PATH"] },
      signal: new AbortController().signal,
    },
  );
  return { code, err };
}

test("each application that failed is told of, and the command ends with 1", async () => {
  const { code, err } = await sync(["one", "two"]);
  expect(code).toBe(1);
  expect(err).toMatch(/^autoland: one: \w+: /m);
  expect(err).toMatch(/^autoland: two: \w+: /m);
});

test("the failure of the only application is the command's own", async () => {
  await expect(sync(["one"])).rejects.toMatchObject({ name: "ReconcileError" });
});

test("applications without any of the environments that are asked for are left alone", async () => {
  await expect(sync(["one", "two"], ["two-test"])).rejects.toThrow("/nowhere/two");
});
