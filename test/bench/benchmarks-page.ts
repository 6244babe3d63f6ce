import { benchmarks } from "./benchmarks.ts";
import { type Figures, figureText } from "./figures.ts";
import type { KeptFigures } from "./kept-figures.ts";

/** The page of the figures that are kept of the newest release. */
export function benchmarksPage({ releases }: KeptFigures): string {
  const [release, figures] = Object.entries(releases).at(-1) ?? [];
  if (figures === undefined) throw new Error("no figures are kept");
  const sections = benchmarks.map(({ name, about }) => section(name, about, figures.benchmarks[name]));
  return `# Benchmarks

Release ${release}, Node ${figures.node}, ${figures.processor}, ${figures.machine}. Written by \`npm run bench -- --record\` from
[benchmarks.json](benchmarks.json), which has every release's. Each run of \`npm run bench\` is compared with these figures and fails when calls or
memory are more than a fifth worse, or processor time has doubled; slower processor time is told. Times are medians of five rounds where nothing
else is said, and no input is used twice. CPU seconds count user and system time of the measured process and compare well; wall time also
counts what else the machine was doing.

${sections.join("\n")}`;
}

function section(name: string, about: string, figures: Figures | undefined): string {
  const rows = Object.entries(figures ?? {}).map(([what, figure]) => `| ${what} | ${figureText(figure)} |`);
  return `## ${name}\n\n${about}\n\n| what | figure |\n|---|---:|\n${rows.join("\n")}\n`;
}
