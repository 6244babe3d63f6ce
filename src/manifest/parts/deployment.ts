import { listOf } from "../shape/collection-shapes.ts";
import type { FieldPath } from "../shape/field-path.ts";
import { anyOf } from "../shape/json-schema.ts";
import type { Report } from "../shape/report.ts";
import { alternatives } from "../shape/report.ts";
import { record } from "../shape/record-shape.ts";
import { decimal, integer, text, wrongType } from "../shape/scalar-shapes.ts";
import { checked, isNull, neverEmpty } from "../shape/shape.ts";
import type { Shape } from "../shape/shape.ts";

/** How an ECS service is deployed and when it rolls back. */
export interface Deployment {
  /** `default` or `recreate`, in any case. */
  readonly rolling?: string;
  readonly rollback_alarms?: RollbackAlarms;
}

/** Names of alarms that exist, or thresholds for alarms that are made. */
type RollbackAlarms =
  | { readonly kind: "names"; readonly names: readonly string[] }
  | {
      readonly kind: "thresholds";
      /** Percent. */
      readonly cpu_utilization?: number;
      /** Percent. */
      readonly memory_utilization?: number;
      /** Messages; a Worker Service's only. */
      readonly messages_delayed?: number;
    };

interface Thresholds {
  readonly cpu_utilization?: number;
  readonly memory_utilization?: number;
  readonly messages_delayed?: number;
}

const alarmNames = listOf(text);
const serviceThresholds = record<Omit<Thresholds, "messages_delayed">>({
  cpu_utilization: decimal,
  memory_utilization: decimal,
});
const workerThresholds = record<Thresholds>({
  cpu_utilization: decimal,
  memory_utilization: decimal,
  messages_delayed: integer,
});

/** `deployment` of a service behind load balancers or a Backend Service. */
export const deployment = deploymentWith(serviceThresholds, "cpu_utilization, memory_utilization");

/** `deployment` of a Worker Service. */
export const workerDeployment = deploymentWith(
  workerThresholds,
  "cpu_utilization, memory_utilization, messages_delayed",
);

function deploymentWith(thresholds: Shape<Thresholds>, keys: string): Shape<Deployment> {
  return record<Deployment>({
    rolling: checked(text, checkStrategy),
    rollback_alarms: rollbackAlarms(thresholds, keys),
  });
}

function rollbackAlarms(thresholds: Shape<Thresholds>, keys: string): Shape<RollbackAlarms> {
  return {
    read: (node, at, reading) => {
      if (isNull(node)) return undefined;
      const { value, faults } = reading.attempt((): RollbackAlarms | undefined => {
        if (node.kind === "list") {
          const names = alarmNames.read(node, at, reading);
          return names && { kind: "names", names };
        }
        if (node.kind !== "map") return undefined;
        const given = thresholds.read(node, at, reading) ?? {};
        return thresholds.isEmpty(given) ? undefined : { kind: "thresholds", ...given };
      });
      if (value !== undefined && faults.length === 0) return value;
      const wanted = `a list of alarm names or a map (${keys})`;
      const refused = reading.attempt(() => wrongType(node, at, reading, wanted)).faults;
      reading.faults.push(
        ...(faults.length > 0 ? faults : refused).map((fault) => ({ ...fault, stops: true })),
      );
      return undefined;
    },
    merge: (base, over) =>
      base.kind === "thresholds" && over.kind === "thresholds" ? { ...base, ...over } : over,
    isEmpty: neverEmpty,
    schema: () => anyOf(alarmNames.schema(), thresholds.schema()),
  };
}

const strategies = ["default", "recreate"];

function checkStrategy(strategy: string, at: FieldPath, report: Report): void {
  if (strategies.includes(strategy.toLowerCase())) return;
  const message = `rolling is ${strategy}; it must be ${alternatives(strategies)}.`;
  report({ code: "invalid-enum-value", at, message });
}
