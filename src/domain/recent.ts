/** The values that were used last, by key: what is used again soon is not worked out again, and memory stays bounded. */
export interface Recent<Key, Value> {
  /** The value of a key, which counts as used now. */
  get(key: Key): Value | undefined;
  /** Keeps a value in place of the one that was not used for the longest time. */
  set(key: Key, value: Value): void;
}

/** Keeps so many values. */
export function makeRecent<Key, Value>(most: number): Recent<Key, Value> {
  // A map hands out its keys in the order in which they were put in.
  const values = new Map<Key, Value>();
  return {
    get: (key) => {
      const value = values.get(key);
      if (value === undefined) return undefined;
      values.delete(key);
      values.set(key, value);
      return value;
    },
    set: (key, value) => {
      values.delete(key);
      values.set(key, value);
      const [oldest] = values.keys();
      if (values.size > most && oldest !== undefined) values.delete(oldest);
    },
  };
}
