import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assetMappingText, type MappedAsset, siteKey } from "../../src/desired/asset-mapping.ts";
import { assetPattern } from "../../src/desired/asset-pattern.ts";
import { contentTypeOf } from "../../src/desired/content-type.ts";
import type { Placing } from "../../src/desired/placing.ts";
import { placeSiteFiles, siteFilesNeeds } from "../../src/desired/site-assets.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";
import type { FileChanges } from "../support/memory-source.ts";
import { answersOf } from "./commit-answers.ts";

const file = "copilot/site/manifest.yml";
const place = { bucket: "artifacts", region: "eu-west-1" };

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function asset(path: string, destPath: string): MappedAsset {
  return { path, destPath, contentType: "" };
}

async function placed(files: string, commit: FileChanges): Promise<Placing<string | undefined>> {
  const text = `name: site\ntype: Static Site\nfiles:\n${files}`;
  const reading = readWorkloadManifest(text, { file, environment: "develop" });
  if (reading.kind === "invalid") throw new Error(reading.findings[0]?.message);
  const needs = siteFilesNeeds(reading.manifest);
  const answers = await answersOf(
    commit,
    needs.flatMap(({ question }) => question ?? []),
  );
  const manifest = { workload: "site", file, text, environment: "develop" };
  return placeSiteFiles("Static Site", needs, answers, {
    place,
    manifest,
    build: undefined,
    deployedMapping: undefined,
  });
}

/** What the mapping file lists, as `destination: content type`. */
async function mapped(files: string, commit: FileChanges): Promise<readonly string[]> {
  const result = await placed(files, commit);
  if (result.kind === "refused") throw new Error(result.failure.message);
  const mapping: unknown = JSON.parse(new TextDecoder().decode(result.artifacts.at(-1)?.content));
  return (mapping as readonly MappedAsset[])
    .map(({ destPath, contentType }) => `${destPath}: ${contentType}`)
    .toSorted();
}

const site = {
  "dist/index.html": "<html>",
  "dist/app.js": "1",
  "dist/notes.md": "2",
  "dist/img/logo.svg": "<svg/>",
  "dist/img/raw/logo.psd": "3",
  LICENSE: "4",
};

describe("the files of a static site", () => {
  test.each<readonly [situation: string, files: string, found: readonly string[]]>([
    [
      "a folder without recursive has only the files directly in it",
      "  - source: dist\n",
      [
        "app.js: text/javascript; charset=utf-8",
        "index.html: text/html; charset=utf-8",
        "notes.md: text/markdown; charset=utf-8",
      ],
    ],
    [
      "with recursive, folders below it keep their names, under the destination",
      "  - source: ./dist/\n    recursive: true\n    destination: static\n    exclude: ['*.md', img/raw/*]\n",
      [
        "static/app.js: text/javascript; charset=utf-8",
        "static/img/logo.svg: image/svg+xml",
        "static/index.html: text/html; charset=utf-8",
      ],
    ],
    [
      "what is excluded may be reincluded",
      "  - source: dist\n    recursive: true\n    exclude: '*'\n    reinclude: ['*.html', 'img/*.svg']\n",
      ["img/logo.svg: image/svg+xml", "index.html: text/html; charset=utf-8"],
    ],
    [
      "a pattern may begin at the repository's root",
      "  - source: dist/img\n    recursive: true\n    exclude: dist/img/raw/*\n",
      ["logo.svg: image/svg+xml"],
    ],
    ["a single file keeps its name", "  - source: dist/app.js\n", ["app.js: text/javascript; charset=utf-8"]],
    [
      "a single file's destination is its new name",
      "  - source: dist/app.js\n    destination: js/main.js\n",
      ["js/main.js: text/javascript; charset=utf-8"],
    ],
    ["a file without an extension has no content type", "  - source: LICENSE\n", ["LICENSE: "]],
    [
      "several sources come together, and what two name alike is listed once",
      "  - source: dist/app.js\n  - source: dist\n    exclude: '*.md'\n",
      ["app.js: text/javascript; charset=utf-8", "index.html: text/html; charset=utf-8"],
    ],
    ["an excluded single file is left out", "  - source: dist/app.js\n    exclude: app.*\n", []],
  ])("%s", async (_situation, files, found) => {
    expect(await mapped(files, site)).toEqual(found);
  });

  test("files and mapping stand under Copilot's keys, and the site is told of the mapping", async () => {
    const result = await placed("  - source: dist/app.js\n", site);
    if (result.kind === "refused") throw new Error(result.failure.message);
    const path = `local-assets/${sha256("1")}`;
    const mapping = `[{"path":"${path}","destPath":"app.js","contentType":"text/javascript; charset=utf-8"}]`;
    const key = `local-assets/environments/develop/workloads/site/mapping/${sha256(mapping)}`;
    expect(result.artifacts.map((artifact) => artifact.key)).toEqual([path, key]);
    expect(result.value).toBe(`s3://artifacts/${key}`);
  });

  test.each<readonly [situation: string, source: string, commit: FileChanges, code: string, says: string]>([
    [
      "files that Git does not have",
      "dist",
      { "src/app.ts": "" },
      "file-not-found",
      "which is not in the commit.",
    ],
    ["a link", "dist", { dist: { symlink: "/var/www" } }, "invalid-file", "is a symbolic link"],
    ["a path out of the repository", "../dist", {}, "invalid-file", "leads out of the repository"],
  ])("%s hold the site at the line of their source", async (_situation, source, commit, code, says) => {
    const result = await placed(`  - source: LICENSE\n  - source: ${source}\n`, { LICENSE: "", ...commit });
    if (result.kind === "placed") throw new Error("placed");
    expect(result.failure).toMatchObject({ disposition: "stall", reason: "AssetsMissing" });
    expect(result.failure.remedy).toContain("Git does not have");
    expect(result.findings).toMatchObject([{ code, field: "files[1].source", place: { file, line: 5 } }]);
    expect(result.findings[0]?.message).toContain(says);
  });

  test("more files than the copying state machine can be told of are refused before it fails", async () => {
    const commit = Object.fromEntries(
      Array.from({ length: 2000 }, (_, position) => [`dist/page-${position}.html`, String(position)]),
    );
    const result = await placed("  - source: dist\n", commit);
    expect(result).toMatchObject({ kind: "refused", findings: [{ code: "limit-exceeded", field: "files" }] });
  });
});

