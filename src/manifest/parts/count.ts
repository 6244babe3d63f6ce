import type { Milliseconds } from "./duration.ts";
import { eitherForm } from "../shape/form-shapes.ts";
import { field } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import { anyOf } from "../shape/json-schema.ts";
import type { Report } from "../shape/report.ts";
import { record } from "../shape/record-shape.ts";
import { duration, integer, text, wrongType } from "../shape/scalar-shapes.ts";
import { checked, isNull } from "../shape/shape.ts";
import type { Shape } from "../shape/shape.ts";

/** How many tasks run: a number, or what it depends on. */
export type Count = number | AdvancedCount;

/** Tasks on Spot capacity, or autoscaling; a valid manifest has one of the two. */
export interface AdvancedCount {
  /** Number of tasks, all on Fargate Spot. */
  readonly spot?: number;
  readonly range?: Range;
  readonly cooldown?: Cooldown;
  readonly cpu_percentage?: Scaling;
  readonly memory_percentage?: Scaling;
  /** Requests per target and minute. */
  readonly requests?: Scaling;
  /** The value is in milliseconds. */
  readonly response_time?: Scaling;
  readonly queue_delay?: QueueScaling;
}

/** Bounds of autoscaling: `1-10`, or a map. `rangeBounds` reads both. */
export type Range = string | RangeConfig;

/** Bounds of autoscaling. From the task numbered `spot_from` on, tasks are on Fargate Spot. */
export interface RangeConfig {
  readonly min?: number;
  readonly max?: number;
  readonly spot_from?: number;
}

/** A target that autoscaling keeps to. Both spellings read alike; `form` tells which one stands in the manifest. */
export interface Scaling {
  readonly form: "value" | "map";
  readonly value?: number;
  readonly cooldown?: Cooldown;
}

/** How long to wait after scaling in or out. */
export interface Cooldown {
  readonly in?: Milliseconds;
  readonly out?: Milliseconds;
}

/** Scaling by how long messages wait. A valid manifest has both durations. */
export interface QueueScaling {
  readonly acceptable_latency?: Milliseconds;
  readonly msg_processing_time?: Milliseconds;
  readonly cooldown?: Cooldown;
}

/**
 * The bounds that a range stands for; undefined for a text that is no range, which validation refuses.
 */
export function rangeBounds(range: Range): RangeConfig | undefined {
  if (typeof range !== "string") return range;
  const match = /^(\d+)-(\d+)$/.exec(range);
  return match === null ? undefined : { min: Number(match[1]), max: Number(match[2]) };
}

const cooldown = record<Cooldown>({ in: duration, out: duration });

const range: Shape<Range> = eitherForm<string, RangeConfig>({
  plain: checked(text, checkRangeText),
  map: record<RangeConfig>({ min: integer, max: integer, spot_from: integer }, { check: checkRange }),
  wanted: "a range such as 1-10 or a map (min, max, spot_from)",
  faultsInMap: "drop",
});

const percentage = checked(scaling(integer, "a percentage"), checkPercentage);

/** The fields of autoscaling, which Spot capacity for all tasks excludes. */
export const scalingFields = [
  "cpu_percentage",
  "memory_percentage",
  "requests",
  "response_time",
  "queue_delay",
] as const satisfies readonly (keyof AdvancedCount)[];

/** `count` of a workload on ECS. Which scaling fields may stand depends on the type, see `checkCount`. */
export const count: Shape<Count> = eitherForm<number, AdvancedCount>({
  plain: integer,
  map: record<AdvancedCount>(
    {
      spot: integer,
      range,
      cooldown,
      cpu_percentage: percentage,
      memory_percentage: percentage,
      requests: scaling(integer, "a number"),
      response_time: scaling(duration, "a duration"),
      queue_delay: record<QueueScaling>(
        { acceptable_latency: duration, msg_processing_time: duration, cooldown },
        { check: checkQueueScaling },
      ),
    },
    { afterMerge: excludeSpotOrScaling },
  ),
  wanted: "a number of tasks or a map (spot, or range with scaling fields)",
  faultsInMap: "drop",
});

/** Whether nothing of a scaling field is given: a map whose cooldown is empty counts as nothing. */
export function isEmptyScaling(value: Scaling | QueueScaling | undefined): boolean {
  if (value === undefined) return true;
  const { cooldown: wait, ...rest } = value;
  return Object.keys(rest).every((name) => name === "form") && Object.keys(wait ?? {}).length === 0;
}

