import type { Json, JsonMap } from "../../domain/template.ts";
import type { TaskDefinitionOverride } from "../../manifest/parts/task.ts";
import { isJsonList, isJsonMap } from "../../template/json-pointer.ts";
import { silentWrapper } from "./intrinsic-wrapper.ts";
import {
  OverrideRefusal,
  overrideResult,
  type OverrideFault,
  type OverrideResult,
} from "./override-fault.ts";

/** Where the paths of a manifest's `taskdef_overrides` start. */
const taskDefinitionProperties = "Resources.TaskDefinition.Properties";

/** Applies a manifest's `taskdef_overrides`, whose paths start at the properties of the task definition. */
export function overrideTaskDefinition(
  template: Json,
  overrides: readonly TaskDefinitionOverride[],
): OverrideResult {
  const rules = overrides.map(({ path, value }) => ({
    path: path === "" ? "" : `${taskDefinitionProperties}.${path}`,
    value,
  }));
  return applyPathRules(template, rules);
}

/**
 * Puts values at dotted paths (copilot-model.md 2.7): a segment is `key`, `list[0]` or `list[-]`, which appends.
 * Maps and lists that are missing on the way are made. All paths are checked before anything is applied.
 */
export function applyPathRules(document: Json, rules: readonly TaskDefinitionOverride[]): OverrideResult {
  return overrideResult(() => {
    const parsed = rules.map(({ path, value }, index) => ({
      path,
      value,
      index,
      segments: segmentsOf(path, index),
    }));
    if (document === null && rules.length > 0) {
      throw new OverrideRefusal({
        code: "empty-template",
        message: "an empty template has nothing to override",
      });
    }
    let result = document;
    for (const rule of parsed) result = upsert(result, rule.segments, rule);
    return result;
  });
}

interface Segment {
  readonly key: string;
  /** Absent for `key`; `-` for `key[-]`. */
  readonly place?: number | "-";
  readonly text: string;
}

interface Rule {
  readonly path: string;
  readonly value: Json;
  readonly index: number;
}

function segmentsOf(path: string, index: number): readonly Segment[] {
  if (path === "") {
    throw new OverrideRefusal({ code: "empty-path", index, message: `override ${index} has an empty path` });
  }
  return path.split(".").map((text) => {
    const [, key, place] = /^([a-zA-Z0-9_-]+)(?:\[(\d+|-)\])?$/.exec(text) ?? [];
    if (key === undefined) {
      const message = `override ${index}: "${text}" in ${path} is not of the form key, list[0] or list[-]`;
      throw new OverrideRefusal({ code: "invalid-path-segment", index, path, message });
    }
    if (place === undefined) return { key, text };
    return { key, text, place: place === "-" ? place : Number(place) };
  });
}

function upsert(here: Json, segments: readonly Segment[], rule: Rule): Json {
  const [segment, ...rest] = segments;
  if (segment === undefined) return rule.value;
  const wrapper = silentWrapper(here, segment.key);
  if (wrapper !== undefined && isJsonMap(here))
    return { [wrapper]: upsert(here[wrapper] ?? null, segments, rule) };
  if (!isJsonMap(here))
    throw refusal(
      "not-a-container",
      segment,
      rule,
      `${segment.key} would stand below a value that is not a map`,
    );
  const old = Object.hasOwn(here, segment.key) ? here[segment.key] : undefined;
  return withKey(here, segment.key, below(old, segment, rest, rule));
}

/** The new value of a segment's key. */
function below(old: Json | undefined, segment: Segment, rest: readonly Segment[], rule: Rule): Json {
  if (segment.place === undefined) return rest.length === 0 ? rule.value : upsert(old ?? {}, rest, rule);
  if (old === undefined && segment.place !== "-") {
    throw refusal(
      "list-does-not-exist",
      segment,
      rule,
      `there is no list ${segment.key}; ${segment.key}[-] starts one`,
    );
  }
  return inList(old ?? [], segment, rest, rule);
}

function inList(old: Json, segment: Segment, rest: readonly Segment[], rule: Rule): Json {
  const wrapper = silentWrapper(old, "");
  if (wrapper !== undefined && isJsonMap(old))
    return { [wrapper]: inList(old[wrapper] ?? null, segment, rest, rule) };
  if (!isJsonList(old)) throw refusal("not-a-container", segment, rule, `${segment.key} is not a list`);
  if (typeof segment.place !== "number") return [...old, upsert({}, rest, rule)];
  const item = old[segment.place];
  if (item === undefined) {
    const reason = `${segment.key} has ${old.length} items; ${segment.key}[-] appends one`;
    throw refusal("index-out-of-bounds", segment, rule, reason);
  }
  return old.with(segment.place, upsert(item, rest, rule));
}

function withKey(map: JsonMap, key: string, value: Json): JsonMap {
  const entries = Object.entries(map);
  if (!Object.hasOwn(map, key)) return Object.fromEntries([...entries, [key, value]]);
  return Object.fromEntries(entries.map(([name, old]): [string, Json] => [name, name === key ? value : old]));
}

function refusal(code: OverrideFault["code"], segment: Segment, rule: Rule, reason: string): OverrideRefusal {
  const message = `override ${rule.index} (${rule.path}) cannot be applied at ${segment.text}: ${reason}`;
  return new OverrideRefusal({ code, index: rule.index, path: rule.path, message });
}
