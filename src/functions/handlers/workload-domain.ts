import type { CustomResource, CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { lambdaHandler } from "../custom-resource/entry.ts";
import { activateAliases, deactivateAliases } from "../dns/alias-records.ts";
import { refuseForeignAliases } from "../dns/alias-use.ts";
import { environmentZones } from "../dns/environment-zones.ts";

/**
 * Leads a workload's own aliases to its network load balancer or distribution. An alias that leads to somebody else's is
 * refused, and is left alone on Delete. copilot-model.md 6.
 */
export const workloadDomain: CustomResource = {
  doing: ({ event, properties }) =>
    `${event.RequestType === "Delete" ? "Removing" : "Writing"} the A records of ${properties.text("ServiceName")} for ${properties.texts("Aliases").join(", ") || "no alias"}`,
  physicalId: (event) => event.LogicalResourceId,
  async create(request) {
    await activate(request, [request.properties.text("PublicAccessDNS", formerDnsName)]);
    return {};
  },
  async update(request) {
    const { properties, previous } = request;
    const before =
      previous.optionalText("PublicAccessDNS", formerDnsName) ??
      properties.text("PublicAccessDNS", formerDnsName);
    const targets = [properties.text("PublicAccessDNS", formerDnsName), before];
    await activate(request, targets);
    const wanted = new Set(properties.texts("Aliases"));
    const aliases = new Set(previous.texts("Aliases").filter((alias) => !wanted.has(alias)));
    await deactivateAliases(request, { zoneOf: environmentZones(request), aliases, targets });
    return {};
  },
  async delete(request) {
    const { properties } = request;
    await deactivateAliases(request, {
      zoneOf: environmentZones(request),
      aliases: new Set(properties.texts("Aliases")),
      targets: [properties.text("PublicAccessDNS", formerDnsName)],
    });
  },
};

/** Before Copilot 1.28 only a load balancer could be meant. */
const formerDnsName = "LoadBalancerDNS";

/** What Lambda calls for `NLBCustomDomainFunction` and a static site's `CustomDomainFunction`. */
export const handler = lambdaHandler(workloadDomain);

async function activate(request: CustomResourceRequest, ownTargets: readonly string[]): Promise<void> {
  const { properties } = request;
  const zoneOf = environmentZones(request);
  const aliases = new Set(properties.texts("Aliases"));
  await refuseForeignAliases(zoneOf, aliases, ownTargets);
  const target = {
    dnsName: properties.text("PublicAccessDNS", formerDnsName),
    hostedZoneId: properties.text("PublicAccessHostedZoneID", "LoadBalancerHostedZoneID"),
  };
  await activateAliases(request, { zoneOf, aliases, target });
}
