import { type Cause, saying, subjectOf } from "../cause.ts";

/** No address is free for a task or a resource. */
export const subnetFull: Cause = {
  reason: "SubnetFull",
  title: "no free addresses in a subnet",
  rank: "cause",
  examples: [
    {
      kind: "service-event",
      words:
        "(service api) was unable to place a task. Reason: ResourceInitializationError: failed to configure ENI: The specified subnet does not have enough free addresses to satisfy the request. (subnet-0a1b2c3d)",
      source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
    },
    {
      kind: "stack-event",
      words:
        "Resource handler returned message: \"insufficient free addresses in subnet 'subnet-0a1b2c3d' (Service: Ec2, Status Code: 400, Request ID: 1)\" (HandlerErrorCode: GeneralServiceException)",
      source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
    },
  ],
  recognise: saying(
    [
      /(?:not (?:have )?enough|insufficient|no)\b.{0,30}free (?:IP |private |IPv4 )*address/i,
      /InsufficientFreeAddressesInSubnet|InsufficientAddressCapacity|InsufficientCidrBlocks/i,
      /subnet\S* .{0,60}(?:ran out of|has no|no more|exhausted).{0,20}(?:IP )?address/i,
      /(?:IP )?address(?:es)? .{0,30}(?:subnet).{0,30}(?:exhausted|unavailable)/i,
    ],
    (match, sign, scene) => {
      const subnet = /subnet-[0-9a-f]+/.exec(match.input)?.[0];
      return {
        resource: subnet ?? subjectOf(sign, scene),
        message: `${subnet === undefined ? `a subnet of ${scene.environment}` : `subnet ${subnet}`} has no free address left for another task`,
        remedy: `See how many are left: aws ec2 describe-subnets --region ${scene.region} ${subnet === undefined ? "--filters Name=tag:copilot-environment,Values=" + scene.environment : `--subnet-ids ${subnet}`} --query 'Subnets[].[SubnetId,AvailableIpAddressCount]'; free some, or add a larger subnet.`,
      };
    },
  ),
};
