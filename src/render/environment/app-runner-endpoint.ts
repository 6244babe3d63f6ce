import { ref, sub } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import type { EnvironmentContext } from "./environment-context.ts";
import { anyTraffic } from "./environment-security-group.ts";
import { unquoted } from "../unquoted.ts";

/** The VPC endpoint through which private App Runner services are reached; only in a VPC of the stack's own. */
export function appRunnerEndpoint({ inputs, vpc }: EnvironmentContext): Resources {
  const { application, name } = inputs;
  const names = `${application.name}-${name}`;
  const Condition = "CreateAppRunnerVPCEndpoint";
  return {
    AppRunnerVpcEndpointSecurityGroup: {
      Metadata: described("Who may reach private App Runner services"),
      Type: "AWS::EC2::SecurityGroup",
      Condition,
      Properties: {
        GroupDescription: unquoted(`${names}-AppRunnerVpcEndpointSecurityGroup`.slice(0, 255)),
        VpcId: vpc.id,
        Tags: [{ Key: "Name", Value: unquoted(`copilot-${names}-app-runner-vpc-endpoint`.slice(0, 255)) }],
      },
    },
    AppRunnerVpcEndpointSecurityGroupIngressFromEnvironment: anyTraffic({
      condition: Condition,
      why: "From the workloads of the environment",
      to: "AppRunnerVpcEndpointSecurityGroup",
      from: "EnvironmentSecurityGroup",
    }),
    AppRunnerVpcEndpoint: {
      Metadata: described("The way from this environment to private App Runner services"),
      Type: "AWS::EC2::VPCEndpoint",
      Condition,
      Properties: {
        VpcEndpointType: "Interface",
        VpcId: vpc.id,
        SecurityGroupIds: [ref("AppRunnerVpcEndpointSecurityGroup")],
        ServiceName: sub("com.amazonaws.${AWS::Region}.apprunner.requests"),
        // A VPC that is adjusted without subnets has none here, which Copilot's template says as null.
        SubnetIds: vpc.privateSubnets.length === 0 ? null : vpc.privateSubnets,
      },
    },
  };
}
