import type { Json, TemplateResource } from "../../domain/template.ts";
import { getAtt, join, ref, sub } from "../../template/intrinsics.ts";
import { fromEnvironment } from "../environment-imports.ts";
import { described, type Resources } from "../resources.ts";
import type { HostedZoneAliases } from "./hosted-zone-aliases.ts";
import { internalHostName } from "./rule-conditions.ts";

/** Where alias records point: a load balancer's DNS name and the hosted zone that this name lies in. */
export interface AliasTarget {
  readonly hostedZoneId: Json;
  readonly dnsName: Json;
}

/** One group of alias records in each hosted zone that the manifest names. */
export function aliasRecords(zones: HostedZoneAliases, target: AliasTarget): Resources {
  return Object.fromEntries(
    zones.map(({ zone, aliases }) => [
      `LoadBalancerDNSAlias${zone}`,
      recordGroup({
        purpose: `Names in hosted zone ${zone} that lead to the load balancer`,
        zone,
        names: aliases,
        target,
      }),
    ]),
  );
}

/** The record of a service without aliases: its name in the environment's subdomain. */
export function defaultAliasRecord(target: AliasTarget): Resources {
  return {
    LoadBalancerDNSAlias: recordGroup({
      purpose: "The service's name in the environment's subdomain",
      zone: fromEnvironment("HostedZone"),
      names: [join(".", [ref("WorkloadName"), fromEnvironment("SubDomain"), ""])],
      target,
    }),
  };
}

/** The record of a service on the internal load balancer without HTTPS: its name in the environment's private zone. */
export function internalAliasRecord(target: AliasTarget): Resources {
  return {
    LoadBalancerInternalDNSAlias: recordGroup({
      purpose: "The service's name inside the environment",
      zone: getAtt("EnvControllerAction", "InternalWorkloadsHostedZone"),
      names: [internalHostName],
      target,
    }),
  };
}

interface RecordGroup {
  readonly purpose: string;
  readonly zone: Json;
  readonly names: readonly Json[];
  readonly target: AliasTarget;
}

function recordGroup(group: RecordGroup): TemplateResource {
  return {
    Metadata: described(group.purpose),
    Type: "AWS::Route53::RecordSetGroup",
    Properties: {
      HostedZoneId: group.zone,
      Comment: sub("Load balancer names of ${WorkloadName}"),
      RecordSets: group.names.map((name) => ({
        Name: name,
        Type: "A",
        AliasTarget: { HostedZoneId: group.target.hostedZoneId, DNSName: group.target.dnsName },
      })),
    },
  };
}
