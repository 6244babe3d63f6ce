import { regionState } from "../../cloudformation/state.ts";
import type { CallContext } from "../../kernel/service.ts";
import { asRecord } from "../../protocols/record.ts";
import { textIn } from "../../resources/naming.ts";

/** Where a type of resource names certificates, and the property that holds what is using them. */
const users: Readonly<Record<string, (properties: Readonly<Record<string, unknown>>) => readonly unknown[]>> =
  {
    "AWS::ElasticLoadBalancingV2::Listener": ({ Certificates }) => arnsIn(Certificates),
    "AWS::ElasticLoadBalancingV2::ListenerCertificate": ({ Certificates }) => arnsIn(Certificates),
    "AWS::CloudFront::Distribution": ({ DistributionConfig }) => [
      asRecord(asRecord(DistributionConfig)["ViewerCertificate"])["AcmCertificateArn"],
    ],
  };

/**
 * ARNs of what uses a certificate: load balancers and distributions that this account's stacks made, in any region.
 * https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html (InUseBy)
 */
export function usersOf(context: CallContext, certificateArn: string): readonly string[] {
  const found = context.world.cells
    .everywhere(regionState)
    .filter(({ place }) => place.account === context.account)
    .flatMap(({ value }) => [...value.stacks.values()])
    .flatMap((stack) => [...stack.resources.values()])
    .filter((resource) => {
      const certificatesOf = users[resource.type];
      return (
        certificatesOf !== undefined &&
        resource.status !== "DELETE_COMPLETE" &&
        certificatesOf(resource.live.properties).includes(certificateArn)
      );
    })
    .map(({ type, physicalId, live }) =>
      type === "AWS::CloudFront::Distribution"
        ? `arn:${context.partition}:cloudfront::${context.account}:distribution/${physicalId}`
        : balancerOf(textIn(live.properties, "LoadBalancerArn") || textIn(live.properties, "ListenerArn")),
    );
  return [...new Set(found)].toSorted();
}

function arnsIn(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list.map((entry) => asRecord(entry)["CertificateArn"]) : [];
}

/** A listener's ARN leads to its balancer's. */
function balancerOf(arn: string): string {
  const listener = /^(.*):listener\/(.*)\/[^/]+$/.exec(arn);
  return listener === null ? arn : `${listener[1]}:loadbalancer/${listener[2]}`;
}
