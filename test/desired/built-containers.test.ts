import { expect, test } from "vitest";
import { builtContainers } from "../../src/desired/built-containers.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";

function paths(image: string, more = ""): readonly (readonly [string, readonly string[]])[] {
  const text = `name: api\ntype: Backend Service\nimage:\n${image}\n${more}`;
  const reading = readWorkloadManifest(text, { file: "manifest.yml" });
  if (reading.kind === "invalid") throw new Error(JSON.stringify(reading.findings));
  return builtContainers(reading.manifest).map((container) => [container.name, container.paths]);
}

test.each<[string, string, readonly string[]]>([
  [
    "a Dockerfile builds with its folder as the context",
    "  build: ./api/Dockerfile",
    ["api", "api/Dockerfile"],
  ],
  ["a Dockerfile in the root builds with everything", "  build: Dockerfile", [""]],
  [
    "a context of its own is what counts",
    "  build: { context: ./src//api/, dockerfile: docker/api.Dockerfile }",
    ["src/api", "docker/api.Dockerfile"],
  ],
  ["a context without a Dockerfile has one in it", "  build: { context: api }", ["api", "api/Dockerfile"]],
  ["the whole repository as the context", "  build: { context: ., dockerfile: api/Dockerfile }", [""]],
])("%s", (_name, image, expected) => {
  expect(paths(image)).toEqual([["api", expected]]);
});

test("an image that is only located is not built", () => {
  expect(paths("  location: nginx:1")).toEqual([]);
});

test("sidecars that are built follow the main container; located ones do not count", () => {
  const sidecars =
    "sidecars:\n  proxy: { port: 80, image: { build: proxy/Dockerfile } }\n  log: { image: fluent:1 }\n";
  expect(paths("  build: api/Dockerfile", sidecars)).toEqual([
    ["api", ["api", "api/Dockerfile"]],
    ["proxy", ["proxy", "proxy/Dockerfile"]],
  ]);
});
