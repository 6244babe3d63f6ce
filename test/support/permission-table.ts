import { readFileSync } from "node:fs";

/** A row of the table in docs/permissions.md. */
export interface PermissionRow {
  readonly who: string;
  readonly part: string;
  readonly call: string;
  readonly actions: readonly string[];
}

/** The rows of the table in docs/permissions.md. */
export function permissionTable(): readonly PermissionRow[] {
  const text = readFileSync(new URL("../../docs/permissions.md", import.meta.url), "utf8");
  return text
    .split("\n")
    .filter((line) => /^\| (?:application|environment) \|/.test(line))
    .map((line) => {
      const [, who = "", part = "", , call = "", actions = ""] = line.split("|").map((cell) => cell.trim());
      return { who, part, call, actions: actions.split(", ") };
    });
}
