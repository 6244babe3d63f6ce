import type { Entrance } from "../../src/simulator/protocols/answer-request.ts";
import { MemorySource } from "../support/memory-source.ts";
import { fleetOf, type FleetApplication } from "./fleet-application.ts";

/** Targets that are really seeded when more are asked for: two applications, whose manifests all differ. */
const seeded = 100;

/** What a fleet is made of: applications that a world really has, and by how many names each is known. */
export interface FleetPlan {
  readonly real: readonly FleetApplication[];
  readonly clones: number;
}

/**
 * How so many targets are served. From 100 on the applications of the first hundred stand behind as many names as are needed
 * (`fleet0x0`, `fleet0x1` …): Autoland sees applications that have nothing to do with each other, and the simulated AWS need not deploy
 * ten thousand stacks first.
 */
export function fleetPlan(targets: number): FleetPlan {
  if (targets <= 1_000) return { real: fleetOf(targets), clones: 0 };
  if (targets % seeded !== 0) throw new Error(`${targets} is not a multiple of ${seeded}`);
  return { real: fleetOf(seeded), clones: targets / seeded };
}

/** The applications as Autoland's side sees them. */
export function applicationsOf({ real, clones }: FleetPlan): readonly FleetApplication[] {
  if (clones === 0) return real;
  return Array.from({ length: clones }, (_, index) => index).flatMap((index) =>
    real.map((application) => cloneOf(application, `${application.name}x${index}`)),
  );
}

function cloneOf(application: FleetApplication, name: string): FleetApplication {
  const { files, config } = application;
  const source = { ...config.source, url: `https://git.example/${name}.git` };
  return {
    ...application,
    name,
    files: { ...files, "copilot/.workspace": `application: ${name}\n` },
    config: { ...config, application: name, source },
  };
}

type Call = Parameters<Entrance["call"]>[0];

/** A world in which every real application stands behind all its names. `onCall` is told of each call as Autoland made it. */
export function clonedWorld(
  world: Entrance,
  { real, clones }: FleetPlan,
  onCall: (call: string) => void,
): Entrance {
  const commits = new Map(
    [...real, ...applicationsOf({ real, clones })].map(({ name, files }) => [name, commitOf(name, files)]),
  );
  const names = new Set(real.map(({ name }) => name));
  const swap = <Value>(value: Value, from: string, to: string): Value =>
    renamed(value, [
      [new RegExp(`${from}(?![0-9x])`, "g"), to],
      [new RegExp(commits.get(from) ?? from, "g"), commits.get(to) ?? to],
    ]);
  const listings = new Map<string, readonly unknown[]>();
  let begun = 0;

  async function listStacks(call: Call): Promise<Record<string, unknown>> {
    const { NextToken } = call.input as { readonly NextToken?: string };
    const [key = "", from = "0"] = NextToken?.split("#") ?? [String((begun += 1))];
    const all = listings.get(key) ?? (await allStacks(call));
    listings.set(key, all);
    const end = Number(from) + 100;
    const isLast = end >= all.length;
    if (isLast) listings.delete(key);
    return {
      StackSummaries: all.slice(Number(from), end),
      ...(isLast ? {} : { NextToken: `${key}#${end}` }),
    };
  }

  async function allStacks(call: Call): Promise<readonly unknown[]> {
    const found: unknown[] = [];
    let token: string | undefined;
    do {
      const input = { ...call.input, ...(token === undefined ? {} : { NextToken: token }) };
      const page = await world.call({ ...call, input });
      found.push(...(page["StackSummaries"] as readonly unknown[]));
      token = page["NextToken"] as string | undefined;
    } while (token !== undefined);
    return found.flatMap((summary) => {
      const name = /fleet\d+/.exec((summary as { readonly StackName: string }).StackName)?.[0];
      if (name === undefined || !names.has(name)) return [summary];
      return Array.from({ length: clones }, (_, index) => swap(summary, name, `${name}x${index}`));
    });
  }

  return {
    random: world.random,
    call: async (call) => {
      onCall(`${call.service}:${call.action}`);
      if (clones === 0) return world.call(call);
      if (call.service === "cloudformation" && call.action === "ListStacks") return listStacks(call);
      const clone = /fleet\d+x\d+/.exec(JSON.stringify(call.input))?.[0];
      if (clone === undefined) return world.call(call);
      const name = clone.replace(/x\d+$/, "");
      const answer = await world.call({ ...call, input: swap(call.input, clone, name) });
      return swap(answer, name, clone);
    },
  };
}

/** The commit that a repository with these files has first; it stands in stamps and records. */
function commitOf(name: string, files: Readonly<Record<string, string>>): string {
  return new MemorySource(`example/${name}`).commit("main", files);
}

/** The same value with texts put for others in every text and key. */
function renamed<Value>(value: Value, pairs: readonly (readonly [from: RegExp, to: string])[]): Value {
  const swapped = (text: string): string => pairs.reduce((so, [from, to]) => so.replace(from, to), text);
  const walk = (part: unknown): unknown => {
    if (typeof part === "string") return swapped(part);
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== "object" || part === null || part instanceof Date || part instanceof Uint8Array)
      return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [swapped(key), walk(item)]));
  };
  // Every part is of the type that it had.
  return walk(value) as Value;
}
