import type { Target } from "../domain/target.ts";

/** What names the thing that a failure is about, and so differs between failures of one cause. */
export interface Named extends Target {
  readonly application: string;
}

/**
 * What a failure's sentence has in common with others of the same cause: without ids of requests, times, numbers, addresses of
 * resources, and the names of what it is about. Two failures of one reason whose sentences are the same so have one cause.
 */
export function rootCause(
  reason: string,
  message: string,
  { application, environment, workload }: Named,
): string {
  const names = [workload, environment, application].filter((name) => name !== undefined && name !== "");
  const plain = names.reduce(
    (text: string, name) =>
      text.replaceAll(new RegExp(`(?<![A-Za-z0-9])${escaped(name ?? "")}(?![A-Za-z0-9])`, "g"), "…"),
    message
      .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "…")
      .replaceAll(/\barn:aws[a-z-]*:[^\s"'),;]+/g, "…")
      .replaceAll(/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z?/g, "…")
      .replaceAll(/\b(?=[0-9a-f]*\d)[0-9a-f]{7,}\b/gi, "…")
      .replaceAll(/\b[a-z]{2}(?:-[a-z]+)+-\d\b/g, "…"),
  );
  const bare = plain.replaceAll(/\d+(?:\.\d+)?/g, "…").replaceAll(/…(?:[-_/.:]…)+/g, "…");
  return `${reason}: ${bare.replaceAll(/\s+/g, " ").trim()}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\-]/g, String.raw`\$&`);
}
