/**
 * A deep copy of plain data (objects, arrays, Maps, Sets, Dates, byte arrays) without loops in it. Texts and frozen
 * objects are shared, where `structuredClone` copies each of them; what two parts of the data share otherwise is copied twice.
 */
export function copyPlain<T>(value: T): T {
  // A copy has the type of what it is a copy of.
  return copied(value) as T;
}

function copied(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return value.map(copied);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, copied(item)]));
  if (value instanceof Date) return new Date(value);
  if (value instanceof Set) return new Set([...value].map(copied));
  if (ArrayBuffer.isView(value)) return structuredClone(value);
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) copy[key] = copied(item);
  return copy;
}