describe("a mapping file", () => {
  test("is sorted by artifact, then destination, by bytes, and spells JSON as Go does", () => {
    const assets = [
      asset("b", "x"),
      asset("a", "\u{1F600}"),
      asset("a", "\uFF5E"),
      asset("a", "<&>"),
      asset("b", "x"),
    ];
    expect(assetMappingText(assets)).toBe(
      String.raw`[{"path":"a","destPath":"\u003c\u0026\u003e","contentType":""},{"path":"a","destPath":"～","contentType":""},{"path":"a","destPath":"😀","contentType":""},{"path":"b","destPath":"x","contentType":""}]`,
    );
  });

  test("does not depend on the order of the files", () => {
    const anyAsset = fc.record({
      path: fc.constantFrom("a", "b"),
      destPath: fc.string({ maxLength: 3 }),
      contentType: fc.constant(""),
    });
    fc.assert(
      fc.property(fc.array(anyAsset), (assets) => {
        expect(assetMappingText(assets.toReversed())).toBe(assetMappingText(assets));
      }),
    );
  });

  test.each([
    ["", "dist", "dist/a/b.html", "a/b.html"],
    ["static", "dist", "dist/a/b.html", "static/a/b.html"],
    ["./static//", "dist", "dist/b.html", "static/b.html"],
    ["/static", "dist", "dist/b.html", "/static/b.html"],
    [".", "", "b.html", "b.html"],
    ["", "dist/b.html", "dist/b.html", "b.html"],
    [".", "dist/b.html", "dist/b.html", "b.html"],
    ["static/../other", "dist", "dist/b.html", "other/b.html"],
  ])("with destination %j and source %j, %s goes to %s", (destination, source, path, key) => {
    expect(siteKey(destination, source, path)).toBe(key);
  });
});

describe("a pattern", () => {
  test.each([
    ["*", "a/b.md", true],
    ["*.md", "a/b.md", true],
    ["*.md", "b.mdx", false],
    ["?.md", "a.md", true],
    ["?.md", "ab.md", false],
    ["[ab].md", "b.md", true],
    ["[!ab].md", "b.md", false],
    ["[!ab].md", "c.md", true],
    ["[a-c].md", "b.md", true],
    ["[c-a].md", "b.md", false],
    ["[a-].md", "-.md", true],
    ["[!]].md", "a.md", true],
    ["?.md", "😀.md", true],
    ["a-b.md", "a-b.md", true],
    ["a.md", "aXmd", false],
    ["[ab.md", "[ab.md", true],
    ["(a|b)+$", "(a|b)+$", true],
    [String.raw`a\d`, "a1", false],
  ])("%s on %s is %s", (pattern, path, isMatch) => {
    expect(assetPattern(pattern)(path)).toBe(isMatch);
  });

  test("no text makes a pattern that throws", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom("[", "]", "!", "-", "^", "\\", "*", "?", "a", "\u{1F600}", "\uFF5E"),
        }),
        fc.string(),
        (pattern, path) => {
          expect(typeof assetPattern(pattern)(path)).toBe("boolean");
        },
      ),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ["a/index.HTML", "text/html; charset=utf-8"],
  ["a.json", "application/json"],
  ["a.png", "image/png"],
  ["js", ""],
  [".well-known", ""],
])("the content type of %s is %j", (path, type) => {
  expect(contentTypeOf(path)).toBe(type);
});
