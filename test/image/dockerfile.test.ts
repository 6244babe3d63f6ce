import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inImage } from "../bench/in-image.ts";
import { assignments, execForm, readDockerfile } from "./read-dockerfile.ts";

/** What can be read off the Dockerfile; test/image/image.deep.test.ts builds and runs it. */
const { arguments: given, stages } = readDockerfile();
const last = stages.at(-1);
const of = (name: string): readonly string[] =>
  (last?.instructions ?? []).filter((instruction) => instruction.name === name).map(({ text }) => text);

test("both stages start from the Node that package.json pins", () => {
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
    devDependencies: Record<string, string>;
  };
  expect(stages.map(({ from }) => from)).toEqual([given.get("NODE_IMAGE"), given.get("NODE_IMAGE")]);
  const [, version, digest] =
    /\/node:([\d.]+)-bookworm-slim@sha256:([0-9a-f]{64})$/.exec(given.get("NODE_IMAGE") ?? "") ?? [];
  expect([version, digest?.length]).toEqual([manifest.devDependencies["node"], 64]);
});

test("what runs, and what is asked for its health, is started without a shell that would keep signals to itself", () => {
  expect(of("ENTRYPOINT").map(execForm)[0]?.[0]).toBe("node");
  expect(of("CMD").map(execForm)).toEqual([["run"]]);
  const [health = ""] = of("HEALTHCHECK");
  expect(execForm(health.slice(health.indexOf("CMD ") + 4))?.[0]).toBe("node");
  expect(of("STOPSIGNAL")).toEqual(["SIGTERM"]);
});

test("benchmarks run Node with the flags and the environment that it has here", () => {
  const [, ...words] = of("ENTRYPOINT").map(execForm)[0] ?? [];
  expect(words.slice(0, words.indexOf("--import"))).toEqual(inImage.flags);
  const environment = new Map(of("ENV").flatMap(assignments));
  for (const [name, value] of Object.entries(inImage.environment)) expect(environment.get(name)).toBe(value);
});

test("it is not root, and writes in one volume only", () => {
  expect(of("USER")).toEqual(["node"]);
  expect(of("VOLUME").map(execForm)).toEqual([["/cache"]]);
  const environment = new Map(of("ENV").flatMap(assignments));
  for (const name of ["AUTOLAND_CACHE", "TMPDIR", "HOME"]) expect(environment.get(name)).toBe("/cache");
});

test("packages come by the lockfile, without developers' ones and without any script of theirs", () => {
  const runs = stages.flatMap(({ instructions }) =>
    instructions.filter(({ name }) => name === "RUN").map(({ text }) => text),
  );
  expect(runs.filter((text) => /^(?!rm ).*\bnpm /.test(text))).toEqual([
    expect.stringMatching(/^npm ci --omit=dev --ignore-scripts /),
  ]);
});

test("only what the Dockerfile copies reaches the build", () => {
  const allowed = readFileSync(".dockerignore", "utf8")
    .split("\n")
    .filter((line) => line.startsWith("!"))
    .map((line) => line.slice(1));
  const copied = stages.flatMap(({ instructions }) =>
    instructions
      .filter(({ name, text }) => name === "COPY" && !text.startsWith("--from="))
      .flatMap(({ text }) => text.split(" ").slice(0, -1)),
  );
  expect(new Set(copied)).toEqual(new Set(allowed));
});
