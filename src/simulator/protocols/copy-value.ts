import { kindOf, membersOf, type Shape } from "./shape.ts";

/** Copies values of one shape. */
type Copier = (value: unknown) => unknown;

const copiers = new WeakMap<Shape, Copier>();

/**
 * The value as it would arrive on the other side of a wire: a copy with only the members of the model, numbers and booleans
 * as text where the model says text, and nothing where there is null.
 */
export function copyOf(shape: Shape, value: unknown): unknown {
  return copierOf(shape)(value);
}

/** Made once for each shape, when it is first needed: asking the model again for every value took longer than copying. */
function copierOf(shape: Shape): Copier {
  const known = copiers.get(shape);
  if (known !== undefined) return known;
  const copy = makeCopier(shape);
  const copier: Copier = (value) => (value === null || value === undefined ? undefined : copy(value));
  copiers.set(shape, copier);
  return copier;
}

function makeCopier(shape: Shape): Copier {
  switch (kindOf(shape)) {
    case "structure":
      return structureCopier(shape);
    case "list":
      return listCopier(shape);
    case "map":
      return mapCopier(shape);
    case "timestamp":
      return (value) => (value instanceof Date ? new Date(value) : value);
    case "blob":
      return (value) => (value instanceof Uint8Array ? Uint8Array.from(value) : value);
    case "boolean":
    case "number":
      return (value) => value;
    case "string":
      return (value) => (typeof value === "string" ? value : String(value));
    case "nothing":
      return () => ({});
  }
}

function structureCopier(shape: Shape): Copier {
  const members = [...membersOf(shape)];
  return (value) => {
    if (typeof value !== "object" || value === null) return {};
    const copied: Record<string, unknown> = {};
    for (const [name, member] of members) {
      // Looked up by the model's names only, so that nothing else of the object is seen.
      const item = copierOf(member)(Reflect.get(value, name));
      if (item !== undefined) copied[name] = item;
    }
    return copied;
  };
}

function listCopier(shape: Shape): Copier {
  const member = shape.getValueSchema();
  return (value) => (Array.isArray(value) ? value.map(copierOf(member)) : []);
}

function mapCopier(shape: Shape): Copier {
  const member = shape.getValueSchema();
  return (value) => {
    const copied: [string, unknown][] = Object.entries(Object(value)).map(([key, item]) => [
      key,
      copierOf(member)(item),
    ]);
    return Object.fromEntries(copied);
  };
}
