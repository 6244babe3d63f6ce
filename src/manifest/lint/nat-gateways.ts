import type { Finding } from "../../domain/finding.ts";
import type { EnvironmentManifest } from "../environment-manifest.ts";
import { findingsOf } from "../reading-findings.ts";
import { field } from "../shape/field-path.ts";
import type { WorkloadManifest } from "../workload-manifest.ts";
import { placesOf } from "./places.ts";
import type { LintedWorkload } from "./places.ts";

/** Reports, once per environment, that private placement makes Copilot's own VPC run NAT gateways. */
export function lintNatGateways(
  workloads: readonly LintedWorkload[],
  environment: EnvironmentManifest | undefined,
): readonly Finding[] {
  const vpc = environment?.network?.vpc;
  if (vpc?.id) return [];
  const [first, ...more] = workloads.filter(({ manifest }) => placementOf(manifest) === "private");
  if (first === undefined) return [];
  // Copilot makes one gateway per availability zone of its VPC: two, unless the manifest lists more public subnets.
  const gateways = Math.max(2, vpc?.subnets?.public?.length ?? 0);
  const others = more.length === 0 ? "" : ` (as ${more.map(({ manifest }) => manifest.name).join(", ")})`;
  const message = `${first.manifest.name} is placed in private subnets${others}, so ${first.environment} runs ${gateways} NAT gateways: each costs about 33 USD a month and its data.`;
  const remedy =
    "Where the workload need not be hidden, placement: public costs only an address for each task.";
  const at = field(undefined, "network", "vpc", "placement");
  return findingsOf(
    (report) => report({ code: "nat-gateway-cost", at, message, remedy }),
    "warning",
    first.document,
    placesOf(first),
  );
}

function placementOf(manifest: WorkloadManifest): unknown {
  return manifest.type === "Static Site" ? undefined : manifest.network?.vpc?.placement;
}
