/** A name with everything but letters and digits left out, as logical ids need it (copilot-model.md 2.7). */
export function logicalIdPart(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9]+/g, "");
}

/** Logical id of the n-th of a family, where the first carries no number: `TargetGroup`, `TargetGroup1`, … */
export function numberedId(family: string, index: number): string {
  return index === 0 ? family : `${family}${index}`;
}
