import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import { record } from "../shape/record-shape.ts";
import { text } from "../shape/scalar-shapes.ts";
import { checked } from "../shape/shape.ts";

/** How a workload is observed. */
export interface Observability {
  /** `awsxray`, in any case. */
  readonly tracing?: string;
}

/** `observability` of a service on ECS, where Copilot overlooks an unknown vendor. */
export const observability = record<Observability>({ tracing: text });

/** `observability` of a Request-Driven Web Service. */
export const appRunnerObservability = record<Observability>({ tracing: checked(text, checkVendor) });

function checkVendor(vendor: string, at: FieldPath, report: Report): void {
  if (vendor.toLowerCase() === "awsxray") return;
  report({ code: "invalid-enum-value", at, message: `tracing is ${vendor}; the only vendor is awsxray.` });
}
