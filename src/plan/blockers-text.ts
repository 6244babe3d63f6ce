import type { Blocker } from "../domain/stack.ts";

/** What keeps a stack from being deleted, as a sentence's end; at most five of them, and how many there are besides. */
export function blockersText(blockers: readonly Blocker[]): string {
  if (blockers.length === 0) return "CloudFormation named no resource";
  const shown = blockers.slice(0, 5).map(({ resource, type, reason }) => `${resource} (${type}): ${reason}`);
  const more = blockers.length > shown.length ? `; and ${blockers.length - shown.length} more` : "";
  return `${shown.join("; ")}${more}`;
}
