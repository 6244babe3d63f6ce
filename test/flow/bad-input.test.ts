import { describe, expect, test } from "vitest";
import type { Held } from "../../src/domain/plan.ts";
import type { BlobId, Source, TreeEntry } from "../../src/domain/source.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { workspaceLimits } from "../../src/workspace/select-files.ts";
import { writesSince } from "../support/aws-world.ts";
import type { FileChanges } from "../support/memory-source.ts";
import { openAdoptedShop, type Shop, shopFiles } from "../support/shop.ts";

const api = shopFiles["copilot/api/manifest.yml"] ?? "";
const manifest = "copilot/api/manifest.yml";
const megabyte = 1024 * 1024;

/** Ten lists of ten aliases each, nine levels deep: a billion values in under a thousand characters. */
const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]", ..."bcdefghij".split("").map(bombLevel)].join("\n");

const wrongTypes = `name: api
type: Load Balanced Web Service
http:
  path: /
image:
  build: ./api/Dockerfile
  port: eighty
cpu: a lot
memory: {}
count: many
exec: perhaps
variables: [A]
publish: orders
environments: develop
`;

/** A commit on develop, what is held for it, and the code and place of the first finding where it is in a file. */
type BadCommit = readonly [situation: string, files: FileChanges, held: string, finding: string];

describe("what a commit says wrongly about one workload holds that workload, with the place and what to do", () => {
  test.each<BadCommit>([
    [
      "a manifest that stands for a billion values",
      { [manifest]: `${api}${bomb}` },
      "develop/api ManifestInvalid",
      `limit-exceeded ${manifest}:43:20`,
    ],
    [
      "an alias inside the value that it names",
      { [manifest]: `${api}loop: &loop\n  again: *loop\n` },
      "develop/api ManifestInvalid",
      `invalid-format ${manifest}:40:10`,
    ],
    [
      "a hundred thousand open brackets",
      { [manifest]: `${api}x: ${"[".repeat(100_000)}\n` },
      "develop/api ManifestInvalid",
      `limit-exceeded ${manifest}:39:304`,
    ],
    [
      "a line of 300,000 characters",
      { [manifest]: `${api}# ${"x".repeat(300_000)}\n` },
      "develop/api ManifestInvalid",
      `limit-exceeded ${manifest}:1:1`,
    ],
    [
      "wrong types everywhere",
      { [manifest]: wrongTypes },
      "develop/api ManifestInvalid",
      `wrong-type ${manifest}:7:9`,
    ],
    [
      "an addons template that stands for a billion values",
      { "copilot/api/addons/bomb.yml": `Resources:\n${bomb.replaceAll(/^/gm, "  ")}` },
      "develop/api AddonsInvalid",
      "copilot/api/addons/bomb.yml, line 2",
    ],
    [
      "an addons template that holds itself",
      { "copilot/api/addons/loop.yml": "Resources: &all\n  A: *all\n" },
      "develop/api AddonsInvalid",
      "copilot/api/addons/loop.yml, line 2",
    ],
    [
      "patches that stand for a billion values",
      { "copilot/api/overrides/cfn.patches.yml": bomb },
      "develop/api CannotRender",
      "copilot/api/overrides/cfn.patches.yml: cfn.patches.yml, line 1",
    ],
  ])("%s", async (_situation, files, expected, place) => {
    const { held, inSync } = await passOver(files);
    expect(held.map(line)).toEqual([expected]);
    expect(placeOf(held[0])).toContain(place);
    expect(held[0]?.remedy).not.toBe("");
    expect(held[0]?.remedy).toBeDefined();
    expect(inSync).toEqual(["daily-batch", "worker"]);
  });

  test("every wrong type has a finding of its own, each at its line", async () => {
    const { held } = await passOver({ [manifest]: wrongTypes });
    const places = held.flatMap(({ findings }) => findings.map(({ place }) => place.line));
    expect(places).toEqual([7, 8, 9, 10, 11, 12, 13, 14]);
  });
});

