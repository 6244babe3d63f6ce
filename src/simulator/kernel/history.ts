import type { Cells } from "./cells.ts";

interface Version {
  readonly service: string;
  /** When this state ended. */
  readonly until: number;
  readonly cells: ReadonlyMap<string, unknown>;
}

/** States that lasted for less milliseconds than this are not all kept: each is a copy of a whole service. */
const shortest = 1_000;

/** Older states of services, kept only while a stale-read fault asks for them. */
export class History {
  readonly #cells: Cells;
  #versions: Version[] = [];

  constructor(cells: Cells) {
    this.#cells = cells;
  }

  /** Keeps the service's state as it is, ahead of a change. Nothing is kept without a lag. */
  keep(service: string, time: number, lagMilliseconds: number): void {
    if (lagMilliseconds === 0) {
      if (this.#versions.length > 0)
        this.#versions = this.#versions.filter((version) => version.service !== service);
      return;
    }
    this.#versions = this.#versions.filter(
      (version) => version.service !== service || version.until > time - lagMilliseconds,
    );
    // Of states that lasted less than a second the first is kept: whoever reads late may read any that was.
    if (this.#versions.some((version) => version.service === service && version.until > time - shortest))
      return;
    this.#versions.push({ service, until: time, cells: this.#cells.save(`${service}/`) });
  }

  /** Runs a read on the service's state as it was so long ago, or on today's when nothing changed since. */
  readStale<T>(service: string, time: number, lagMilliseconds: number, read: () => T): T {
    const older = this.#versions.find(
      (version) => version.service === service && version.until > time - lagMilliseconds,
    );
    return older === undefined ? read() : this.#cells.withOlder(older.cells, `${service}/`, read);
  }
}
