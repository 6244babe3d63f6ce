import type { CellState } from "../../board/board.ts";

/** How a state is shown: a sign and a word, so that nobody needs the colour. */
export const stateWords: Readonly<Record<CellState, { readonly sign: string; readonly word: string }>> = {
  "in-sync": { sign: "✓", word: "in sync" },
  pending: { sign: "→", word: "to do" },
  changing: { sign: "↻", word: "changing" },
  failed: { sign: "✗", word: "failed" },
  held: { sign: "‖", word: "held" },
  "not-in-git": { sign: "?", word: "not in Git" },
};

/** How long ago something was, in one unit: `12 s`, `5 min`, `3 h`, `2 d`. */
export function age(since: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - since.getTime()) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** Words for a number of things. */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
