/**
 * Whether two fields name the same place for the conformance kit: the same path, an ancestor or a descendant
 * (its README, "validation-cases").
 */
export function sameField(one: string, other: string): boolean {
  const a = steps(one);
  const b = steps(other);
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short.every((step, at) => step === long[at]);
}

function steps(path: string): readonly string[] {
  return [...path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map((match) => match[1] ?? match[2] ?? "");
}
