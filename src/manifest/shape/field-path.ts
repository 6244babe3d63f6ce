/** A field's path from the root of a manifest; undefined is the root. Linked upwards, so that reading makes no texts. */
export type FieldPath = PathStep | undefined;

/** One step down a path: a named field, a key of a free map, or a place in a list. */
export interface PathStep {
  readonly parent: FieldPath;
  readonly kind: "field" | "key" | "index";
  readonly name: string;
}

/** The path of a named field below another. */
export function field(parent: FieldPath, ...names: readonly string[]): FieldPath {
  return names.reduce<FieldPath>((path, name) => ({ parent: path, kind: "field", name }), parent);
}

/** The path of an entry of a map whose keys are free. */
export function key(parent: FieldPath, name: string): PathStep {
  return { parent, kind: "key", name };
}

/** The path of an item of a list, counted from 0. */
export function index(parent: FieldPath, at: number): PathStep {
  return { parent, kind: "index", name: String(at) };
}

/** The steps of a path from the root down. */
export function stepsOf(path: FieldPath): readonly PathStep[] {
  const steps: PathStep[] = [];
  for (let step = path; step !== undefined; step = step.parent) steps.push(step);
  return steps.reverse();
}

/** A path as people and the conformance kit write it: `a.b[0].c`, `sidecars[nginx].port`; the root is the empty text. */
export function pathText(path: FieldPath): string {
  let text = "";
  for (const step of stepsOf(path)) {
    if (step.kind === "field") text += text === "" ? step.name : `.${step.name}`;
    else text += `[${step.name}]`;
  }
  return text;
}
