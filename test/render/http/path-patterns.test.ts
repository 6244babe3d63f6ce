import * as fc from "fast-check";
import { expect, test } from "vitest";
import { normalizedPath, pathPatterns } from "../../../src/render/http/path-patterns.ts";

test.each([
  ["an empty path is the root", "", "/"],
  ["the root stays", "/", "/"],
  ["a path without a slash gets one", "api", "/api"],
  ["a path with a slash stays", "/api/v1", "/api/v1"],
  ["a pattern only gets a slash", "img/*", "/img/*"],
])("%s", (_, path, expected) => {
  expect(normalizedPath(path)).toBe(expected);
});

test.each([
  ["the root matches everything", "/", ["/*"]],
  ["a path matches itself and what is below", "/api", ["/api", "/api/*"]],
  ["a pattern is taken as any path", "/img/*", ["/img/*", "/img/*/*"]],
])("%s", (_, path, expected) => {
  expect(pathPatterns(path)).toEqual(expected);
});

test("normalizing twice is normalizing once", () => {
  fc.assert(
    fc.property(fc.string(), (path) => {
      expect(normalizedPath(normalizedPath(path))).toBe(normalizedPath(path));
    }),
  );
});

test("every path starts with a slash once it is normalized", () => {
  fc.assert(
    fc.property(fc.string(), (path) => {
      expect(normalizedPath(path).startsWith("/")).toBe(true);
    }),
  );
});
