import type { TextMap } from "../../domain/stack.ts";
import type { JsonMap } from "../../domain/template.ts";
import { dnsDelegationRoleArn } from "../dns-delegation.ts";
import type { EnvironmentContext } from "./environment-context.ts";

/**
 * Parameters that workload stacks change through the environment controller: a rendering keeps the deployed values
 * (copilot-model.md 2.6).
 */
export const sharedParameters = [
  "ALBWorkloads",
  "InternalALBWorkloads",
  "EFSWorkloads",
  "NATWorkloads",
  "AppRunnerPrivateWorkloads",
  "Aliases",
] as const;

const text: JsonMap = { Type: "String" };
const flag: JsonMap = { Type: "String", AllowedValues: [true, false] };

/** Declarations of the environment template's parameters. */
export const environmentParameters: Readonly<Record<string, JsonMap>> = {
  AppName: text,
  EnvironmentName: text,
  ALBWorkloads: text,
  InternalALBWorkloads: text,
  EFSWorkloads: text,
  NATWorkloads: text,
  AppRunnerPrivateWorkloads: text,
  ToolsAccountPrincipalARN: text,
  AppDNSName: text,
  AppDNSDelegationRole: text,
  Aliases: text,
  CreateHTTPSListener: flag,
  CreateInternalHTTPSListener: flag,
  ServiceDiscoveryEndpoint: text,
};

/** Values of the parameters, as Copilot would send them. */
export function environmentValues(context: EnvironmentContext): TextMap {
  const { application, name, deployedParameters } = context.inputs;
  const deployed = deployedParameters ?? {};
  return {
    AppName: application.name,
    EnvironmentName: name,
    ...Object.fromEntries(sharedParameters.map((parameter) => [parameter, deployed[parameter] ?? ""])),
    ToolsAccountPrincipalARN: application.accountRootArn ?? "",
    AppDNSName: application.domain ?? "",
    AppDNSDelegationRole: dnsDelegationRoleArn(application) ?? "",
    CreateHTTPSListener: String(context.publicCertificates.length > 0 || context.delegatesDns),
    CreateInternalHTTPSListener: String(context.privateCertificates.length > 0),
    ServiceDiscoveryEndpoint: serviceDiscoveryEndpoint(context),
  };
}

/** An environment from before the parameter existed has a namespace named after the application alone. */
function serviceDiscoveryEndpoint({ inputs }: EnvironmentContext): string {
  const { application, name, deployedParameters } = inputs;
  if (deployedParameters === undefined) return `${name}.${application.name}.local`;
  return deployedParameters["ServiceDiscoveryEndpoint"] ?? `${application.name}.local`;
}
