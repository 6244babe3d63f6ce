import { type Board, emptyBoard } from "../board/board.ts";
import { hear } from "../board/hear.ts";
import type { Happening, Tell } from "../domain/happening.ts";

/** The board as it is now, and word of when it changes. */
export interface Feed {
  readonly tell: Tell;
  readonly board: () => Board;
  /** Resolves once the board is newer than the version, at once if it is already; also when the signal is raised. */
  newerThan(version: number, signal: AbortSignal): Promise<void>;
}

/** Listens to what happens to the applications of this process and keeps the board of it. */
export function makeFeed(applications: readonly string[]): Feed {
  let board = emptyBoard(applications);
  let waiting: (() => void)[] = [];
  return {
    board: () => board,
    tell: (happening: Happening) => {
      board = hear(board, happening);
      const wake = waiting;
      waiting = [];
      for (const resolve of wake) resolve();
    },
    newerThan: (version, signal) => {
      if (board.version > version || signal.aborted) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
      return promise;
    },
  };
}
