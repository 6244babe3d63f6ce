import type { Report } from "../shape/report.ts";
import type { WorkloadManifest } from "../workload-manifest.ts";

/** Where a manifest is looked at. */
export interface LintContext {
  readonly application: string;
  readonly environment: string;
}

/** Looks at a valid manifest in one environment and reports what will surprise. */
export type LintRule = (manifest: WorkloadManifest, context: LintContext, report: Report) => void;
