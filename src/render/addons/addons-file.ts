import type { JsonMap } from "../../domain/template.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import { readSpelledYaml } from "../../template/yaml-spelling.ts";
import { AddonsRefusal } from "./addons-fault.ts";

/** A file of an `addons/` folder. */
export interface AddonsFile {
  /** From the repository's root, with forward slashes; its last part decides what the file is. */
  readonly path: string;
  readonly text: string;
}

/** An addons file as data, with how its parts are spelled (see `readSpelledYaml`). */
export interface ReadAddonsFile {
  readonly path: string;
  readonly content: JsonMap;
  readonly spellingAt: (keys: readonly string[]) => string | undefined;
}

/** Reads one file; an empty one is an empty map. Throws `AddonsRefusal` with the place when it is not a YAML map. */
export function readAddonsFile({ path, text }: AddonsFile): ReadAddonsFile {
  const reading = readSpelledYaml(text);
  if (reading.kind === "unreadable") {
    const { line, column, message } = reading.fault;
    const sentence = `${path}, line ${line}, column ${column}: ${message}`;
    throw new AddonsRefusal({ code: "unreadable-file", file: path, line, column, message: sentence });
  }
  const content = reading.value ?? {};
  if (!isJsonMap(content)) {
    const message = `${path} must be a map of sections such as Resources`;
    throw new AddonsRefusal({ code: "unreadable-file", file: path, message });
  }
  return { path, content, spellingAt: reading.spellingAt };
}
