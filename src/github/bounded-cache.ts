/**
 * Remembers answers that never change, such as the content of an object by its id, up to a total weight; those not
 * asked for in the longest time go first.
 */
export class BoundedCache<Key, Value> {
  readonly #values = new Map<Key, Value>();
  readonly #capacity: number;
  readonly #weigh: (value: Value) => number;
  #weight = 0;

  constructor(capacity: number, weigh: (value: Value) => number) {
    this.#capacity = capacity;
    this.#weigh = weigh;
  }

  get(key: Key): Value | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  /** A value heavier than the whole cache is not kept. */
  set(key: Key, value: Value): void {
    const before = this.#values.get(key);
    if (before !== undefined) this.#remove(key, before);
    if (this.#weigh(value) > this.#capacity) return;
    this.#values.set(key, value);
    this.#weight += this.#weigh(value);
    for (const [oldest, old] of this.#values) {
      if (this.#weight <= this.#capacity) return;
      this.#remove(oldest, old);
    }
  }

  #remove(key: Key, value: Value): void {
    this.#values.delete(key);
    this.#weight -= this.#weigh(value);
  }
}
