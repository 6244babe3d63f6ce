import type { Finding } from "../../domain/finding.ts";
import type { EnvironmentManifest } from "../environment-manifest.ts";
import { findingsOf } from "../reading-findings.ts";
import { lintAgreement } from "./agreement.ts";
import { lintEnvironmentDifferences } from "./environment-differences.ts";
import type { WorkloadByEnvironment } from "./environment-differences.ts";
import type { LintRule } from "./lint-rule.ts";
import { lintNames } from "./names.ts";
import { lintNatGateways } from "./nat-gateways.ts";
import { placesOf } from "./places.ts";
import type { LintedWorkload } from "./places.ts";
import { lintRoutes } from "./routes.ts";
import { lintSlowDeployments } from "./slow-deployments.ts";
import { lintSurprises } from "./surprises.ts";
import { lintTaskSize } from "./task-size.ts";
import { lintSubscriptions } from "./topics.ts";

const workloadRules: readonly LintRule[] = [lintTaskSize, lintSlowDeployments, lintSurprises, lintNames];

/** Everything of a workspace that was read without faults. */
export interface LintedWorkspace {
  readonly application: string;
  /** The application's root domain, where it has one. */
  readonly domain?: string | undefined;
  readonly workloads: readonly WorkloadByEnvironment[];
  /** Manifests of environments by name; an environment without one uses Copilot's own VPC. */
  readonly environments: Readonly<Record<string, EnvironmentManifest>>;
}

/** What one workload's manifest does in one environment that will surprise, beyond what Copilot refuses. */
export function lintWorkload(workload: LintedWorkload, application: string): readonly Finding[] {
  const { manifest, environment, document } = workload;
  const context = { application, environment };
  return findingsOf(
    (report) => workloadRules.forEach((rule) => rule(manifest, context, report)),
    "warning",
    document,
    placesOf(workload),
  );
}

/**
 * What a whole workspace does that will surprise: each workload by itself, its environments compared with each other,
 * and the workloads of an environment with each other. A finding of several environments is told once.
 */
export function lintWorkspace({
  application,
  domain,
  workloads,
  environments,
}: LintedWorkspace): readonly Finding[] {
  const all = workloads.flatMap(({ document, manifests }) =>
    Object.entries(manifests).map(([environment, manifest]): LintedWorkload => ({
      document,
      environment,
      manifest,
    })),
  );
  const byEnvironment = Map.groupBy(all, (workload) => workload.environment);
  const findings = [
    ...all.flatMap((workload) => lintWorkload(workload, application)),
    ...workloads.flatMap(lintEnvironmentDifferences),
    ...[...byEnvironment].flatMap(([environment, together]) => [
      ...lintTopics(together),
      ...lintRoutes(together, domain),
      ...lintAgreement(together),
      ...lintNatGateways(together, environments[environment]),
    ]),
  ];
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function lintTopics(workloads: readonly LintedWorkload[]): readonly Finding[] {
  const byName = new Map(workloads.map(({ manifest }) => [manifest.name, manifest]));
  return workloads.flatMap((workload) => {
    const { manifest } = workload;
    if (manifest.type !== "Worker Service") return [];
    return findingsOf(
      (report) => lintSubscriptions(manifest, byName, report),
      "warning",
      workload.document,
      placesOf(workload),
    );
  });
}
