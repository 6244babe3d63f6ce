import type { FunctionSource } from "../../functions/catalog.ts";
import type { CustomResourceEvent } from "./function-runner.ts";

/**
 * The function of ours that does the same as one of Copilot's, for those whose work lies outside CloudFormation: DNS,
 * certificates, App Runner's domains, copied files. Undefined for all others, which are played.
 */
export function standInFor({
  ResourceType: type,
  ResourceProperties: properties,
}: CustomResourceEvent): FunctionSource | undefined {
  const isWorkload = "ServiceName" in properties;
  switch (type) {
    case "Custom::DNSDelegationFunction":
      return "dns-delegation";
    case "Custom::CertificateValidationFunction":
      return isWorkload ? "workload-certificate" : "environment-certificate";
    case "Custom::CertificateReplicatorFunction":
      return "certificate-replicator";
    case "Custom::NLBCertValidatorFunction":
      return "workload-certificate";
    case "Custom::NLBCustomDomainFunction":
      return "workload-domain";
    case "Custom::CustomDomainFunction":
      if ("ServiceARN" in properties) return "app-runner-domain";
      return isWorkload ? "workload-domain" : "environment-domain";
    case "Custom::TriggerStateMachine":
      return "state-machine-trigger";
    default:
      return undefined;
  }
}
