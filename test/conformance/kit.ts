import { existsSync, globSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Json } from "../../src/domain/template.ts";
import { readYaml } from "../../src/template/read-yaml.ts";
import type { Family } from "./case-outcome.ts";
import { caseFile, type CaseFile } from "./case-file.ts";

/** Where the conformance kit is unless `AUTOLAND_CONFORMANCE` says otherwise; it is no part of the project. */
export const defaultKit: string =
  process.env["AUTOLAND_CONFORMANCE"] ?? path.join(import.meta.dirname, "../../../shared/conformance");

/** A folder of the kit with a `case.json`. */
export interface KitCase {
  readonly family: Family;
  readonly folder: string;
  readonly file: CaseFile;
}

/** The cases below a folder, in order of their paths. The index is not needed and not read. */
export function discoverCases(kit: string): readonly KitCase[] {
  return globSync("**/case.json", { cwd: kit })
    .toSorted()
    .map((found) => {
      const file = caseFile(readFileSync(path.join(kit, found), "utf8"), found);
      return { family: familyOf(found, file), folder: path.join(kit, path.dirname(found)), file };
    });
}

/** A folder that holds a folder `manifests`. */
export interface ManifestCases {
  readonly family: Family;
  readonly folder: string;
}

/** The folders below (and with) a folder that hold manifest cases. */
export function discoverManifestCases(kit: string): readonly ManifestCases[] {
  const parents = globSync("**/manifests/*.json", { cwd: kit }).map((file) =>
    path.dirname(path.dirname(file)),
  );
  return [...new Set(parents)].toSorted().map((found) => ({
    family: isFuzz(found) ? "fuzz" : "manifests",
    folder: path.join(kit, found),
  }));
}

/** The text of a file of a case. */
export function caseText({ folder }: KitCase, name: string): string {
  return readFileSync(path.join(folder, name), "utf8");
}

/** A YAML or JSON file of a case as data in long form. Throws where the kit itself cannot be read. */
export function caseData(kitCase: KitCase, name: string): Json {
  const reading = readYaml(caseText(kitCase, name));
  if (reading.kind === "read") return reading.value;
  throw new Error(`${path.join(kitCase.folder, name)}: ${reading.fault.message}`);
}

/** The files directly in a folder of a case, in order of their names; `.gitkeep` stands for an empty folder. */
export function caseFolder({ folder }: KitCase, name: string): readonly { path: string; text: string }[] {
  const where = path.join(folder, name);
  if (!existsSync(where)) return [];
  return readdirSync(where)
    .toSorted()
    .filter((entry) => entry !== ".gitkeep" && statSync(path.join(where, entry)).isFile())
    .map((entry) => ({ path: `${name}/${entry}`, text: readFileSync(path.join(where, entry), "utf8") }));
}

function familyOf(found: string, file: CaseFile): Family {
  if (isFuzz(found)) return "fuzz";
  if (file.kind === "workload") return "workloads";
  return file.kind === "environment" ? "environments" : "overrides";
}

function isFuzz(found: string): boolean {
  return found.split(path.sep)[0] === "fuzz";
}
