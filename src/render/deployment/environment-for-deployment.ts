import type { EnvironmentManifest } from "../../manifest/environment-manifest.ts";
import type { EnvironmentInputs, RenderedStack } from "../inputs.ts";
import { loadBalancingAccount } from "../environment/load-balancing-accounts.ts";
import type { RenderFault } from "../refusal.ts";
import { aliasesMissing } from "./distribution-faults.ts";
import { nullFaults } from "./null-faults.ts";

/** What becomes of an environment's stack on its way to deployment. */
export type DeployableEnvironment =
  | {
      readonly kind: "deployable";
      readonly stack: RenderedStack;
      /** What the manifest says and nobody does. */
      readonly unheeded: readonly RenderFault[];
    }
  | { readonly kind: "refused"; readonly faults: readonly RenderFault[] };

/** Refuses what cannot work in an environment although Copilot renders it, and tells what Copilot does not heed. */
export function environmentForDeployment(
  manifest: EnvironmentManifest,
  inputs: EnvironmentInputs,
  region: string,
  stack: RenderedStack,
): DeployableEnvironment {
  const faults = [
    ...logsOfUnknownRegion(manifest, region),
    ...aliasesMissing(manifest, inputs),
    ...nullFaults(stack.template),
  ];
  if (faults.length > 0) return { kind: "refused", faults };
  return { kind: "deployable", stack, unheeded: flowLogsAnyway(manifest) };
}

/** The log bucket's policy looks the region's account up in a list that ends with the regions of Copilot's day. */
function logsOfUnknownRegion({ http }: EnvironmentManifest, region: string): readonly RenderFault[] {
  const logs = http?.public?.access_logs;
  const ownBucket =
    logs === true || (typeof logs === "object" && logs.prefix !== undefined && !logs.bucket_name);
  if (!ownBucket || loadBalancingAccount(region) !== undefined) return [];
  return [
    {
      code: "access-logs-region",
      field: "http.public.access_logs",
      message: `http.public.access_logs asks for a bucket of the environment's own, and Copilot's template knows no account of Elastic Load Balancing that writes logs in ${region}.`,
      remedy:
        "Name a bucket of yours with http.public.access_logs.bucket_name whose policy lets logdelivery.elasticloadbalancing.amazonaws.com write.",
    },
  ];
}

function flowLogsAnyway({ network }: EnvironmentManifest): readonly RenderFault[] {
  if (network?.vpc?.flow_logs !== false) return [];
  return [
    {
      code: "flow-logs-anyway",
      field: "network.vpc.flow_logs",
      message:
        "network.vpc.flow_logs is false, and Copilot takes any value for a yes: flow logs are kept. Leave the setting out to have none.",
    },
  ];
}
