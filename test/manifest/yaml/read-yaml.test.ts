import { describe, expect, test } from "vitest";
import { readYaml } from "../../../src/manifest/yaml/read-yaml.ts";
import { lineAndColumn } from "../../../src/manifest/yaml/yaml-document.ts";
import { yamlLimits } from "../../../src/manifest/yaml/yaml-limits.ts";
import type { LocatedYaml } from "../../../src/manifest/yaml/located-yaml.ts";

describe("what a text stands for", () => {
  test.each<[string, string, unknown]>([
    ["an empty text is an empty map", "", {}],
    ["a comment alone is an empty map", "# nothing\n", {}],
    ["scalars keep their spelling", "a: 1.10\nb: on\nc: '007'\n", { a: "1.10", b: "on", c: "007" }],
    ["a key without a value has an empty scalar", "a:\nb: x\n", { a: "", b: "x" }],
    ["an alias repeats its anchor's value", "a: &x [1, 2]\nb: *x\n", { a: ["1", "2"], b: ["1", "2"] }],
    [
      "a merged map gives the keys that are not there",
      "a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\n",
      { a: { p: "1", q: "2" }, b: { q: "3", p: "1" } },
    ],
    [
      "of several merged maps the first wins",
      "a: &x {p: 1}\nb: &y {p: 2, q: 2}\nc: {<<: [*x, *y]}\n",
      { a: { p: "1" }, b: { p: "2", q: "2" }, c: { p: "1", q: "2" } },
    ],
    ["a quoted << is a key like any other", 'a: {"<<": x}\n', { a: { "<<": "x" } }],
    ["only the first document counts", "a: 1\n---\nb: 2\n", { a: "1" }],
    ["a byte order mark is no part of a key", "\ufeffa: 1\n", { a: "1" }],
    ["lines may end as on Windows", "a: 1\r\nb:\r\n  - x\r\n", { a: "1", b: ["x"] }],
  ])("%s", (_situation, text, expected) => {
    expect(plain(read(text))).toEqual(expected);
  });

  test("a scalar knows where it stands, and an alias's value stands where the alias does", () => {
    const text = "a: &x one\nb:\n  - *x\n";
    const root = read(text);
    const list = root.kind === "map" ? root.entries[1]?.value : undefined;
    const item = list?.kind === "list" ? list.items[0] : undefined;
    expect(lineAndColumn(text, item?.start ?? 0)).toEqual({ line: 3, column: 5 });
  });

  test("a second document's place is kept, so that people hear of it", () => {
    const reading = readYaml("a: 1\n---\nb: 2\n");
    expect(reading).toMatchObject({ kind: "read", document: { ignoredFrom: expect.any(Number) } });
  });

  test("a key given twice is noted at its second place", () => {
    const text = "a: 1\nb: 2\na: 3\n";
    const root = read(text);
    const [again] = root.kind === "map" ? root.duplicates : [];
    expect(lineAndColumn(text, again?.start ?? 0)).toEqual({ line: 3, column: 1 });
  });
});

describe("texts that are refused", () => {
  const bomb = `a: &a [${"x, ".repeat(9)}x]\n${["b", "c", "d", "e", "f", "g"]
    .map((name, at) => `${name}: &${name} [${`*${"abcdef"[at]}, `.repeat(9)}*${"abcdef"[at]}]`)
    .join("\n")}\n`;

  test.each([
    ["a tab as indentation", "a:\n\tb: 1\n", "invalid-format"],
    ["a list that is not closed", "a: [1\n", "invalid-format"],
    ["a map as a key", "{a: 1}: 2\n", "invalid-format"],
    ["an alias without an anchor", "a: *nobody\n", "invalid-format"],
    ["an alias inside its own anchor", "a: &a [*a]\n", "invalid-format"],
    ["a merge key that points at a text", "a: {<<: x}\n", "invalid-format"],
    ["aliases of aliases that stand for ten million values", bomb, "limit-exceeded"],
    [
      "more aliases than any manifest has",
      `a: &a x\nb: [${"*a, ".repeat(yamlLimits.aliases + 1)}]\n`,
      "limit-exceeded",
    ],
    ["a text that is too long", "a".repeat(yamlLimits.characters + 1), "limit-exceeded"],
    [
      "a map with too many keys",
      Array.from({ length: yamlLimits.keysOfOneMap + 1 }, (_, at) => `k${at}: 1\n`).join(""),
      "limit-exceeded",
    ],
    ["brackets nested a hundred deep", `a: ${"[".repeat(100)}${"]".repeat(100)}\n`, "limit-exceeded"],
    ["brackets nested a hundred thousand deep", "[".repeat(100_000), "limit-exceeded"],
    ["lists nested on one line", `${"- ".repeat(1_000)}x\n`, "limit-exceeded"],
    [
      "lists nested over lines",
      Array.from({ length: 100 }, (_, at) => `${"  ".repeat(at)}-\n`).join(""),
      "limit-exceeded",
    ],
  ])("%s", (_situation, text, code) => {
    const start = performance.now();
    expect(readYaml(text)).toMatchObject({ kind: "unreadable", faults: [{ code }] });
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

function read(text: string): LocatedYaml {
  const reading = readYaml(text);
  if (reading.kind === "unreadable") throw new Error(JSON.stringify(reading.faults));
  return reading.document.root;
}

function plain(node: LocatedYaml): unknown {
  if (node.kind === "scalar") return node.text;
  if (node.kind === "list") return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
}
