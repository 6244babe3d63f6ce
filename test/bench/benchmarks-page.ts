import { benchmarks } from "./benchmarks.ts";
import { type Figures, figureText } from "./figures.ts";
import type { KeptFigures } from "./kept-figures.ts";

/** The page of the figures that are kept. */
export function benchmarksPage(kept: KeptFigures): string {
  const sections = benchmarks.map(({ name, about }) => section(name, about, kept.benchmarks[name]));
  return `# Benchmarks

Release ${kept.release}, Node ${kept.node}, ${kept.processor}. Written by \`npm run bench -- --keep\` from
[benchmarks.json](benchmarks.json); \`npm run bench -- --compare\` shows what became of these figures. Times are medians of five
rounds, and no input is used twice. CPU seconds count user and system time of the measured process and compare well; wall time also
counts what else the machine was doing.

${sections.join("\n")}`;
}

function section(name: string, about: string, figures: Figures | undefined): string {
  const rows = Object.entries(figures ?? {}).map(([what, figure]) => `| ${what} | ${figureText(figure)} |`);
  return `## ${name}\n\n${about}\n\n| what | figure |\n|---|---:|\n${rows.join("\n")}\n`;
}

/** How a figure stands to the one that is kept: `was 2.5, -20%`. */
export function comparison(before: number | undefined, now: number): string {
  if (before === undefined) return "(new)";
  if (before === now) return "(same)";
  if (before === 0) return "(was 0)";
  const percent = Math.round((now / before - 1) * 100);
  return `(was ${figureText(before)}, ${percent > 0 ? "+" : ""}${percent}%)`;
}
