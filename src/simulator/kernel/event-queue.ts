/** What a queue entry does when its time comes: data for a handler, or a sleeper to wake. */
export type QueuedWork =
  | { readonly kind: "event"; readonly event: string; readonly payload: unknown }
  | { readonly kind: "wake"; readonly wake: () => void };

/** One entry of the queue. */
export interface QueueEntry {
  readonly id: number;
  /** Milliseconds since the epoch, simulated time. */
  readonly at: number;
  readonly work: QueuedWork;
}

/** Entries by time, and by order of arrival within one instant. */
export class EventQueue {
  #heap: QueueEntry[] = [];
  #queued = new Set<number>();
  #cancelled = new Set<number>();
  #sleepers = new Set<number>();
  #nextId = 1;

  /** Adds work and answers its id, with which it can be cancelled. */
  add(at: number, work: QueuedWork): number {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#push({ id, at, work });
    return id;
  }

  /** Takes an entry out; one that already ran or never was is no error. */
  cancel(id: number): void {
    if (this.#queued.has(id)) this.#cancelled.add(id);
    this.#sleepers.delete(id);
  }

  /** Whether somebody sleeps until an entry's time. */
  get hasSleepers(): boolean {
    return this.#sleepers.size > 0;
  }

  /** The first entry, left in place. */
  peek(): QueueEntry | undefined {
    this.#dropCancelled();
    return this.#heap[0];
  }

  /** The first entry, taken out. */
  pop(): QueueEntry | undefined {
    this.#dropCancelled();
    return this.#takeFirst();
  }

  /** The entries that are data, in order: what a snapshot keeps. */
  events(): readonly QueueEntry[] {
    return this.#heap
      .filter((entry) => entry.work.kind === "event" && !this.#cancelled.has(entry.id))
      .toSorted(before);
  }

  /** Replaces the entries that are data; sleepers stay, because their promises live outside the world. */
  restoreEvents(entries: readonly QueueEntry[], nextId: number): void {
    const sleepers = this.#heap.filter((entry) => entry.work.kind === "wake");
    this.#heap = [];
    this.#queued.clear();
    this.#sleepers.clear();
    for (const entry of [...sleepers, ...entries]) this.#push(entry);
    this.#nextId = Math.max(nextId, this.#nextId);
  }

  /** The id that the next entry gets. */
  get nextId(): number {
    return this.#nextId;
  }

  #dropCancelled(): void {
    for (
      let first = this.#heap[0];
      first !== undefined && this.#cancelled.has(first.id);
      first = this.#heap[0]
    ) {
      this.#cancelled.delete(first.id);
      this.#takeFirst();
    }
  }

  #push(entry: QueueEntry): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(entry);
    this.#queued.add(entry.id);
    if (entry.work.kind === "wake" && !this.#cancelled.has(entry.id)) this.#sleepers.add(entry.id);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || before(parent, entry) <= 0) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = entry;
  }

  #takeFirst(): QueueEntry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first !== undefined) {
      this.#queued.delete(first.id);
      this.#sleepers.delete(first.id);
    }
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      const child = right !== undefined && left !== undefined && before(right, left) < 0 ? right : left;
      if (child === undefined || before(last, child) <= 0) break;
      heap[index] = child;
      index = child === left ? 2 * index + 1 : 2 * index + 2;
    }
    heap[index] = last;
    return first;
  }
}

function before(a: QueueEntry, b: QueueEntry): number {
  return a.at - b.at || a.id - b.id;
}
