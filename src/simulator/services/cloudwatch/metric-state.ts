import type { Cell } from "../../kernel/cells.ts";
import type { CallContext } from "../../kernel/service.ts";

/** What a series of data points is about. */
export interface Dimension {
  readonly Name?: string | undefined;
  readonly Value?: string | undefined;
}

/** One value of a metric, or several values of one instant put together. */
export interface DataPoint {
  readonly at: number;
  readonly sum: number;
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string;
}

/** The data points of a metric with its dimensions, the oldest first. */
export interface Series {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  points: DataPoint[];
}

/** By namespace, name and dimensions. */
export const series: Cell<Map<string, Series>> = {
  name: "cloudwatch/metrics",
  scope: "region",
  initial: () => new Map(),
};

/** What tells series apart; the order of dimensions does not count. */
export function seriesKey(metric: {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
}): string {
  const dimensions = metric.dimensions.map(({ Name, Value }) => `${Name}=${Value}`).toSorted();
  return [metric.namespace, metric.name, ...dimensions].join("|");
}

/** Data points are kept for three hours. */
const keptMilliseconds = 3 * 3_600_000;

/** Adds a data point. */
export function addPoint(
  context: CallContext,
  metric: Pick<Series, "namespace" | "name" | "dimensions">,
  point: DataPoint,
): void {
  const all = context.state(series);
  const known = all.get(seriesKey(metric)) ?? { ...metric, points: [] };
  const oldest = context.now.getTime() - keptMilliseconds;
  known.points = [...known.points, point].filter(({ at }) => at > oldest);
  all.set(seriesKey(metric), known);
}

/** One statistic of each period that has data, by the period's start in milliseconds. Periods are whole multiples since 1970. */
export function statisticsOf(
  points: readonly DataPoint[],
  options: { readonly periodSeconds: number; readonly from: number; readonly to: number },
): ReadonlyMap<number, Required<Record<Statistic, number>>> {
  const length = options.periodSeconds * 1000;
  const inside = points.filter(({ at }) => at >= options.from && at < options.to);
  const periods = Map.groupBy(inside, ({ at }) => Math.floor(at / length) * length);
  return new Map([...periods].map(([start, of]) => [start, statistics(of)]));
}

/** The statistics that are played. Percentiles are not. */
export type Statistic = "Average" | "Sum" | "Minimum" | "Maximum" | "SampleCount";

function statistics(points: readonly DataPoint[]): Record<Statistic, number> {
  const sum = points.reduce((total, point) => total + point.sum, 0);
  const count = points.reduce((total, point) => total + point.count, 0);
  return {
    Sum: sum,
    SampleCount: count,
    Average: count === 0 ? 0 : sum / count,
    Minimum: Math.min(...points.map(({ minimum }) => minimum)),
    Maximum: Math.max(...points.map(({ maximum }) => maximum)),
  };
}
