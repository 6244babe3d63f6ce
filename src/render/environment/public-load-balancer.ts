import type { JsonMap } from "../../domain/template.ts";
import { getAtt, noValue, ref, when } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import type { EnvironmentContext } from "./environment-context.ts";
import {
  defaultTargetGroup,
  furtherCertificates,
  httpListener,
  httpsListener,
  type Balancer,
} from "./listener.ts";

const balancer: Balancer = {
  id: "PublicLoadBalancer",
  targetGroup: "DefaultHTTPTargetGroup",
  prefix: "",
  condition: "CreateALB",
  httpsCondition: "ExportHTTPSListener",
};

/** The load balancer that the internet reaches, made when the first workload asks for it. */
export function publicLoadBalancer(context: EnvironmentContext): Resources {
  const { accessLogs, publicCertificates, manifest, vpc } = context;
  const [certificate] = publicCertificates;
  const sslPolicy = manifest.http?.public?.ssl_policy;
  return {
    PublicLoadBalancer: {
      Metadata: described("Spreads requests from the internet over the services"),
      Condition: balancer.condition,
      ...(ownsLogBucket(accessLogs) ? { DependsOn: "ELBAccessLogsBucketPolicy" } : {}),
      Type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
      Properties: {
        LoadBalancerAttributes: logAttributes(accessLogs),
        Scheme: "internet-facing",
        SecurityGroups: [
          getAtt("PublicHTTPLoadBalancerSecurityGroup", "GroupId"),
          when("ExportHTTPSListener", getAtt("PublicHTTPSLoadBalancerSecurityGroup", "GroupId"), noValue),
        ],
        Subnets: vpc.publicSubnets,
        Type: "application",
      },
    },
    DefaultHTTPTargetGroup: defaultTargetGroup(context, balancer),
    HTTPListener: httpListener(balancer),
    HTTPSListener: httpsListener(balancer, {
      certificate: certificate === undefined ? ref("HTTPSCert") : unquoted(certificate),
      ...(sslPolicy === undefined ? {} : { sslPolicy }),
    }),
    ...furtherCertificates(balancer, publicCertificates),
  };
}

/** True when the environment's stack itself holds the bucket of the access logs. */
export function ownsLogBucket(accessLogs: EnvironmentContext["accessLogs"]): boolean {
  return accessLogs !== undefined && accessLogs.bucket === undefined;
}

function logAttributes(accessLogs: EnvironmentContext["accessLogs"]): readonly JsonMap[] {
  if (accessLogs === undefined) return [{ Key: "access_logs.s3.enabled", Value: false }];
  const { bucket, prefix } = accessLogs;
  return [
    { Key: "access_logs.s3.enabled", Value: true },
    ...(prefix === undefined ? [] : [{ Key: "access_logs.s3.prefix", Value: unquoted(prefix) }]),
    {
      Key: "access_logs.s3.bucket",
      Value: bucket === undefined ? ref("ELBAccessLogsBucket") : unquoted(bucket),
    },
  ];
}
