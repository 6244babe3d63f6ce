import type { Change, ChangeSubject } from "../domain/step-effects.ts";

/**
 * The differences of a step, one on a line. Where a step has differences of several kinds, each kind stands under its name, so that what
 * a commit asks for is not lost among what newer templates bring.
 */
export function changeLines(changes: readonly Change[]): readonly string[] {
  const groups = [...Map.groupBy(changes, ({ subject }) => headings[subject])];
  if (groups.length < 2) return changes.map(changeLine);
  return groups.flatMap(([heading, some]) => [
    `${heading}:`,
    ...some.map((change) => `  ${changeLine(change)}`),
  ]);
}

const headings: Readonly<Record<ChangeSubject, string>> = {
  image: "image",
  parameter: "parameters",
  manifest: "from the manifest",
  upgrade: "from newer templates",
  template: "template",
  tag: "tags",
  "function-runtime": "function runtime",
  "function-code": "function code",
};

function changeLine(change: Change): string {
  const path = change.path.replace(/^\/Resources\//, "");
  if (change.from === undefined) return `${path}: + ${change.to ?? ""}`;
  if (change.to === undefined) return `${path}: - ${change.from}`;
  return `${path}: ${change.from} → ${change.to}`;
}
