import { copyPlain } from "./copy-plain.ts";

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

  /** A deep copy of everything, or of the cells whose names start with a prefix; with an account only of what is in it. */
  save(prefix = "", account?: string): ReadonlyMap<string, unknown> {
    const chosen = new Map([...this.#values].filter(([key]) => isWithin(key, prefix, account)));
    return copyPlain(chosen);
  }

  /** Puts a copy of saved values in place of all that there are. */
  restore(saved: ReadonlyMap<string, unknown>): void {
    this.#values = structuredClone(new Map(saved));
  }

  /** Runs a function that sees older values of an account's cells under a prefix; what it changes there is lost. */
  withOlder<T>(
    older: ReadonlyMap<string, unknown>,
    { prefix, account }: { readonly prefix: string; readonly account: string },
    read: () => T,
  ): T {
    const current = this.#values;
    const kept = new Map([...current].filter(([key]) => !isWithin(key, prefix, account)));
    this.#values = new Map([...kept, ...copyPlain(new Map(older))]);
    try {
      return read();
    } finally {
      this.#values = current;
    }
  }
}

function isWithin(key: string, prefix: string, account: string | undefined): boolean {
  return key.startsWith(prefix) && (account === undefined || key.split("|")[1] === account);
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
