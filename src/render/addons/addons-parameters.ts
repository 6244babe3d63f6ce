import type { Json, JsonMap } from "../../domain/template.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import { AddonsRefusal, type AddonsFault } from "./addons-fault.ts";
import { readAddonsFile, type AddonsFile } from "./addons-file.ts";

/** Parameters that the parent stack always passes, so every addons template must declare them. */
const reserved = {
  workload: ["App", "Env", "Name"],
  environment: ["App", "Env"],
} as const;

/**
 * The values that `addons.parameters.yml` gives to the parameters of the merged template, checked against it: it
 * names only parameters that the template declares and no reserved one, and none is left without a value or default.
 */
export function addonsParameters(
  scope: keyof typeof reserved,
  template: JsonMap,
  files: readonly AddonsFile[],
): Readonly<Record<string, Json>> {
  const given = givenValues(files);
  const declared = mapOf(template["Parameters"]);
  for (const name of reserved[scope]) {
    if (!Object.hasOwn(declared, name)) {
      const message = `the addons must declare the parameter ${name}; Autoland passes it to every ${scope}'s addons`;
      throw refusal("required-parameter-missing", name, message);
    }
    if (Object.hasOwn(given, name)) {
      const message = `the addons' parameters file must not set ${name}, which is passed by itself`;
      throw refusal("reserved-parameter", name, message);
    }
  }
  checkValues(given, declared, reserved[scope]);
  return given;
}

function checkValues(given: JsonMap, declared: JsonMap, passed: readonly string[]): void {
  const unneeded = Object.keys(given).find((name) => !Object.hasOwn(declared, name));
  if (unneeded !== undefined) {
    const message = `the addons' parameters file sets ${unneeded}, which no addon declares`;
    throw refusal("unneeded-parameter", unneeded, message);
  }
  for (const [name, declaration] of Object.entries(declared)) {
    if (passed.includes(name) || Object.hasOwn(given, name)) continue;
    if (Object.hasOwn(mapOf(declaration), "Default")) continue;
    const message = `the addons' parameter ${name} needs a Default or a value in addons.parameters.yml`;
    throw refusal("parameter-without-value", name, message);
  }
}

function givenValues(files: readonly AddonsFile[]): JsonMap {
  const [file, second] = files;
  if (file === undefined) return {};
  if (second !== undefined) {
    const message = `addons may have one parameters file, not both ${file.path} and ${second.path}`;
    throw new AddonsRefusal({ code: "multiple-parameter-files", file: second.path, message });
  }
  const { content } = readAddonsFile(file);
  if (!Object.hasOwn(content, "Parameters")) {
    const message = `${file.path} must have a section Parameters`;
    throw new AddonsRefusal({ code: "parameters-section-missing", file: file.path, message });
  }
  const values = content["Parameters"] ?? {};
  if (isJsonMap(values)) return values;
  const message = `Parameters of ${file.path} must be a map of names and values`;
  throw new AddonsRefusal({ code: "unreadable-file", file: file.path, message });
}

function mapOf(value: Json | undefined): JsonMap {
  return isJsonMap(value) ? value : {};
}

function refusal(code: AddonsFault["code"], key: string, message: string): AddonsRefusal {
  return new AddonsRefusal({ code, key, message });
}