describe("what a commit says wrongly about itself holds the whole environment", () => {
  test.each<BadCommit>([
    [
      "a manifest of 100 MB, which is never read",
      { [manifest]: new Uint8Array(100 * megabyte) },
      "develop/* WorkspaceInvalid",
      `limit-exceeded ${manifest}:1:1`,
    ],
    [
      "6,000 workloads, none of which is read",
      manyWorkloads(6_000),
      "develop/* WorkspaceInvalid",
      "limit-exceeded copilot:1:1",
    ],
    [
      "a manifest that is a symbolic link",
      { [manifest]: { symlink: "/etc/passwd" } },
      "develop/* WorkspaceInvalid",
      `symlink-refused ${manifest}:1:1`,
    ],
    [
      "a workload's folder that is a symbolic link out of the repository",
      { "copilot/evil": { symlink: "../../../etc" } },
      "develop/* WorkspaceInvalid",
      "symlink-refused copilot/evil:1:1",
    ],
    [
      "a workload's folder that is another repository",
      { "copilot/evil": { submodule: "0".repeat(40) } },
      "develop/* WorkspaceInvalid",
      "submodule-refused copilot/evil:1:1",
    ],
    [
      "a path that climbs on machines where a backslash parts folders",
      { "copilot/api/addons/..\\..\\x.yml": "Resources: {}\n" },
      "develop/* WorkspaceInvalid",
      "unsafe-path copilot/api/addons/..\\..\\x.yml:1:1",
    ],
    [
      "a path with a terminal's control character, which is shown and not sent",
      { "copilot/api/addons/a\u001Bb.yml": "Resources: {}\n" },
      "develop/* WorkspaceInvalid",
      "unsafe-path copilot/api/addons/a\\u001bb.yml:1:1",
    ],
    [
      "a workload that calls itself by a path",
      { [manifest]: api.replace("name: api", "name: ../../production") },
      "develop/* WorkspaceInvalid",
      `inconsistent-values ${manifest}:2:7`,
    ],
    [
      "a manifest that is a list",
      { [manifest]: "- name: api\n" },
      "develop/* WorkspaceInvalid",
      `required-field-missing ${manifest}:1:1`,
    ],
    [
      "a manifest that is not UTF-8",
      { [manifest]: Uint8Array.from([0x6e, 0xff, 0xfe]) },
      "develop/* WorkspaceInvalid",
      `invalid-utf-8 ${manifest}:1:1`,
    ],
    [
      "a workspace of another application",
      { "copilot/.workspace": "application: bank\n" },
      "develop/* WorkspaceInvalid",
      "another-application copilot/.workspace:1:14",
    ],
    [
      "a workspace that does not say whose it is",
      { "copilot/.workspace": null },
      "develop/* WorkspaceInvalid",
      "required-field-missing copilot/.workspace:1:1",
    ],
  ])("%s", async (_situation, files, expected, place) => {
    const { held, inSync } = await passOver(files);
    expect(held.map(line)).toEqual([expected]);
    expect(placeOf(held[0])).toBe(place);
    expect(held[0]?.findings[0]?.remedy).toBeDefined();
    expect(inSync).toEqual([]);
  });

  test.each([
    "copilot/../../etc/manifest.yml",
    "copilot/api/../../.ssh/manifest.yml",
    "copilot//api/manifest.yml",
  ])("a tree that lists %s is refused, and nothing is read under that name", async (path) => {
    const shop = await openAdoptedShop();
    const entry: TreeEntry = {
      kind: "file",
      path,
      blob: "0".repeat(40) as BlobId,
      size: 10,
      executable: false,
    };
    const source = meter(shop.source, [entry]);
    const report = await shop.world.run(
      sync({ ...shop.eyes, source }, shop.hands, shop.subject(), new AbortController().signal),
    );
    const held = report.plan.environments.flatMap((plan) => plan.held);
    expect(held.map((item) => item.findings[0]?.code)).toEqual(["unsafe-path", "unsafe-path", "unsafe-path"]);
    expect(source.asked.has(entry.blob)).toBe(false);
  });
});

