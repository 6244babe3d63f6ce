import { type Figures, figureText } from "./figures.ts";

/**
 * How a figure stands to the one that is kept. What is `worse` fails the run: calls and memory by more than a fifth, for they hardly depend on
 * what else a machine does; processor time only when it has doubled. Processor time by more than a fifth is `slower`, which is told.
 */
export type Verdict = "new" | "same" | "better" | "alike" | "slower" | "worse";

/** One figure then and now. */
export interface Comparison {
  readonly what: string;
  readonly before: number | undefined;
  readonly now: number;
  readonly verdict: Verdict;
}

/** What a figure counts, as its name says it. */
type Quantity = "calls" | "memory" | "cpu" | "speed" | "other";

/** By what share of the kept figure one may be worse, and by how much at least before it counts. */
const margins: Readonly<
  Record<"calls" | "memory" | "cpu", { readonly share: number; readonly least: number }>
> = {
  calls: { share: 0.2, least: 5 },
  memory: { share: 0.2, least: 16 },
  cpu: { share: 1, least: 0.1 },
};
const told = 0.2;

/** Compares a run's figures with the kept ones, each with its own. Pure: equal figures give equal verdicts. */
export function compareFigures(before: Figures | undefined, now: Figures): readonly Comparison[] {
  return Object.entries(now).map(([what, figure]) => {
    const kept = before?.[what];
    return { what, before: kept, now: figure, verdict: verdictOn(quantityOf(what), kept, figure) };
  });
}

/** Kept figures that a run no longer gives: a benchmark that lost one would never be worse. */
export function lostFigures(before: Figures | undefined, now: Figures): readonly string[] {
  return Object.keys(before ?? {}).filter((what) => !(what in now) && quantityOf(what) !== "other");
}

/** A comparison in words: `(was 2.5, -20%)`. */
export function comparisonText({ before, now, verdict }: Comparison): string {
  if (before === undefined) return "(new)";
  if (before === now) return "(same)";
  const percent = Math.round((now / before - 1) * 100);
  const change = before > 0 ? `, ${percent > 0 ? "+" : ""}${percent}%` : "";
  const warning = verdict === "worse" ? ": worse than allowed" : verdict === "slower" ? ": slower" : "";
  return `(was ${figureText(before)}${change}${warning})`;
}

function verdictOn(quantity: Quantity, before: number | undefined, now: number): Verdict {
  if (before === undefined) return "new";
  if (before === now) return "same";
  if (quantity === "other") return "alike";
  // Half as many in the same time is twice the time.
  if (quantity === "speed") return verdictOn("cpu", 1, before / now);
  const base = Math.max(before, 0);
  const { share, least } = margins[quantity];
  if (now > base * (1 + share) && now - base > least) return "worse";
  if (quantity === "cpu" && now > base * (1 + told)) return "slower";
  return now < base * (1 - told) ? "better" : "alike";
}

function quantityOf(what: string): Quantity {
  if (what.endsWith(" per CPU s")) return "speed";
  if (/\bCPU\b/.test(what)) return "cpu";
  if (/\bMi?B\b/.test(what) && !/^limit\b/.test(what)) return "memory";
  return /\bcalls\b/.test(what) && !/^budget\b/.test(what) ? "calls" : "other";
}
