import type { Json, JsonMap } from "../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../template/json-pointer.ts";
import type { ReadAddonsFile } from "./addons-file.ts";
import { AddonsRefusal, type AddonsFault } from "./addons-fault.ts";

/** The sections that survive a merge, in the order of the merged template. */
const sections = [
  { name: "Metadata", conflict: "conflicting-metadata" },
  { name: "Parameters", conflict: "conflicting-parameter" },
  { name: "Mappings", conflict: "conflicting-mapping" },
  { name: "Conditions", conflict: "conflicting-condition" },
  { name: "Transform" },
  { name: "Resources", conflict: "conflicting-resource" },
  { name: "Outputs", conflict: "conflicting-output" },
] as const;

/**
 * Merges templates section by section: a key that two files define must be spelled the same in both (layout, comments
 * and quoting aside), else it is a conflict. Mappings are merged one level deeper; transforms are collected.
 */
export function mergeTemplates(files: readonly ReadAddonsFile[]): JsonMap {
  const merged = sections.map(({ name, ...rest }): [string, Json | undefined] => {
    if (!("conflict" in rest)) return [name, mergedTransforms(files)];
    return [name, new SectionMerge(name, rest.conflict).of(files)];
  });
  return Object.fromEntries(merged.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

interface Entry {
  readonly file: string;
  readonly spelling: string;
  readonly value: Json;
}

/** The merge of one section: it remembers which file brought each key, for the message of a conflict. */
class SectionMerge {
  readonly #section: string;
  readonly #conflict: AddonsFault["code"];
  readonly #entries = new Map<string, Map<string, Entry>>();
  #found = false;

  constructor(section: string, conflict: AddonsFault["code"]) {
    this.#section = section;
    this.#conflict = conflict;
  }

  of(files: readonly ReadAddonsFile[]): JsonMap | undefined {
    for (const file of files) this.#take(file);
    return this.#found ? this.#merged() : undefined;
  }

  #take(file: ReadAddonsFile): void {
    if (!Object.hasOwn(file.content, this.#section)) return;
    this.#found = true;
    for (const [key, value] of Object.entries(this.#sectionOf(file))) {
      if (this.#section === "Mappings" && isJsonMap(value)) {
        for (const [inner, item] of Object.entries(value)) this.#add(file, [key, inner], item);
      } else {
        this.#add(file, [key], value);
      }
    }
  }

  #sectionOf(file: ReadAddonsFile): JsonMap {
    const section = file.content[this.#section] ?? {};
    if (isJsonMap(section)) return section;
    const message = `${this.#section} of ${file.path} must be a map`;
    throw new AddonsRefusal({ code: "invalid-template", file: file.path, message });
  }

  #add(file: ReadAddonsFile, keys: readonly [string, string?], value: Json): void {
    const [outer, inner = ""] = keys;
    const path = keys.filter((key) => key !== undefined);
    const spelling = file.spellingAt([this.#section, ...path]) ?? JSON.stringify(value);
    const group = this.#entries.get(outer) ?? new Map<string, Entry>();
    this.#entries.set(outer, group);
    const first = group.get(inner);
    if (first === undefined) group.set(inner, { file: file.path, spelling, value });
    else if (first.spelling !== spelling) throw this.#refusal(path.join("."), first.file, file.path);
  }

  #refusal(key: string, first: string, second: string): AddonsRefusal {
    const message = `${this.#section}.${key} is defined in ${first} and again, differently, in ${second}; make both the same or rename one`;
    return new AddonsRefusal({ code: this.#conflict, key, file: second, message });
  }

  #merged(): JsonMap {
    return Object.fromEntries(
      Array.from(this.#entries, ([key, group]): [string, Json] => {
        const plain = group.get("");
        if (plain !== undefined) return [key, plain.value];
        return [key, Object.fromEntries(Array.from(group, ([inner, entry]) => [inner, entry.value]))];
      }),
    );
  }
}

/**
 * The transforms of all files. As in Copilot, a later one is added once for each collected one that differs from it,
 * so it can stand twice; CloudFormation refuses such a template from either.
 */
function mergedTransforms(files: readonly ReadAddonsFile[]): Json | undefined {
  let collected: readonly Json[] | undefined;
  for (const { content } of files) {
    const transform = content["Transform"];
    if (transform === undefined) continue;
    const fresh = isJsonList(transform) ? transform : [transform];
    collected = collected === undefined ? fresh : [...collected, ...additions(collected, fresh)];
  }
  return collected;
}

function additions(collected: readonly Json[], fresh: readonly Json[]): readonly Json[] {
  return collected.flatMap((old) => fresh.filter((item) => JSON.stringify(item) !== JSON.stringify(old)));
}
