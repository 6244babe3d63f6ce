import type { Json } from "../../domain/template.ts";
import { getAtt, join, ref, sub } from "../../template/intrinsics.ts";
import { fromEnvironment, subnetsOfEnvironment } from "../environment-imports.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import { environmentParametersOf, type AppRunnerContext } from "./app-runner-context.ts";
import { appRunnerTags } from "./app-runner-tags.ts";

/** The connection over which a private service is reached from the environment's VPC; nothing for a public service. */
export function ingressConnection(context: AppRunnerContext): Resources {
  const { ingress } = context;
  if (ingress.kind === "public") return {};
  return {
    AppRunnerVpcIngressConnection: {
      Metadata: described("Leads from the environment's VPC to the service"),
      Type: "AWS::AppRunner::VpcIngressConnection",
      Properties: {
        ServiceArn: getAtt("Service", "ServiceArn"),
        IngressVpcConfiguration: {
          VpcId: fromEnvironment("VpcId"),
          VpcEndpointId:
            ingress.kind === "given-endpoint"
              ? unquoted(ingress.id)
              : getAtt("EnvControllerAction", "AppRunnerVpcEndpointId"),
        },
        Tags: appRunnerTags(context),
      },
    },
  };
}

/** What leads from the service into the environment's VPC: connector and security group; nothing without a placement. */
export function vpcConnector(context: AppRunnerContext): Resources {
  const subnets = connectorSubnets(context);
  if (subnets === undefined) return {};
  // The NAT gateways that the environment controller switches on must stand before the connector uses them.
  const changesEnvironment = environmentParametersOf(context).length > 0;
  return {
    ServiceSecurityGroup: {
      Type: "AWS::EC2::SecurityGroup",
      Metadata: described("The service's own group, for addons to admit"),
      Properties: {
        // A change of this text replaces the group, so it is Copilot's: without a dash before the workload.
        GroupDescription: join("", [ref("AppName"), "-", ref("EnvName"), ref("WorkloadName")]),
        VpcId: fromEnvironment("VpcId"),
        Tags: [{ Key: "Name", Value: sub("copilot-${AppName}-${EnvName}-${WorkloadName}") }],
      },
    },
    EnvironmentSecurityGroupIngressFromServiceSecurityGroup: {
      Type: "AWS::EC2::SecurityGroupIngress",
      Metadata: described("Lets the service reach the services of the environment"),
      Properties: {
        GroupId: fromEnvironment("EnvironmentSecurityGroup"),
        IpProtocol: -1,
        SourceSecurityGroupId: ref("ServiceSecurityGroup"),
      },
    },
    VpcConnector: {
      Type: "AWS::AppRunner::VpcConnector",
      ...(changesEnvironment ? { DependsOn: "EnvControllerAction" } : {}),
      Metadata: described("Leads from the service to subnets of the environment"),
      Properties: {
        Subnets: subnets,
        SecurityGroups: [ref("ServiceSecurityGroup"), fromEnvironment("EnvironmentSecurityGroup")],
        Tags: appRunnerTags(context),
      },
    },
  };
}

function connectorSubnets({ egress }: AppRunnerContext): Json | undefined {
  switch (egress.kind) {
    case "internet":
      return undefined;
    case "environment-subnets":
      return subnetsOfEnvironment(egress.name);
    case "given-subnets":
      return egress.ids.map(unquoted);
  }
}
