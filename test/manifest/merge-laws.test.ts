import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { workloadTypes } from "../../src/domain/copilot-records.ts";
import type { WorkloadType } from "../../src/domain/copilot-records.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";
import { workloadKinds } from "../../src/manifest/workload-kinds.ts";
import { valuesOf } from "./schema-arbitrary.ts";

const runs = { numRuns: 40 };

describe.each(workloadTypes)("sections of a %s", (type) => {
  const section = valuesOf(workloadKinds[type].section.schema()) as fc.Arbitrary<Record<string, unknown>>;

  test("an empty section changes nothing", () => {
    fc.assert(
      fc.property(section, (base) => {
        expectSame(merged(type, base, {}), merged(type, base));
      }),
      runs,
    );
  });

  test("a section that says what the base says changes nothing", () => {
    fc.assert(
      fc.property(section, (base) => {
        fc.pre(!mixesFileSystemAndOwners(base));
        expectSame(merged(type, base, base), merged(type, base));
      }),
      runs,
    );
  });

  test("a section of another environment changes nothing", () => {
    fc.assert(
      fc.property(section, section, (base, other) => {
        const text = manifestText(type, base, { staging: other });
        const reading = read(text, "prod");
        fc.pre(reading.kind === "read");
        expectSame(reading, merged(type, base));
      }),
      runs,
    );
  });

  test("what a section does not name stays as it was", () => {
    fc.assert(
      fc.property(section, section, (base, over) => {
        const before = merged(type, base);
        const after = merged(type, base, over);
        fc.pre(before.kind === "read" && after.kind === "read");
        const untouched = Object.keys(before.manifest).filter((name) => !Object.hasOwn(over, name));
        expect(pick(after.manifest, untouched)).toEqual(pick(before.manifest, untouched));
      }),
      runs,
    );
  });

  test("a section over a manifest that says nothing is that section, save for empty lists, which then say nothing", () => {
    fc.assert(
      fc.property(section, (over) => {
        const alone = merged(type, over);
        const section = merged(type, {}, over);
        fc.pre(alone.kind === "read" && section.kind === "read");
        // A fixed count is a default: a section that says nothing of it leaves it, and both sides have it.
        expect(withoutEmptyLists(section.manifest)).toEqual(withoutEmptyLists(alone.manifest));
      }),
      runs,
    );
  });

  test("merging leaves the base and the section themselves as they were", () => {
    fc.assert(
      fc.property(section, section, (base, over) => {
        const kind = workloadKinds[type];
        const [baseBefore, overBefore] = [JSON.stringify(base), JSON.stringify(over)];
        merged(type, base, over);
        kind.section.merge(deepFreeze(structuredClone(base)), deepFreeze(structuredClone(over)));
        expect([JSON.stringify(base), JSON.stringify(over)]).toEqual([baseBefore, overBefore]);
      }),
      { numRuns: 30 },
    );
  });
});