describe("what is large and harmless is let be", () => {
  test.each<[string, FileChanges]>([
    ["100 MB that no rule wants", { "copilot/api/notes.bin": new Uint8Array(100 * megabyte) }],
    ["100,000 files beside the copilot folder", manyFiles(100_000)],
    [
      "aliases without end where only a name is looked for",
      { "copilot/.workspace": `${bomb}\napplication: shop\n` },
    ],
    ["names that mean something to JavaScript", { [manifest]: `${api}__proto__:\n  cpu: 4096\n` }],
  ])("%s: the environment stays in sync", async (_situation, files) => {
    const { held, inSync } = await passOver(files);
    expect(held).toEqual([]);
    expect(inSync).toEqual(["api", "daily-batch", "worker"]);
  });

  test("2,000 broken workloads are 2,000 findings, each at its place, and one look at each stack", async () => {
    const { held, calls } = await passOver(manyWorkloads(2_000));
    expect(held).toHaveLength(2_000);
    expect(new Set(held.map(placeOf)).size).toBe(2_000);
    expect(held.every((item) => item.reason === "ManifestInvalid")).toBe(true);
    expect(calls).toBeLessThan(2_000 + 200);
  });
});

interface Passed {
  readonly held: readonly Held[];
  readonly inSync: readonly string[];
  readonly calls: number;
}

/** Lets Autoland pass over a commit on develop that is to change nothing, and checks what holds for all such commits. */
async function passOver(files: FileChanges): Promise<Passed> {
  const shop = await openAdoptedShop();
  shop.source.commit("develop", files);
  const source = meter(shop.source);
  const calls = shop.world.log.records.length;
  const report = await shop.world.run(
    sync({ ...shop.eyes, source }, shop.hands, shop.subject(), new AbortController().signal),
  );
  expect(report.outcomes).toEqual([]);
  // That an environment has come to a commit is recorded; nothing else is written.
  const isSound = report.plan.environments[0]?.held.length === 0;
  const records = isSound ? ["ssm:PutParameter", "ssm:PutParameter"] : [];
  expect(writesSince(shop.world, calls)).toEqual(records);
  expect(source.bytes).toBeLessThanOrEqual(2 * workspaceLimits.totalBytes);
  const [develop, ...others] = report.plan.environments;
  expect(others.map((plan) => plan.inSync.length)).toEqual([3, 3]);
  return {
    held: develop?.held ?? [],
    inSync: develop?.inSync ?? [],
    calls: shop.world.log.records.length - calls,
  };
}

interface Meter extends Source {
  /** Bytes of files that were handed out. */
  bytes: number;
  readonly asked: Set<BlobId>;
}

/** A source that counts what is read of it; its trees list further entries where a test wants them. */
function meter(source: Shop["source"], more: readonly TreeEntry[] = []): Meter {
  const metered: Meter = {
    repository: source.repository,
    bytes: 0,
    asked: new Set(),
    heads: (signal) => source.heads(signal),
    tree: async (commit, under, signal) => [...(await source.tree(commit, under, signal)), ...more],
    blobs: async (ids, signal) => {
      for (const id of ids) metered.asked.add(id);
      const blobs = await source.blobs(ids, signal);
      for (const blob of blobs.values()) metered.bytes += blob.length;
      return blobs;
    },
    sinceLastTouch: (commit, paths, signal) => source.sinceLastTouch(commit, paths, signal),
    isAncestor: (ancestor, descendant, signal) => source.isAncestor(ancestor, descendant, signal),
    authors: (commit, since, signal) => source.authors(commit, since, signal),
  };
  return metered;
}

function line(held: Held): string {
  return `${held.environment}/${held.workload ?? "*"} ${held.reason}`;
}

/** Code and place of the first finding; the message where there is none. */
function placeOf(held: Held | undefined): string {
  const finding = held?.findings[0];
  if (finding === undefined) return held?.message ?? "";
  return `${finding.code} ${finding.place.file}:${finding.place.line}:${finding.place.column}`;
}

function bombLevel(letter: string, index: number): string {
  const below = Array.from({ length: 10 }, () => `*${"abcdefghij"[index]}`);
  return `${letter}: &${letter} [${below.join(", ")}]`;
}

function manyWorkloads(count: number): FileChanges {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `copilot/w${index}/manifest.yml`,
      `name: w${index}\ntype: Backend Service\nimage:\n  location: busybox\ncpu: lots\n`,
    ]),
  );
}

function manyFiles(count: number): FileChanges {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`data/${index % 100}/${index}`, ""]),
  );
}
