import type { Json, JsonMap } from "../../src/domain/template.ts";
import { schemaOf } from "../../src/simulator/resources/schema-facts.ts";
import { isJsonList, isJsonMap } from "../../src/template/json-pointer.ts";
import { bookshopFiles } from "../support/bookshop.ts";
import type { CopilotApplication } from "../support/copilot-application.ts";
import type { StackRecord } from "../../src/simulator/cloudformation/state.ts";
import type { DriftScenario } from "./scenario.ts";

/** A number from 0 up to 1. */
export type Draw = () => number;

/** Numbers that the same seed always gives again (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of a list. */
export function pick<T>(draw: Draw, list: readonly T[]): T {
  const found = list[Math.floor(draw() * list.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}

interface Candidate {
  readonly stack: string;
  readonly workload: string | undefined;
  readonly environment: "test" | "prod";
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonMap;
}

/** Edits behind CloudFormation's back: one of each type of resource first, then any, so many in all. */
export function liveEdits(
  draw: Draw,
  application: CopilotApplication,
  count: number,
): readonly DriftScenario[] {
  const candidates = candidatesOf(application);
  const types = [...Map.groupBy(candidates, ({ type }) => type).values()];
  const chosen = types.map((list) => pick(draw, list));
  while (chosen.length < count) chosen.push(pick(draw, candidates));
  return chosen.map((candidate, index) => liveEdit(draw, candidate, index));
}

function candidatesOf(application: CopilotApplication): readonly Candidate[] {
  return (["test", "prod"] as const).flatMap((environment) => {
    const workloads = [undefined, "web", "catalog", "mailer", "report", "search"];
    return workloads.flatMap((workload) => {
      const name = workload === undefined ? `books-${environment}` : `books-${environment}-${workload}`;
      const own = application.stack(name);
      const nested = own.resources.get("AddonsStack")?.physicalId.split("/")[1];
      return [
        ...resourcesOf(own, { stack: name, workload, environment }),
        ...(nested === undefined
          ? []
          : resourcesOf(application.stack(nested), { stack: `${name}/AddonsStack`, workload, environment })),
      ];
    });
  });
}

function resourcesOf(
  stack: StackRecord,
  about: Pick<Candidate, "stack" | "workload" | "environment">,
): readonly Candidate[] {
  return [...stack.resources.values()].flatMap(({ logicalId, type, live }) =>
    schemaOf(type) === undefined || type === "AWS::CloudFormation::Stack"
      ? []
      : [{ ...about, logicalId, type, properties: live.properties }],
  );
}

/** What changes by itself, or cannot be seen: an edit of it is none. */
const untouchable = /^(?:DesiredCount|Code|TaskDefinition|KmsKeyId|KmsMasterKeyId)$/;

function liveEdit(draw: Draw, candidate: Candidate, index: number): DriftScenario {
  const { stack, logicalId: resource, type, environment, workload, properties } = candidate;
  const hidden = new Set(schemaOf(type)?.writeOnly);
  const names = Object.keys(properties).filter((name) => !hidden.has(name) && !untouchable.test(name));
  const base = { id: `live-${index}`, environment } as const;
  const about = workload === undefined ? {} : { workload };
  if (names.length === 0 || draw() < 0.2) {
    return {
      ...base,
      name: `${type} ${resource} of ${stack} is deleted`,
      edits: [{ live: { stack, resource, delete: true } }],
      expect: [{ layer: "live", resource, departure: "deleted", ...about }],
    };
  }
  const name = pick(draw, names);
  return {
    ...base,
    name: `${name} of ${type} ${resource} of ${stack} is changed`,
    edits: [{ live: { stack, resource, set: { [name]: changed(draw, properties[name] ?? null) } } }],
    expect: [{ layer: "live", resource, path: `/${name}`, ...about }],
  };
}

/** The value with one change that means something. */
function changed(draw: Draw, value: Json): Json {
  if (typeof value === "number") return value + 1 + Math.floor(draw() * 9);
  if (typeof value === "boolean") return !value;
  if (typeof value === "string") return /^\d+$/.test(value) ? String(Number(value) + 7) : `${value}-by-hand`;
  if (isJsonList(value)) {
    if (value.length > 0 && draw() < 0.5) return value.slice(0, -1);
    const [first] = value;
    return first === undefined ? ["by-hand"] : [...value, changed(draw, first)];
  }
  if (isJsonMap(value)) {
    const keys = Object.keys(value);
    if (keys.length === 0) return { ByHand: "yes" };
    const key = pick(draw, keys);
    return { ...value, [key]: changed(draw, value[key] ?? null) };
  }
  return "by-hand";
}

const workloads = ["web", "catalog", "mailer", "report", "search"] as const;

/** Edits of stacks by UpdateStack: parameters, tags and templates, addons too. */
export function templateEdits(draw: Draw, count: number): readonly DriftScenario[] {
  return Array.from({ length: count }, (_, index): DriftScenario => {
    const environment = pick(draw, ["test", "prod"] as const);
    const workload = pick(draw, workloads);
    const stack = `books-${environment}-${workload}`;
    const kind = pick(draw, ["parameter", "tag", "template", "addons"] as const);
    const base = { id: `template-${index}`, environment } as const;
    const expect = [{ layer: "template", workload } as const];
    const value = String(pick(draw, [1, 3, 5, 7, 14, 60, 90]));
    switch (kind) {
      case "parameter":
        return {
          ...base,
          name: `LogRetention of ${stack} becomes ${value}`,
          edits: [edit(stack, { parameters: { LogRetention: value } })],
          expect,
        };
      case "tag":
        return {
          ...base,
          name: `${stack} gets a tag owner-${value}`,
          edits: [edit(stack, { tags: { [`owner-${value}`]: "somebody" } })],
          expect,
        };
      case "template":
        return {
          ...base,
          name: `the log group in the template of ${stack} keeps lines for ${value} days`,
          edits: [
            edit(stack, {
              template: [{ path: "/Resources/LogGroup/Properties/RetentionInDays", value: Number(value) }],
            }),
          ],
          expect,
        };
      case "addons":
        return {
          ...base,
          name: `the addons of books-${environment}-mailer get another bucket setting (${value})`,
          edits: [
            edit(`books-${environment}-mailer/AddonsStack`, {
              template: [
                {
                  path: "/Resources/Letters/Properties",
                  value: { Tags: [{ Key: "by", Value: `hand-${value}` }] },
                },
              ],
            }),
          ],
          expect: [{ layer: "template", workload: "mailer" }],
        };
    }
  });
}

type Update = Extract<DriftScenario["edits"][number], { update: unknown }>["update"];

function edit(
  stack: string,
  change: Partial<Pick<Update, "parameters" | "tags" | "template">>,
): DriftScenario["edits"][number] {
  return { update: { stack, parameters: {}, tags: {}, template: [], ...change } };
}

/** Commits that change what a manifest says of an environment. */
export function gitEdits(draw: Draw, count: number): readonly DriftScenario[] {
  return Array.from({ length: count }, (_, index): DriftScenario => {
    const environment = pick(draw, ["test", "prod"] as const);
    const workload = pick(draw, workloads);
    const file = `copilot/${workload}/manifest.yml`;
    const text = bookshopFiles.get(file) ?? "";
    const kind = pick(draw, ["size", "variable", "exec", "storage"] as const);
    const number = 1 + Math.floor(draw() * 1000);
    const after = {
      size: text.replace(/memory: \d+/, (found) =>
        found === "memory: 1024" ? "memory: 2048" : "memory: 1024",
      ),
      variable: `${text.trimEnd()}\nvariables:\n  NUMBER_${number}: "${number}"\n`,
      exec: `${text.trimEnd()}\nsidecars:\n  helper${number}:\n    image: example/helper:${number}\n`,
      storage: `${text.trimEnd()}\nstorage:\n  ephemeral: ${21 + (number % 100)}\n`,
    }[kind];
    return {
      id: `git-${index}`,
      name: `${file} changes (${kind} ${number})`,
      environment,
      edits: [{ commit: { [file]: after } }],
      expect: [{ layer: "git", workload }],
    };
  });
}
