/** Works something out for an object, or answers what came of it the last time, when it was worked out from the same. */
export type LastOf<Key extends object, Value> = (
  key: Key,
  from: readonly unknown[],
  work: () => Value,
) => Value;

/**
 * Remembers for each object what was worked out for it last, as long as the object is there. `from` is all else that goes into it: texts and numbers
 * by their value, objects by being the same one.
 */
export function makeLastOf<Key extends object, Value>(): LastOf<Key, Value> {
  const known = new WeakMap<Key, { readonly from: readonly unknown[]; readonly value: Value }>();
  return (key, from, work) => {
    const last = known.get(key);
    const isSame =
      last?.from.length === from.length && last.from.every((part, at) => Object.is(part, from[at]));
    if (last !== undefined && isSame) return last.value;
    const value = work();
    known.set(key, { from, value });
    return value;
  };
}
