import type { Json, TemplateResource } from "../../domain/template.ts";
import { ref } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import type { EnvironmentContext } from "./environment-context.ts";

/** One of the environment's two load balancers, as its listeners name things. */
export interface Balancer {
  /** Logical ids. */
  readonly id: "PublicLoadBalancer" | "InternalLoadBalancer";
  readonly targetGroup: string;
  /** Prefix of the ids of its listeners and certificates: `Internal` or nothing. */
  readonly prefix: "" | "Internal";
  /** Conditions under which it, and its HTTPS listener, come to be. */
  readonly condition: string;
  readonly httpsCondition: string;
}

/** The target group that listeners forward to while no workload has a rule; it has no targets. */
export function defaultTargetGroup({ vpc }: EnvironmentContext, { condition }: Balancer): TemplateResource {
  return {
    Type: "AWS::ElasticLoadBalancingV2::TargetGroup",
    Condition: condition,
    Properties: {
      HealthCheckIntervalSeconds: 10,
      HealthyThresholdCount: 2,
      HealthCheckTimeoutSeconds: 5,
      Port: 80,
      Protocol: "HTTP",
      TargetGroupAttributes: [{ Key: "deregistration_delay.timeout_seconds", Value: 60 }],
      TargetType: "ip",
      VpcId: vpc.id,
    },
  };
}

/** The listener for plain HTTP. */
export function httpListener({ id, targetGroup, condition }: Balancer): TemplateResource {
  return {
    Metadata: described("Takes HTTP requests and hands them to the workloads' rules"),
    Type: "AWS::ElasticLoadBalancingV2::Listener",
    Condition: condition,
    Properties: {
      DefaultActions: [{ TargetGroupArn: ref(targetGroup), Type: "forward" }],
      LoadBalancerArn: ref(id),
      Port: 80,
      Protocol: "HTTP",
    },
  };
}

/** The listener for HTTPS, with its first certificate where there is one. */
export function httpsListener(
  { id, targetGroup, httpsCondition }: Balancer,
  settings: { readonly certificate?: Json; readonly sslPolicy?: string },
): TemplateResource {
  const { certificate, sslPolicy } = settings;
  return {
    Metadata: described("Takes HTTPS requests and hands them to the workloads' rules"),
    Type: "AWS::ElasticLoadBalancingV2::Listener",
    Condition: httpsCondition,
    Properties: {
      ...(certificate === undefined ? {} : { Certificates: [{ CertificateArn: certificate }] }),
      DefaultActions: [{ TargetGroupArn: ref(targetGroup), Type: "forward" }],
      LoadBalancerArn: ref(id),
      Port: 443,
      Protocol: "HTTPS",
      ...(sslPolicy === undefined ? {} : { SslPolicy: unquoted(sslPolicy) }),
    },
  };
}

/** The second and further imported certificates of an HTTPS listener; their numbers start at 2. */
export function furtherCertificates(
  { prefix, httpsCondition }: Balancer,
  certificates: readonly string[],
): Resources {
  return Object.fromEntries(
    certificates.slice(1).map((arn, index) => [
      `${prefix}HTTPSImportCertificate${index + 2}`,
      {
        Type: "AWS::ElasticLoadBalancingV2::ListenerCertificate",
        Condition: httpsCondition,
        Properties: {
          ListenerArn: ref(`${prefix}HTTPSListener`),
          Certificates: [{ CertificateArn: unquoted(arn) }],
        },
      },
    ]),
  );
}
