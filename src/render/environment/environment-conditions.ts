import type { JsonMap } from "../../domain/template.ts";
import { and, condition, equals, not, ref } from "../../template/intrinsics.ts";

/** Conditions of the environment template (copilot-model.md 2.6): what workloads and the domain ask for. */
export const environmentConditions: JsonMap = {
  CreateALB: isGiven("ALBWorkloads"),
  CreateInternalALB: isGiven("InternalALBWorkloads"),
  DelegateDNS: isGiven("AppDNSName"),
  ExportHTTPSListener: and(condition("CreateALB"), equals(ref("CreateHTTPSListener"), true)),
  ExportInternalHTTPSListener: and(
    condition("CreateInternalALB"),
    equals(ref("CreateInternalHTTPSListener"), true),
  ),
  CreateEFS: isGiven("EFSWorkloads"),
  CreateNATGateways: isGiven("NATWorkloads"),
  CreateAppRunnerVPCEndpoint: isGiven("AppRunnerPrivateWorkloads"),
  ManagedAliases: and(condition("DelegateDNS"), isGiven("Aliases"), condition("CreateALB")),
};

function isGiven(parameter: string): JsonMap {
  return not(equals(ref(parameter), ""));
}
