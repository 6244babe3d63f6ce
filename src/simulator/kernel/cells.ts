/** How far one piece of state reaches: one region of an account, a whole account, or the whole world. */
type CellScope = "region" | "account" | "world";

/**
 * A piece of a service's state. Its value holds plain data only (objects, arrays, Maps, Sets, Dates, byte arrays), so
 * that a snapshot can copy it; it may be changed in place.
 */
export interface Cell<T> {
  /** `<service>/<what>`, unique in the world. */
  readonly name: string;
  readonly scope: CellScope;
  readonly initial: () => T;
}

/** Where a cell's value stands. Parts that the cell's scope does not need are ignored. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** All state of a world, by cell and place. */
export class Cells {
  #values = new Map<string, unknown>();

  /** The value of a cell at a place, made on first use. */
  at<T>(cell: Cell<T>, place: Place): T {
    const key = keyOf(cell, place);
    // The key holds the cell's name, and only this method writes under it: the value was made by `cell.initial`.
    const known = this.#values.get(key) as T | undefined;
    if (known !== undefined) return known;
    const made = cell.initial();
    this.#values.set(key, made);
    return made;
  }

  /** Every place where the cell has a value. */
  everywhere<T>(cell: Cell<T>): readonly { readonly place: Place; readonly value: T }[] {
    const prefix = `${cell.name}|`;
    return [...this.#values.entries()]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => {
        const [, account = "", region = ""] = key.split("|");
        return { place: { account, region }, value: value as T };
      });
  }

  /** A deep copy of everything, or of the cells whose names start with a prefix. */
  save(prefix = ""): ReadonlyMap<string, unknown> {
    const chosen = new Map([...this.#values].filter(([key]) => key.startsWith(prefix)));
    return structuredClone(chosen);
  }

  /** Puts a copy of saved values back; with a prefix only those cells are replaced. */
  restore(saved: ReadonlyMap<string, unknown>, prefix = ""): void {
    const kept = new Map([...this.#values].filter(([key]) => !key.startsWith(prefix)));
    this.#values = new Map([...kept, ...structuredClone(new Map(saved))]);
  }

  /** Runs a function that sees older values of the cells under a prefix; what it changes there is lost. */
  withOlder<T>(older: ReadonlyMap<string, unknown>, prefix: string, read: () => T): T {
    const current = this.#values;
    this.restore(older, prefix);
    try {
      return read();
    } finally {
      this.#values = current;
    }
  }
}

function keyOf(cell: Cell<unknown>, place: Place): string {
  switch (cell.scope) {
    case "region":
      return `${cell.name}|${place.account}|${place.region}`;
    case "account":
      return `${cell.name}|${place.account}|`;
    case "world":
      return `${cell.name}||`;
  }
}
