import type { Json, JsonMap } from "../../domain/template.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { balancerOutputs } from "./balancer-outputs.ts";
import type { EnvironmentContext } from "./environment-context.ts";
import { subdomain } from "./environment-domain.ts";
import { networkOutputs } from "./network-outputs.ts";
import { exported } from "./output.ts";
import { roleOutputs } from "./role-outputs.ts";

type Outputs = Readonly<Record<string, JsonMap>>;

/** Outputs of the environment's stack, and the names under which workload stacks import them (copilot-model.md 2.6). */
export function environmentOutputs(context: EnvironmentContext): Outputs {
  const { cdn, inputs, publicCertificates, vpc } = context;
  return {
    ...networkOutputs(context),
    ...balancerOutputs(context),
    ClusterId: exported("ClusterId", ref("Cluster")),
    ...roleOutputs,
    ...(publicCertificates.length === 0 ? domainOutputs : {}),
    EnabledFeatures: {
      Value: sub(
        "${ALBWorkloads},${InternalALBWorkloads},${EFSWorkloads},${NATWorkloads},${Aliases},${AppRunnerPrivateWorkloads}",
      ),
      Description: "Changes with the shared parameters, so that an update that changes only them is one",
    },
    ManagedFileSystemID: exported("FilesystemID", ref("FileSystem"), "CreateEFS"),
    ...(cdn === undefined ? {} : cdnOutputs),
    PublicALBAccessible: { Condition: "CreateALB", Value: isOpen(inputs.cidrPrefixListIds) },
    LastForceDeployID: {
      Value: inputs.forceUpdateId ?? "",
      Description: "Changes when an update is forced that would change nothing else",
    },
    ...(vpc.kind === "imported" ? {} : appRunnerOutputs),
  };
}

/** A load balancer that only a distribution's addresses may reach is not open. */
function isOpen(prefixLists: readonly string[]): Json {
  return prefixLists.length === 0;
}

const domainOutputs: Outputs = {
  EnvironmentHostedZone: exported("HostedZone", ref("EnvironmentHostedZone"), "DelegateDNS"),
  EnvironmentSubdomain: exported("SubDomain", subdomain, "DelegateDNS"),
};

const cdnOutputs: Outputs = {
  CloudFrontDomainName: exported(
    "CloudFrontDomainName",
    getAtt("CloudFrontDistribution", "DomainName"),
    "CreateALB",
  ),
};

const appRunnerOutputs: Outputs = {
  AppRunnerVpcEndpointId: exported(
    "AppRunnerVpcEndpointId",
    ref("AppRunnerVpcEndpoint"),
    "CreateAppRunnerVPCEndpoint",
  ),
};
