import { Route53Client } from "@aws-sdk/client-route-53";
import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { CustomResource, CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { lambdaHandler } from "../custom-resource/entry.ts";
import type { Attributes } from "../custom-resource/event.ts";
import { assumedRole } from "../dns/assumed-role.ts";
import { findPublicZone, publicZone } from "../dns/hosted-zones.ts";
import { sameName } from "../dns/record-names.ts";
import { removeRecord, upsertRecords, waitUntilInSync } from "../dns/records.ts";

/**
 * Delegates an environment's subdomain: its name servers as NS record in the application's zone. Delete takes the record
 * away unless it names other servers by then. copilot-model.md 6.
 */
export const dnsDelegation: CustomResource = {
  doing: ({ event, properties }) =>
    `${event.RequestType === "Delete" ? "Withdrawing" : "Delegating"} ${properties.text("SubdomainName")} ${event.RequestType === "Delete" ? "from" : "in"} hosted zone ${properties.text("DomainName")}`,
  physicalId: (_, properties) => properties.text("SubdomainName"),
  create: delegate,
  update: delegate,
  async delete(request) {
    const zone = await findPublicZone(applicationDns(request), request.properties.text("DomainName"));
    if (zone === undefined) return;
    const servers = request.properties.texts("NameServers");
    const record = {
      name: request.properties.text("SubdomainName"),
      type: "NS" as const,
      isOurs: (found: ResourceRecordSet) => namesServers(found, servers),
    };
    await waitUntilInSync(request, [await removeRecord(request, zone, record)]);
  },
};

/** What Lambda calls for `DNSDelegationFunction`. */
export const domainDelegationHandler = lambdaHandler(dnsDelegation);

async function delegate(request: CustomResourceRequest): Promise<Attributes> {
  const zone = await publicZone(applicationDns(request), request.properties.text("DomainName"));
  const record: ResourceRecordSet = {
    Name: request.properties.text("SubdomainName"),
    Type: "NS",
    TTL: 60,
    ResourceRecords: request.properties.texts("NameServers").map((server) => ({ Value: server })),
  };
  await waitUntilInSync(request, [await upsertRecords(request, zone, [record])]);
  return {};
}

function applicationDns({ aws, properties }: CustomResourceRequest): Route53Client {
  return new Route53Client(assumedRole(aws, properties.text("RootDNSRole")));
}

function namesServers(found: ResourceRecordSet, servers: readonly string[]): boolean {
  const values = (found.ResourceRecords ?? []).map((record) => record.Value ?? "");
  return (
    values.length === servers.length &&
    servers.every((server) => values.some((value) => sameName(value, server)))
  );
}
