import { type Figures, figureText } from "./figures.ts";

/** What one kind of pass costs: processor seconds, AWS calls, and the most memory in MiB of the process tree until its end. */
export interface Cost {
  readonly cpu: number;
  readonly calls: number;
  readonly peak: number;
}

/** The costs over so many targets, by kind of pass. */
export interface AtSize {
  readonly targets: number;
  readonly kinds: Readonly<Record<string, Cost>>;
}

const units = { cpu: "CPU s", calls: "AWS calls", peak: "peak MiB" } as const;

/**
 * How many times more than the targets something may grow before it counts as more than linear. Calls are counted exactly; processor time
 * depends on what else the machine does.
 */
const tolerance: Readonly<Record<keyof Cost, number>> = { cpu: 1.4, calls: 1.1, peak: 1 };

/** The figures by what they say: `idle pass of 1000 targets, CPU s`. */
export function figuresAt({ targets, kinds }: AtSize): Figures {
  return Object.fromEntries(
    Object.entries(kinds).flatMap(([kind, cost]) =>
      costs(cost).map(([what, value]) => [`${kind} of ${targets} targets, ${units[what]}`, value]),
    ),
  );
}

/** A table for people: a line for each figure, a column for each size, and how many times it grows from one size to the next. */
export function growthTable(sizes: readonly AtSize[]): string {
  const head = [
    "",
    ...sizes.flatMap(({ targets }, index) => [...(index === 0 ? [] : ["×"]), String(targets)]),
  ];
  const lines = rowsOf(sizes).map(({ kind, what, values }) => [
    `${kind}, ${units[what]}`,
    ...values.flatMap((value, index) => {
      const before = values[index - 1];
      return [...(before === undefined ? [] : [(value / before).toFixed(1)]), figureText(value)];
    }),
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)),
  );
  return [head, ...lines]
    .map((line) =>
      line
        .map((text, column) =>
          column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
}

/** What grows clearly more than the targets do, a sentence each; nothing when growth is linear or less. */
export function growthFaults(sizes: readonly AtSize[]): readonly string[] {
  return rowsOf(sizes).flatMap(({ kind, what, values }) =>
    sizes.slice(1).flatMap(({ targets }, index) => {
      const from = sizes[index]?.targets ?? targets;
      const before = values[index] ?? 0;
      const now = values[index + 1] ?? 0;
      const most = (targets / from) * tolerance[what];
      return now <= before * most
        ? []
        : [
            `${kind}: ${units[what]} grow from ${figureText(before)} to ${figureText(now)} between ${from} and ${targets} targets, ${(now / before).toFixed(1)} times; at most ${figureText(most)} times is linear`,
          ];
    }),
  );
}

interface Row {
  readonly kind: string;
  readonly what: keyof Cost;
  readonly values: readonly number[];
}

function rowsOf(sizes: readonly AtSize[]): readonly Row[] {
  return Object.keys(sizes[0]?.kinds ?? {}).flatMap((kind) =>
    (["cpu", "calls", "peak"] as const).map((what) => ({
      kind,
      what,
      values: sizes.map(({ kinds }) => kinds[kind]?.[what] ?? 0),
    })),
  );
}

function costs(cost: Cost): readonly (readonly [keyof Cost, number])[] {
  return [
    ["cpu", cost.cpu],
    ["calls", cost.calls],
    ["peak", cost.peak],
  ];
}
