import type { Json, JsonMap } from "../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../template/json-pointer.ts";
import { readYaml } from "../../template/read-yaml.ts";
import type { OverrideFault } from "./override-fault.ts";

/** The operations of a patch file (copilot-model.md 5.12); RFC 6902's test, move and copy are not among them. */
const patchOperations = ["add", "replace", "remove"] as const;

/** One patch. `path` is a JSON pointer; the empty one addresses the whole document. */
export type YamlPatch =
  | { readonly op: "add" | "replace"; readonly path: string; readonly value: Json }
  | { readonly op: "remove"; readonly path: string };

/** The patches of a file in order, or the first fault. */
export type PatchReading =
  | { readonly kind: "read"; readonly patches: readonly YamlPatch[] }
  | { readonly kind: "refused"; readonly fault: OverrideFault };

/** Reads the text of `cfn.patches.yml`: a list of `op`, `path` and `value`. An empty file has no patches. */
export function readYamlPatches(text: string): PatchReading {
  const reading = readYaml(text);
  if (reading.kind === "unreadable") {
    const { line, column, message } = reading.fault;
    return invalid(`cfn.patches.yml, line ${line}, column ${column}: ${message}`);
  }
  if (reading.value === null) return { kind: "read", patches: [] };
  if (!isJsonList(reading.value)) {
    return invalid("cfn.patches.yml must be a list of patches, each with op, path and value");
  }
  return patchesOf(reading.value);
}

function patchesOf(items: readonly Json[]): PatchReading {
  const patches: YamlPatch[] = [];
  for (const [index, item] of items.entries()) {
    const patch = patchOf(item, index);
    if ("code" in patch) return { kind: "refused", fault: patch };
    patches.push(patch);
  }
  return { kind: "read", patches };
}

function patchOf(item: Json, index: number): YamlPatch | OverrideFault {
  if (!isJsonMap(item)) {
    return {
      code: "invalid-patch-document",
      index,
      message: `patch ${index} of cfn.patches.yml must be a map with op, path and value`,
    };
  }
  const path = item["path"] ?? "";
  if (typeof path !== "string") {
    return { code: "invalid-patch-document", index, message: `the path of patch ${index} must be text` };
  }
  return patchTo(path, item, index);
}

function patchTo(path: string, item: JsonMap, index: number): YamlPatch | OverrideFault {
  const { op, value } = item;
  if (op === "remove") return { op, path };
  if (op !== "add" && op !== "replace") {
    const given = op === undefined ? "no op" : `op ${JSON.stringify(op)}`;
    const message = `patch ${index} has ${given}; it must be one of ${patchOperations.join(", ")}`;
    return { code: "unsupported-operation", index, message };
  }
  if (value === undefined) {
    const message = `patch ${index} (${op} ${path}) has no value; "${op}" needs one`;
    return { code: "value-required", index, message };
  }
  return { op, path, value };
}

function invalid(message: string): PatchReading {
  return { kind: "refused", fault: { code: "invalid-patch-document", message } };
}
