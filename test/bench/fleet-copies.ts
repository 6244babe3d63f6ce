import type { World } from "../../src/simulator/kernel/world.ts";
import { MemorySource } from "../support/memory-source.ts";
import type { FleetApplication } from "./fleet-application.ts";

/** An application as it stands in a world: its name, and the commit that it is at. */
export interface Standing {
  readonly name: string;
  readonly commit: string;
}

/** The commit that a repository in memory with the application's files has first; it stands in stamps and records. */
export function firstCommit({ name, files }: FleetApplication): string {
  return new MemorySource(`example/${name}`).commit("main", files);
}

/** Cells whose entries belong to callers and not to applications. */
const notCopied = ["kernel/access-keys"];
/** A stack that is at rest keeps so many of its last events; they take most of a world's memory and nobody asks for them. */
const keptEvents = 5;

/**
 * Puts copies of an application into a world that is at rest, each with stacks, parameters, roles, services, buckets and templates of its
 * own: whatever stands under a name with the application's in it stands under each copy's as well, with the copy's name and commit in
 * all its texts. The application itself is gone then. What AWS names by chance (a VPC) the copies share.
 *
 * To deploy 10,000 workloads takes the simulated AWS a quarter of an hour; to copy them takes seconds.
 */
export function putCopies(world: World, original: Standing, copies: readonly Standing[]): void {
  for (const key of world.cells.save().keys()) {
    const [name = "", account = "", region = ""] = key.split("|");
    if (notCopied.includes(name)) continue;
    const scope = region !== "" ? "region" : account === "" ? "world" : "account";
    const cell = { name, scope, initial: unknownCell(key) } as const;
    copyWithin(world.cells.at(cell, { account, region }), original, copies);
  }
}

function unknownCell(key: string): () => never {
  return () => {
    throw new Error(`the world has lost its cell ${key}`);
  };
}

/** Follows maps, and objects that hold maps: those are the indexes, anything else is one thing that has or has not the name. */
function copyWithin(value: unknown, original: Standing, copies: readonly Standing[]): void {
  if (!(value instanceof Map)) {
    if (isRecord(value))
      for (const part of Object.values(value)) if (part instanceof Map) copyWithin(part, original, copies);
    return;
  }
  const entries = [...(value as Map<unknown, unknown>)];
  for (const [key, item] of entries) {
    if (typeof key !== "string" || !key.includes(original.name)) {
      if (item instanceof Map) copyWithin(item, original, copies);
      continue;
    }
    value.delete(key);
    for (const copy of copies) value.set(renamed(key, original, copy), renamed(item, original, copy));
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same value under another name, with nothing of the original in it that could be changed. */
function renamed<Value>(value: Value, original: Standing, copy: Standing): Value {
  const swapped = (text: string): string => {
    const named = text.includes(original.name) ? text.replaceAll(original.name, copy.name) : text;
    return named.includes(original.commit) ? named.replaceAll(original.commit, copy.commit) : named;
  };
  const walk = (part: unknown, under: string): unknown => {
    if (typeof part === "string") return swapped(part);
    if (typeof part !== "object" || part === null || part instanceof Uint8Array) return part;
    if (part instanceof Date) return new Date(part);
    if (part instanceof Set) return new Set([...part].map((item) => walk(item, "")));
    if (part instanceof Map)
      return new Map([...part].map(([key, item]) => [walk(key, ""), walk(item, "")] as const));
    if (Array.isArray(part)) {
      const kept = under === "events" ? part.slice(-keptEvents) : part;
      return kept.map((item) => walk(item, ""));
    }
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [swapped(key), walk(item, key)]));
  };
  // Every part is of the type that it had.
  return walk(value, "") as Value;
}
