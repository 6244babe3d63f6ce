import type { CustomResource, CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { lambdaHandler } from "../custom-resource/entry.ts";
import type { PropertyReader } from "../custom-resource/properties.ts";
import { activateAliases, deactivateAliases } from "../dns/alias-records.ts";
import { domainLevels } from "../dns/domain-levels.ts";
import { zoneFinder } from "../dns/hosted-zones.ts";
import type { ZoneFinder } from "../dns/hosted-zones.ts";
import { readAliasMap } from "../environment/alias-map.ts";

/**
 * Leads the aliases of an environment's workloads to its load balancer or distribution. Aliases outside the application's
 * domains are the operator's own affair and are skipped. copilot-model.md 6.
 */
export const environmentDomain: CustomResource = {
  doing: ({ event, properties }) =>
    `${event.RequestType === "Delete" ? "Removing" : "Writing"} the A records of environment ${properties.text("EnvName")}`,
  physicalId: (event) => event.LogicalResourceId,
  async create(request) {
    await activate(request, zonesOf(request));
    return {};
  },
  async update(request) {
    const zoneOf = zonesOf(request);
    await activate(request, zoneOf);
    const wanted = aliasesOf(request.properties);
    const aliases = [...aliasesOf(request.previous)].filter((alias) => !wanted.has(alias));
    await deactivateAliases(request, { zoneOf, aliases, targets: targetsOf(request) });
    return {};
  },
  async delete(request) {
    const aliases = aliasesOf(request.properties);
    await deactivateAliases(request, { zoneOf: zonesOf(request), aliases, targets: targetsOf(request) });
  },
};

/** Before Copilot 1.21 only a load balancer could be meant. */
const formerDnsName = "LoadBalancerDNS";

/** What Lambda calls for an environment's `CustomDomainFunction`. */
export const handler = lambdaHandler(environmentDomain);

function activate(request: CustomResourceRequest, zoneOf: ZoneFinder): Promise<void> {
  const { properties } = request;
  const target = {
    dnsName: properties.text("PublicAccessDNS", formerDnsName),
    hostedZoneId: properties.text("PublicAccessHostedZone", "LoadBalancerHostedZone"),
  };
  return activateAliases(request, { zoneOf, aliases: aliasesOf(properties), target });
}

function aliasesOf(properties: PropertyReader): ReadonlySet<string> {
  return new Set([...readAliasMap("Aliases", properties.optionalText("Aliases") ?? "").values()].flat());
}

/** Where this environment's aliases may lead now: a change of the access point changes the records one after the other. */
function targetsOf({ properties, previous }: CustomResourceRequest): readonly string[] {
  const before = previous.optionalText("PublicAccessDNS", formerDnsName);
  return [properties.text("PublicAccessDNS", formerDnsName), ...(before === undefined ? [] : [before])];
}

function zonesOf({ aws, event, properties }: CustomResourceRequest): ZoneFinder {
  const levels = domainLevels({
    environment: properties.text("EnvName"),
    application: properties.text("AppName"),
    root: properties.text("DomainName"),
  });
  return zoneFinder(aws, {
    levels,
    dnsRole: properties.text("AppDNSRole"),
    whenGone: event.RequestType === "Delete" ? "skip" : "fail",
  });
}
