import type { DeleteStackStep } from "../domain/plan.ts";

/** What a deletion takes with it, on few lines: what it empties, the data that it loses, and the rest counted. */
export function removalLines(step: DeleteStackStep): readonly string[] {
  const { removes, losesData, empties } = step;
  const others = removes.filter((id) => !losesData.includes(id));
  return [
    ...(losesData.length === 0 ? [] : [`loses the data in ${losesData.join(", ")}`]),
    ...(empties.length === 0 ? [] : [`empties ${empties.join(", ")} first`]),
    `removes ${others.length} other ${others.length === 1 ? "resource" : "resources"}: ${shown(others)}`,
  ];
}

function shown(ids: readonly string[]): string {
  return ids.length <= 6 ? ids.join(", ") : `${ids.slice(0, 6).join(", ")} and ${ids.length - 6} more`;
}
