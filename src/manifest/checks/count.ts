import type { WorkloadType } from "../../domain/copilot-records.ts";
import { isEmptyScaling, scalingFields } from "../parts/count.ts";
import type { AdvancedCount, Count } from "../parts/count.ts";
import { field } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import { alternatives } from "../shape/report.ts";

type ScalingField = (typeof scalingFields)[number];

const requestScaling = ["cpu_percentage", "memory_percentage", "requests", "response_time"] as const;
const queueScaling = ["cpu_percentage", "memory_percentage", "queue_delay"] as const;

/** What the tasks of a type can scale by; a Scheduled Job cannot scale at all. */
const scalingOf: Readonly<Partial<Record<WorkloadType, readonly ScalingField[]>>> = {
  "Load Balanced Web Service": requestScaling,
  "Backend Service": requestScaling,
  "Worker Service": queueScaling,
};

/** Reports combinations in `count` that the type does not have or that exclude or need each other. */
export function checkCount(count: Count, type: WorkloadType, report: Report): void {
  if (typeof count === "number") return;
  const at = field(undefined, "count");
  const valid = scalingOf[type];
  if (valid === undefined) {
    const message = `A ${type} cannot scale; give count a number.`;
    report({ code: "unsupported-for-workload-type", at, message });
    return;
  }
  const given = scalingFields.filter((name) => !isEmptyScaling(count[name]));
  for (const name of given.filter((name) => !valid.includes(name))) {
    const message = `A ${type} cannot scale by ${name}; use ${alternatives(valid)}.`;
    report({ code: "unsupported-for-workload-type", at: field(at, name), message });
  }
  checkCombination(
    count,
    given.filter((name) => valid.includes(name)),
    valid,
    report,
  );
}

function checkCombination(
  count: AdvancedCount,
  scales: readonly ScalingField[],
  valid: readonly ScalingField[],
  report: Report,
): void {
  const at = field(undefined, "count");
  if (count.spot !== undefined && (count.range !== undefined || scales.length > 0)) {
    const message = "spot puts all tasks on Fargate Spot and cannot stand beside range or scaling fields.";
    const remedy = "To scale with some tasks on Spot, use range with spot_from.";
    report({ code: "mutually-exclusive", at: field(at, "spot"), message, remedy });
    return;
  }
  if (count.range === undefined && scales.length > 0) {
    const message = `range is missing; ${alternatives(scales)} scales between its bounds.`;
    report({ code: "required-field-missing", at: field(at, "range"), message });
    return;
  }
  const cooldown = Object.keys(count.cooldown ?? {}).length > 0;
  if (scales.length > 0 || (count.range === undefined && !cooldown)) return;
  const what = count.range === undefined ? "cooldown" : "range";
  const message = `${what} says nothing about when to scale; give at least one of ${alternatives(valid)}.`;
  report({ code: "at-least-one-required", at, message });
}
