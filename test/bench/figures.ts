/** Figures of one benchmark by what they say, unit included: `CPU s per pass`. */
export type Figures = Readonly<Record<string, number>>;

/** Prints a benchmark's figures: one line of JSON with `--json`, else a line for each. */
export function writeFigures({ figures }: { readonly figures: Figures }): void {
  if (process.argv.includes("--json")) {
    process.stdout.write(`${JSON.stringify({ schemaVersion: 1, kind: "bench-figures", figures })}\n`);
    return;
  }
  for (const [name, figure] of Object.entries(figures))
    process.stdout.write(`${figureText(figure).padStart(10)}  ${name}\n`);
}

/** A figure with three digits that count. */
export function figureText(figure: number): string {
  return Number.isInteger(figure) ? String(figure) : String(Number(figure.toPrecision(3)));
}