test.each([
  ["a list stands in place of the base's", "command: [a, b]", "command: [c]", { command: ["c"] }],
  ["an empty list empties", "command: [a, b]", "command: []", { command: [] }],
  ["a null changes nothing", "cpu: 512", "cpu:", { cpu: 512 }],
  ["a zero stands", "count: 3", "count: 0", { count: 0 }],
  ["an empty text stands", "env_file: a.env", 'env_file: ""', { env_file: "" }],
  ["false stands", "exec: true", "exec: false", { exec: false }],
  [
    "a map switches exec on over a false",
    "exec: false",
    "exec: {enable: false}",
    { exec: { enable: false } },
  ],
  [
    "false does not switch a map of exec off",
    "exec: {enable: true}",
    "exec: false",
    { exec: { enable: true } },
  ],
  [
    "maps of variables are united",
    "variables: {A: a, B: b}",
    "variables: {B: c}",
    { variables: { A: { kind: "text", text: "a" }, B: { kind: "text", text: "c" } } },
  ],
  [
    "a location pushes the build out",
    "image: {build: .}",
    "image: {location: x}",
    { image: { location: "x" } },
  ],
  ["a build pushes the location out", "image: {location: x}", "image: {build: .}", { image: { build: "." } }],
  [
    "two maps of a build are merged",
    "image: {build: {context: a, args: {A: 1}}}",
    "image: {build: {args: {B: 2}}}",
    { image: { build: { context: "a", args: { A: "1", B: "2" } } } },
  ],
  [
    "Spot pushes scaling out",
    "count: {range: 1-3, cpu_percentage: 50, cooldown: {in: 1s}}",
    "count: {spot: 2}",
    { count: { spot: 2 } },
  ],
  [
    "scaling pushes Spot out",
    "count: {spot: 2}",
    "count: {range: 1-3, cpu_percentage: 50}",
    { count: { range: "1-3", cpu_percentage: { form: "value", value: 50 } } },
  ],
  [
    "a cooldown is put beside scaling",
    "count: {range: 1-3, cpu_percentage: 50}",
    "count: {cooldown: {in: 1s}}",
    { count: { range: "1-3", cpu_percentage: { form: "value", value: 50 }, cooldown: { in: 1000 } } },
  ],
  [
    "a range's map pushes its text out",
    "count: {range: 1-3, cpu_percentage: 50}",
    "count: {range: {min: 2}}",
    { count: { range: { min: 2 }, cpu_percentage: { form: "value", value: 50 } } },
  ],
  [
    "chosen subnets push a named placement out",
    "network: {vpc: {placement: private}}",
    "network: {vpc: {placement: {subnets: [s]}}}",
    { network: { vpc: { placement: { subnets: { kind: "ids", ids: ["s"] } } } } },
  ],
  [
    "tags of subnets are united",
    "network: {vpc: {placement: {subnets: {from_tags: {a: 1}}}}}",
    "network: {vpc: {placement: {subnets: {from_tags: {b: [2, 3]}}}}}",
    {
      network: {
        vpc: { placement: { subnets: { kind: "from_tags", from_tags: { a: ["1"], b: ["2", "3"] } } } },
      },
    },
  ],
  [
    "deny_default leaves the groups of a map",
    "network: {vpc: {security_groups: {groups: [a]}}}",
    "network: {vpc: {security_groups: {deny_default: true}}}",
    {
      network: {
        vpc: {
          placement: "public",
          security_groups: { form: "map", groups: [{ kind: "text", text: "a" }], deny_default: true },
        },
      },
    },
  ],
  [
    "deny_default pushes a list of groups out",
    "network: {vpc: {security_groups: [a]}}",
    "network: {vpc: {security_groups: {deny_default: true}}}",
    {
      network: {
        vpc: { placement: "public", security_groups: { form: "map", groups: [], deny_default: true } },
      },
    },
  ],
  [
    "owners push a file system out",
    "storage: {volumes: {d: {efs: {id: x}}}}",
    "storage: {volumes: {d: {efs: {uid: 1, gid: 1}}}}",
    { storage: { volumes: { d: { efs: { uid: 1, gid: 1 } } } } },
  ],
  [
    "a file system pushes owners out",
    "storage: {volumes: {d: {efs: {uid: 1, gid: 1}}}}",
    "storage: {volumes: {d: {efs: {id: x}}}}",
    { storage: { volumes: { d: { efs: { id: { kind: "text", text: "x" } } } } } },
  ],
  [
    "an id is not replaced by an import",
    "storage: {volumes: {d: {efs: {id: x}}}}",
    "storage: {volumes: {d: {efs: {id: {from_cfn: y}}}}}",
    { storage: { volumes: { d: { efs: { id: { kind: "text", text: "x" } } } } } },
  ],
  [
    "sidecars are merged by name",
    "sidecars: {a: {image: x, port: 1}, b: {image: y}}",
    "sidecars: {a: {port: 2}}",
    { sidecars: { a: { image: "x", port: "2" }, b: { image: "y" } } },
  ],
  [
    "names of alarms push thresholds out",
    "deployment: {rollback_alarms: {cpu_utilization: 50}}",
    "deployment: {rollback_alarms: [a]}",
    { deployment: { rollback_alarms: { kind: "names", names: ["a"] } } },
  ],
  [
    "a FIFO switch that is on hides a map",
    "subscribe: {queue: {fifo: true}}",
    "subscribe: {queue: {fifo: {high_throughput: true}}}",
    { subscribe: { queue: { fifo: true } } },
  ],
  [
    "a FIFO map hides a switch that is off",
    "subscribe: {queue: {fifo: {high_throughput: true}}}",
    "subscribe: {queue: {fifo: false}}",
    { subscribe: { queue: { fifo: { high_throughput: true } } } },
  ],
])("in a section, %s", (_law, base, over, expected) => {
  const text = `name: w\ntype: Worker Service\n${base}\nenvironments:\n  prod:\n    ${over}\n`;
  const reading = read(text, "prod");
  expect(reading).toMatchObject({ kind: "read" });
  const [name = ""] = Object.keys(expected);
  expect(pick(reading.kind === "read" ? reading.manifest : {}, [name])).toEqual(expected);
});

