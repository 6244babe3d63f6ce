/** A structure whose members are looked at one by one. */
export type UnknownRecord = Readonly<Record<string, unknown>>;

/** The value as a structure; anything else reads as an empty one. */
export function asRecord(value: unknown): UnknownRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
