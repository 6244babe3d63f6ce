import type { Clock } from "../../src/domain/clock.ts";
import type { Source } from "../../src/domain/source.ts";
import type { CallRequest, World } from "../../src/simulator/kernel/world.ts";
import type { Entrance } from "../../src/simulator/protocols/answer-request.ts";

/** A process that can be killed at any call. What is asked of the dead is never answered, so nothing of it goes on: not even clean-up. */
export class Life {
  #isOver = false;
  #callsLeft = Number.POSITIVE_INFINITY;
  readonly #onDeath: () => void;

  constructor(onDeath: () => void) {
    this.#onDeath = onDeath;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onDeath();
  }

  /** The process dies when so many more of its calls have taken effect, before it learns of the last. */
  endAfter(calls: number): void {
    this.#callsLeft = calls;
  }

  /** The answer, unless the process is dead by then. */
  async answer<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isOver) return never();
    try {
      const value = await work();
      return this.#isOver ? await never() : value;
    } catch (error) {
      if (this.#isOver) return never();
      throw error;
    }
  }

  /** A call of AWS has taken effect. */
  called(): void {
    this.#callsLeft -= 1;
    if (this.#callsLeft <= 0) this.end();
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}

/** The world's clock as long as the process lives. */
export function mortalClock({ clock }: World, life: Life): Clock {
  return {
    now: () => clock.now(),
    sleep: (milliseconds, signal) => life.answer(() => clock.sleep(milliseconds, signal)),
  };
}

/** A repository as long as the process lives; before each question something may go wrong. */
export function mortalSource(source: Source, life: Life, disturb: () => void): Source {
  const ask = <T>(work: () => Promise<T>): Promise<T> =>
    life.answer(async () => {
      disturb();
      return await work();
    });
  return {
    repository: source.repository,
    heads: (signal) => ask(() => source.heads(signal)),
    tree: (commit, under, signal) => ask(() => source.tree(commit, under, signal)),
    blobs: (ids, signal) => ask(() => source.blobs(ids, signal)),
    sinceLastTouch: (commit, paths, signal) => ask(() => source.sinceLastTouch(commit, paths, signal)),
    isAncestor: (ancestor, descendant, signal) => ask(() => source.isAncestor(ancestor, descendant, signal)),
    authors: (commit, since, signal) => ask(() => source.authors(commit, since, signal)),
  };
}

/** The world's entrance as long as the process lives; whoever asks is told of each call's request id and answer. */
export function mortalEntrance(
  world: World,
  life: Life,
  listener: {
    readonly asked: (requestId: string) => void;
    readonly answered: (request: CallRequest, output: Readonly<Record<string, unknown>>) => void;
  },
): Entrance {
  return {
    random: world.random,
    call: (request) =>
      life.answer(async () => {
        listener.asked(request.requestId ?? "");
        try {
          const output = await world.call(request);
          listener.answered(request, output);
          return output;
        } finally {
          life.called();
        }
      }),
  };
}
