import { readFileSync } from "node:fs";
import type { NeededPermission } from "../../src/domain/needed-permission.ts";
import { applicationPermissions } from "../../src/permissions/application-permissions.ts";
import { driftPermissions } from "../../src/permissions/drift-permissions.ts";
import { environmentPermissions } from "../../src/permissions/environment-permissions.ts";
import { pageOfAction } from "../../src/permissions/service-pages.ts";

/** docs/permissions.md with its tables of calls made anew; the text around them is written by hand. */
export function renderPermissionsPage(): string {
  const text = readFileSync(new URL("../../docs/permissions.md", import.meta.url), "utf8");
  const calls = [
    "| who | part | port | call | IAM actions | on what | AWS |",
    "|---|---|---|---|---|---|---|",
    ...[...applicationPermissions, ...environmentPermissions].map(
      (need) =>
        `| ${[need.who, need.part, need.ports.join(", "), need.call, actionsOf(need), need.words, pagesOf(need)].join(" | ")} |`,
    ),
  ];
  const drift = [
    "| port | call | IAM actions | on what | without it | AWS |",
    "|---|---|---|---|---|---|",
    ...driftPermissions.map(
      (need) =>
        `| ${[need.ports.join(", "), need.call, actionsOf(need), need.words, need.without ?? "", pagesOf(need)].join(" | ")} |`,
    ),
  ];
  return replace(replace(text, "calls", calls), "drift", drift);
}

function replace(text: string, name: string, rows: readonly string[]): string {
  const pattern = new RegExp(`(<!-- ${name}: [^>]* -->\n)[^]*?(<!-- end of ${name} -->)`);
  if (!pattern.test(text)) throw new Error(`docs/permissions.md has no place for ${name}`);
  return text.replace(pattern, (_whole, begin: string, end: string) => `${begin}${rows.join("\n")}\n${end}`);
}

function actionsOf({ actions }: NeededPermission): string {
  return actions.map(({ action }) => action).join(", ");
}

function pagesOf({ actions }: NeededPermission): string {
  const pages = new Map(actions.map(({ action }) => [action.split(":")[0] ?? "", pageOfAction(action)]));
  return [...pages].map(([prefix, page]) => `[${prefix}](${page})`).join(", ");
}
