import type { Output } from "@aws-sdk/client-cloudformation";
import type { CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import type { Attributes } from "../custom-resource/event.ts";
import { roomForData } from "../custom-resource/respond.ts";

/** They only serve to make an update of the environment stack a change; no workload reads them. copilot-model.md 6. */
const neverReturned: ReadonlySet<string> = new Set(["EnabledFeatures", "LastForceDeployID"]);

/** What workload templates read through `Fn::GetAtt EnvControllerAction.<key>`. copilot-model.md 2.6. */
const readByWorkloads: ReadonlySet<string> = new Set([
  "PublicLoadBalancerDNSName",
  "PublicLoadBalancerHostedZone",
  "PublicLoadBalancerFullName",
  "HTTPListenerArn",
  "HTTPSListenerArn",
  "DefaultHTTPTargetGroupArn",
  "InternalLoadBalancerDNSName",
  "InternalLoadBalancerHostedZone",
  "InternalLoadBalancerFullName",
  "InternalHTTPListenerArn",
  "InternalHTTPSListenerArn",
  "InternalWorkloadsHostedZone",
  "InternalWorkloadsHostedZoneName",
  "EnvironmentSecurityGroup",
  "ManagedFileSystemID",
  "AppRunnerVpcEndpointId",
]);

/**
 * The environment's outputs as attributes: all of them while the response holds them, else only those that a workload's
 * template reads. Outputs of environment addons and patches can push the response over its limit.
 */
export function outputsForWorkload(outputs: readonly Output[], request: CustomResourceRequest): Attributes {
  const all = outputs.flatMap(({ OutputKey: key, OutputValue: value }) =>
    key === undefined || value === undefined || neverReturned.has(key) ? [] : [[key, value] as const],
  );
  const everything = Object.fromEntries(all);
  if (Buffer.byteLength(JSON.stringify(everything)) <= roomForData(request)) return everything;
  request.log(
    `The environment's outputs do not fit into the response; only those that workloads read are returned.`,
  );
  return Object.fromEntries(all.filter(([key]) => readByWorkloads.has(key)));
}