function scaling(value: Shape<number>, what: string): Shape<Scaling> {
  const map = record<{ readonly value?: number; readonly cooldown?: Cooldown }>({ value, cooldown });
  const wanted = `${what} or a map (value, cooldown)`;
  return {
    read: (node, at, reading) => {
      if (isNull(node)) return undefined;
      const { value: read, faults } = reading.attempt(() =>
        node.kind === "map" ? map.read(node, at, reading) : value.read(node, at, reading),
      );
      const stopped = faults.some((fault) => fault.stops);
      if (read !== undefined && !stopped) {
        if (typeof read === "number") return { form: "value", value: read };
        reading.dropped.push(...faults);
        if (!map.isEmpty(read)) return { form: "map", ...read };
      }
      const refused = reading.attempt(() => wrongType(node, at, reading, wanted)).faults;
      reading.faults.push(
        ...(faults.length > 0 ? faults : refused).map((fault) => ({ ...fault, stops: true })),
      );
      return undefined;
    },
    merge: (base, over) => {
      if (base.form === "value" || over.form === "value") return over;
      const { form: _base, ...before } = base;
      const { form: _over, ...after } = over;
      return { form: "map", ...map.merge(before, after) };
    },
    isEmpty: isEmptyScaling,
    schema: () => anyOf(value.schema(), map.schema()),
  };
}

/** Spot for all tasks and autoscaling push each other out (copilot-model.md 5.5, transformer 13). */
function excludeSpotOrScaling(
  merged: AdvancedCount,
  _base: AdvancedCount,
  over: AdvancedCount,
): AdvancedCount {
  if (over.spot !== undefined) return { ...over };
  const scales = over.range !== undefined || scalingFields.some((name) => over[name] !== undefined);
  if (!scales) return merged;
  const { spot: _spot, ...rest } = merged;
  return rest;
}

function checkRangeText(value: string, at: FieldPath, report: Report): void {
  const bounds = rangeBounds(value);
  if (bounds === undefined) {
    const message = `${value} is no range; write it as <min>-<max>, such as 1-10.`;
    report({ code: "invalid-format", at, message });
    return;
  }
  checkOrder(bounds, at, report);
}

function checkRange(bounds: RangeConfig, at: FieldPath, report: Report): void {
  const { min, max, spot_from: spotFrom = 0 } = bounds;
  if (min === undefined || max === undefined) {
    const missing = min === undefined ? (max === undefined ? "min and max are" : "min is") : "max is";
    report({ code: "required-field-missing", at, message: `${missing} missing; a range needs min and max.` });
    return;
  }
  if (min < 0 || max < 0 || spotFrom < 0) {
    const message = `The range has a negative number (min ${min}, max ${max}, spot_from ${spotFrom}); none may be below 0.`;
    report({ code: "out-of-range", at, message });
    return;
  }
  checkOrder(bounds, at, report);
}

function checkOrder({ min = 0, max = 0 }: RangeConfig, at: FieldPath, report: Report): void {
  if (min <= max) return;
  report({ code: "min-greater-than-max", at, message: `min (${min}) is greater than max (${max}).` });
}

function checkPercentage(target: Scaling, at: FieldPath, report: Report): void {
  const place = target.form === "map" ? field(at, "value") : at;
  if (target.value === undefined) {
    const message = "value is missing; a scaling field with a cooldown also needs the percentage to keep to.";
    report({ code: "required-field-missing", at: place, message });
    return;
  }
  if (target.value >= 0 && target.value <= 100) return;
  report({
    code: "out-of-range",
    at: place,
    message: `${target.value} is no percentage; give a number from 0 to 100.`,
  });
}

function checkQueueScaling(queue: QueueScaling, at: FieldPath, report: Report): void {
  if (isEmptyScaling(queue)) return;
  const { acceptable_latency: latency, msg_processing_time: processing } = queue;
  for (const name of ["acceptable_latency", "msg_processing_time"] as const) {
    if (queue[name] === undefined) {
      const message = `${name} is missing; queue_delay needs acceptable_latency and msg_processing_time.`;
      report({ code: "required-field-missing", at: field(at, name), message });
    }
    if (queue[name] !== 0) continue;
    report({ code: "out-of-range", at: field(at, name), message: `${name} is 0; it must be longer.` });
  }
  if (!latency || !processing || processing <= latency) return;
  const message =
    "msg_processing_time is longer than acceptable_latency; one message alone would already wait too long.";
  report({ code: "inconsistent-values", at: field(at, "msg_processing_time"), message });
}