test.each([
  ["http: false empties http", "http: {path: /, alias: a}", "http: false", false],
  ["a map pushes http: false out", "http: false", "http: {path: /x}", { path: "/x" }],
  [
    "two maps of http are merged",
    "http: {path: /, healthcheck: /a}",
    "http: {stickiness: true}",
    { path: "/", healthcheck: "/a", stickiness: true },
  ],
  [
    "a health check's map pushes its path out",
    "http: {path: /, healthcheck: /a}",
    "http: {healthcheck: {port: 1}}",
    { path: "/", healthcheck: { port: 1 } },
  ],
  [
    "aliases stand in place of the base's",
    "http: {path: /, alias: [{name: a, hosted_zone: Z}]}",
    "http: {alias: b}",
    { path: "/", alias: [{ name: "b" }] },
  ],
  [
    "the old spelling of target_container counts",
    "http: {path: /, target_container: a}",
    "http: {targetContainer: b}",
    { path: "/", target_container: "b" },
  ],
])("in a section, %s", (_law, base, over, expected) => {
  const text = `name: w\ntype: Load Balanced Web Service\n${base}\nenvironments:\n  prod:\n    ${over}\n`;
  expect(read(text, "prod")).toMatchObject({ kind: "read", manifest: { http: expected } });
});

test("a Static Site's alias cannot be emptied by a section", () => {
  const text =
    'name: s\ntype: Static Site\nhttp: {alias: a}\nenvironments:\n  prod:\n    http: {alias: ""}\n';
  expect(read(text, "prod")).toMatchObject({ manifest: { http: { alias: "a" } } });
});

test("an empty list in a section empties the base's list, and is no list where the base has none", () => {
  expect(topicsAfterEmptyList({ subscribe: { topics: [{ name: "a", service: "b" }] } })).toEqual([]);
  expect(topicsAfterEmptyList({ subscribe: {} })).toBeUndefined();
  expect(topicsAfterEmptyList({})).toBeUndefined();
});

type Read = ReturnType<typeof readWorkloadManifest>;

function merged(type: WorkloadType, base: object, over?: object): Read {
  return read(manifestText(type, base, over === undefined ? undefined : { prod: over }), "prod");
}

function read(text: string, environment: string): Read {
  return readWorkloadManifest(text, { file: "manifest.yml", environment, leaveOut: "validation" });
}

/** JSON is YAML too, and quick to write. */
function manifestText(type: WorkloadType, base: object, environments: object | undefined): string {
  return JSON.stringify({ name: "w", type, ...base, ...(environments && { environments }) });
}

function expectSame(one: Read, other: Read): void {
  fc.pre(one.kind === "read" && other.kind === "read");
  expect(one.manifest).toEqual(other.manifest);
}

function pick(value: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === "object" && part !== null) deepFreeze(part);
  return Object.freeze(value);
}

function topicsAfterEmptyList(base: object): unknown {
  const reading = merged("Worker Service", base, { subscribe: { topics: [] } });
  return reading.kind === "read" && reading.manifest.type === "Worker Service"
    ? reading.manifest.subscribe?.topics
    : reading;
}

function withoutEmptyLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyLists);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, part]) => !Array.isArray(part) || part.length > 0);
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutEmptyLists(part)]));
}

/** A volume that names a file system and owners at once is invalid, and in a section either pushes the other out. */
function mixesFileSystemAndOwners(manifest: unknown): boolean {
  if (typeof manifest !== "object" || manifest === null) return false;
  const keys = Object.keys(manifest);
  const names = (list: readonly string[]): boolean => list.some((name) => keys.includes(name));
  if (names(["uid", "gid"]) && names(["id", "root_dir", "auth"])) return true;
  return Object.values(manifest).some(mixesFileSystemAndOwners);
}
