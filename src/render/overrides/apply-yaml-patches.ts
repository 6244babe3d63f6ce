import type { Json, JsonMap } from "../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../template/json-pointer.ts";
import { silentWrapper } from "./intrinsic-wrapper.ts";
import {
  OverrideRefusal,
  overrideResult,
  type OverrideFault,
  type OverrideResult,
} from "./override-fault.ts";
import type { YamlPatch } from "./yaml-patches.ts";

/**
 * Applies patches in order (copilot-model.md 5.12): `add` puts a key or inserts before an index (`-` appends),
 * `replace` needs something to replace, `remove` takes away. A removed document is null.
 */
export function applyYamlPatches(document: Json, patches: readonly YamlPatch[]): OverrideResult {
  return overrideResult(() => {
    let patched = document;
    for (const [index, patch] of patches.entries()) patched = applyOne(patched, patch, index);
    return patched;
  });
}

function applyOne(document: Json, patch: YamlPatch, index: number): Json {
  // Copilot drops what stands before the first slash, so "" and "a" both mean the whole document.
  const written = patch.path.split("/").slice(1);
  if (written.length === 0) return patch.op === "remove" ? null : patch.value;
  return new Patching(patch, index, written).edit(document, 0);
}

/** One patch on its way down a document. */
class Patching {
  readonly #patch: YamlPatch;
  readonly #index: number;
  /** The path's steps as they are written, for messages, and as they are meant. */
  readonly #written: readonly string[];
  readonly #steps: readonly string[];

  constructor(patch: YamlPatch, index: number, written: readonly string[]) {
    this.#patch = patch;
    this.#index = index;
    this.#written = written;
    this.#steps = written.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  }

  /** What stands after `depth` steps, with the patch applied somewhere below. */
  edit(here: Json, depth: number): Json {
    const step = this.#steps[depth] ?? "";
    const wrapper = silentWrapper(here, step);
    if (wrapper !== undefined && isJsonMap(here)) {
      return { [wrapper]: this.edit(here[wrapper] ?? null, depth) };
    }
    if (isJsonMap(here)) return this.#editMap(here, step, depth);
    if (isJsonList(here)) return this.#editList(here, step, depth);
    const kind = here === null ? "nothing" : "a single value";
    throw this.#refusal("not-a-container", depth, `${kind} stands at ${this.#at(depth)}, not a map or list`);
  }

  #editMap(map: JsonMap, key: string, depth: number): Json {
    const exists = Object.hasOwn(map, key);
    if (!exists && !(this.#isLast(depth) && this.#patch.op === "add")) {
      throw this.#refusal("path-not-found", depth + 1, `there is no ${this.#at(depth + 1)}`);
    }
    const entries = Object.entries(map);
    if (!this.#isLast(depth)) {
      return withEntry(entries, key, this.edit(map[key] ?? null, depth + 1));
    }
    if (this.#patch.op === "remove") return Object.fromEntries(entries.filter(([name]) => name !== key));
    if (exists) return withEntry(entries, key, this.#patch.value);
    return Object.fromEntries([...entries, [key, this.#patch.value]]);
  }

  #editList(list: readonly Json[], step: string, depth: number): Json {
    const inserts = this.#isLast(depth) && this.#patch.op === "add";
    if (inserts && step === "-") return [...list, this.#patch.value];
    const place = this.#place(list, step, depth, inserts ? list.length : list.length - 1);
    if (!this.#isLast(depth)) return list.with(place, this.edit(list[place] ?? null, depth + 1));
    switch (this.#patch.op) {
      case "add":
        return list.toSpliced(place, 0, this.#patch.value);
      case "replace":
        return list.with(place, this.#patch.value);
      case "remove":
        return list.toSpliced(place, 1);
    }
  }

  #place(list: readonly Json[], step: string, depth: number, last: number): number {
    if (!/^[-+]?[0-9]+$/.test(step)) {
      const message = `${this.#at(depth)} is a list, and "${step}" is not an index of it`;
      throw this.#refusal("invalid-sequence-index", depth + 1, message);
    }
    const place = Number(step);
    if (place >= 0 && place <= last) return place;
    const message = `${this.#at(depth)} has ${list.length} items, so there is no place ${step}`;
    throw this.#refusal("index-out-of-bounds", depth + 1, message);
  }

  #isLast(depth: number): boolean {
    return depth === this.#steps.length - 1;
  }

  #at(depth: number): string {
    return depth === 0 ? "the document" : this.#path(depth);
  }

  #path(depth: number): string {
    return this.#written
      .slice(0, depth)
      .map((step) => `/${step}`)
      .join("");
  }

  #refusal(code: OverrideFault["code"], depth: number, reason: string): OverrideRefusal {
    const { op, path } = this.#patch;
    const message = `patch ${this.#index} (${op} ${path}) cannot be applied: ${reason}`;
    return new OverrideRefusal({ code, index: this.#index, path: this.#path(depth), message });
  }
}

function withEntry(entries: readonly (readonly [string, Json])[], key: string, value: Json): JsonMap {
  return Object.fromEntries(entries.map(([name, old]): [string, Json] => [name, name === key ? value : old]));
}
