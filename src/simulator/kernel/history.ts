import type { Cells } from "./cells.ts";

/** What changes together: one service's state in one account, in all regions. */
export interface Part {
  readonly service: string;
  readonly account: string;
}

interface Version extends Part {
  /** When this state ended. */
  readonly until: number;
  readonly cells: ReadonlyMap<string, unknown>;
}

/** States that lasted for less milliseconds than this are not all kept: each is a copy of a whole service. */
const shortest = 20_000;

/** Older states of services, kept only while a stale-read fault asks for them. */
export class History {
  readonly #cells: Cells;
  #versions: Version[] = [];

  constructor(cells: Cells) {
    this.#cells = cells;
  }

  /** Keeps a part's state as it is, ahead of a change. Nothing is kept without a lag. */
  keep(part: Part, time: number, lagMilliseconds: number): void {
    if (lagMilliseconds === 0) {
      if (this.#versions.length > 0)
        this.#versions = this.#versions.filter(({ service }) => service !== part.service);
      return;
    }
    this.#versions = this.#versions.filter(
      (version) => version.service !== part.service || version.until > time - lagMilliseconds,
    );
    // Of states that lasted shortly the first is kept: whoever reads late may read any that was.
    if (this.#versions.some((version) => isSame(version, part) && version.until > time - shortest)) return;
    const { service, account } = part;
    this.#versions.push({ service, account, until: time, cells: this.#cells.save(prefixOf(part), account) });
  }

  /** Runs a read on a part's state as it was so long ago, or on today's when nothing changed since. */
  readStale<T>(part: Part, time: number, lagMilliseconds: number, read: () => T): T {
    const older = this.#versions.find(
      (version) => isSame(version, part) && version.until > time - lagMilliseconds,
    );
    return older === undefined
      ? read()
      : this.#cells.withOlder(older.cells, { prefix: prefixOf(part), account: part.account }, read);
  }
}

function isSame(a: Part, b: Part): boolean {
  return a.service === b.service && a.account === b.account;
}

function prefixOf({ service }: Part): string {
  return `${service}/`;
}
