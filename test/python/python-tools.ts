import { existsSync } from "node:fs";
import path from "node:path";
import { isDeep } from "../support/depth.ts";

/** Where `npm run python` makes the virtual environment. */
export const environmentFolder: string = path.join(import.meta.dirname, "../../.cache/python");

/** The programs of the virtual environment that tests start. */
export type PythonProgram = "aws" | "cfn-lint" | "ministack" | "moto_server" | "python";

/** The path of a program of the virtual environment, whether it is there or not. */
export function pythonProgram(name: PythonProgram): string {
  return path.join(environmentFolder, "bin", name);
}

/**
 * Whether tests that need these programs can run, and the reason for their names when they cannot. `npm test` needs npm and
 * git only, so it leaves them out even where the programs are.
 */
export function pythonNeeds(...names: readonly PythonProgram[]): {
  readonly missing: boolean;
  readonly because: string;
} {
  if (!isDeep) {
    return { missing: true, because: " (skipped: needs Python, runs in npm run test:all)" };
  }
  const absent = names.filter((name) => !existsSync(pythonProgram(name)));
  if (absent.length === 0) return { missing: false, because: "" };
  return { missing: true, because: ` (skipped: no ${absent.join(", ")}; npm run python installs it)` };
}
