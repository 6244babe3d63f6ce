import {
  AppRunnerClient,
  AssociateCustomDomainCommand,
  DescribeCustomDomainsCommand,
  DisassociateCustomDomainCommand,
} from "@aws-sdk/client-apprunner";
import type { CustomDomain, DescribeCustomDomainsResponse } from "@aws-sdk/client-apprunner";
import { Route53Client } from "@aws-sdk/client-route-53";
import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { CustomResource, CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { lambdaHandler } from "../custom-resource/entry.ts";
import type { Attributes } from "../custom-resource/event.ts";
import { isNamed, messageOf } from "../custom-resource/reason.ts";
import { assumedRole } from "../dns/assumed-role.ts";
import { findPublicZone, publicZone } from "../dns/hosted-zones.ts";
import { sameName } from "../dns/record-names.ts";
import { removeRecord, upsertRecords, waitUntilInSync } from "../dns/records.ts";

const pollEvery = 3000;
/** App Runner asks for one record each for the domain, its `www` name and itself. */
const recordsOfActiveDomain = 3;

/**
 * Associates a domain with an App Runner service: the association, the CNAME record that leads to the service, and those
 * that validate its certificate. Delete takes all of it away. Another domain is another resource. copilot-model.md 6.
 */
export const appRunnerDomain: CustomResource = {
  doing: ({ event, properties }) =>
    `${event.RequestType === "Delete" ? "Disassociating" : "Associating"} ${properties.text("CustomDomain")} ${event.RequestType === "Delete" ? "from" : "with"} App Runner service ${properties.text("ServiceARN")}`,
  physicalId: (_, properties) => `/associate-domain-app-runner/${properties.text("CustomDomain")}`,
  create: associate,
  update: associate,
  delete: disassociate,
};

/** What Lambda calls for a request-driven web service's `CustomDomainFunction`. */
export const handler = lambdaHandler(appRunnerDomain);

async function associate(request: CustomResourceRequest): Promise<Attributes> {
  const { properties } = request;
  const [name, service] = [properties.text("CustomDomain"), properties.text("ServiceARN")];
  const client = new AppRunnerClient(request.aws);
  const zone = await publicZone(applicationDns(request), properties.text("AppDNSName"));
  try {
    await client.send(new AssociateCustomDomainCommand({ DomainName: name, ServiceArn: service }));
  } catch (error) {
    if (!messageOf(error).includes(`${name} is already associated with`)) throw error;
  }
  for (;;) {
    const found = await findDomain(client, service, name);
    if (found === undefined) throw new Error(`App Runner lost the association of ${name}; deploy again.`);
    if (statusOf(found.domain) === "create_failed") {
      throw new Error(
        `App Runner could not associate ${name}: create_failed. Remove the alias, deploy, and add it again.`,
      );
    }
    if (hasItsRecords(found.domain)) {
      const records = [cname(name, found.target), ...validationRecords(found.domain)];
      await waitUntilInSync(request, [await upsertRecords(request, zone, records)]);
      return {};
    }
    await request.pause(
      pollEvery,
      `App Runner to name the validation records of ${name} (it is ${statusOf(found.domain)})`,
    );
  }
}

async function disassociate(request: CustomResourceRequest): Promise<void> {
  const { properties } = request;
  const [name, service] = [properties.text("CustomDomain"), properties.text("ServiceARN")];
  const client = new AppRunnerClient(request.aws);
  const association = await startDisassociation(client, service, name);
  const zone = await findPublicZone(applicationDns(request), properties.text("AppDNSName"));
  if (association !== undefined && zone !== undefined) {
    const records = [cname(name, association.target), ...validationRecords(association.domain)];
    const changes = [];
    for (const record of records) {
      const isOurs = (found: ResourceRecordSet): boolean =>
        valueOf(found) !== "" && sameName(valueOf(found), valueOf(record));
      changes.push(await removeRecord(request, zone, { name: record.Name ?? "", type: "CNAME", isOurs }));
    }
    await waitUntilInSync(request, changes);
  }
  for (;;) {
    const found = await findDomain(client, service, name);
    if (found === undefined) return;
    if (statusOf(found.domain) === "delete_failed") {
      throw new Error(
        `App Runner could not let ${name} go: delete_failed. Disassociate it in App Runner and delete again.`,
      );
    }
    await request.pause(pollEvery, `App Runner to let ${name} go (it is ${statusOf(found.domain)})`);
  }
}

interface Association {
  readonly target: string;
  readonly domain: CustomDomain;
}

/** Undefined when there is nothing to disassociate. A deletion that has begun already is gone on with. */
async function startDisassociation(
  client: AppRunnerClient,
  service: string,
  name: string,
): Promise<Association | undefined> {
  const before = await findDomain(client, service, name);
  if (before === undefined || statusOf(before.domain) === "deleting") return before;
  try {
    await client.send(new DisassociateCustomDomainCommand({ DomainName: name, ServiceArn: service }));
    return before;
  } catch (error) {
    if (isGone(error) || messageOf(error).includes(`No custom domain ${name} found`)) return before;
    throw error;
  }
}

async function findDomain(
  client: AppRunnerClient,
  service: string,
  name: string,
): Promise<Association | undefined> {
  let token: string | undefined;
  do {
    const page = await domainsPage(client, service, token);
    const domain = page?.CustomDomains?.find((entry) => entry.DomainName === name);
    if (domain !== undefined) return { domain, target: page?.DNSTarget ?? "" };
    token = page?.NextToken;
  } while (token !== undefined);
  return undefined;
}

async function domainsPage(
  client: AppRunnerClient,
  service: string,
  token: string | undefined,
): Promise<DescribeCustomDomainsResponse | undefined> {
  try {
    return await client.send(new DescribeCustomDomainsCommand({ ServiceArn: service, NextToken: token }));
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return isNamed(error, "ResourceNotFoundException");
}

/**
 * A domain that is associated again soon after it was let go is active at once, from cached results, while its records are
 * still being put together.
 */
function hasItsRecords(domain: CustomDomain): boolean {
  const records = domain.CertificateValidationRecords ?? [];
  if (statusOf(domain) === "pending_certificate_dns_validation") return records.length > 0;
  return statusOf(domain) === "active" && records.length >= recordsOfActiveDomain;
}

/** The API's model writes these words in capitals, the service itself in small letters. */
function statusOf(domain: CustomDomain): string {
  return (domain.Status ?? "unknown").toLowerCase();
}

function validationRecords(domain: CustomDomain): readonly ResourceRecordSet[] {
  return (domain.CertificateValidationRecords ?? []).map((record) =>
    cname(record.Name ?? "", record.Value ?? ""),
  );
}

function cname(name: string, value: string): ResourceRecordSet {
  return { Name: name, Type: "CNAME", TTL: 60, ResourceRecords: [{ Value: value }] };
}

function valueOf(record: ResourceRecordSet): string {
  return record.ResourceRecords?.[0]?.Value ?? "";
}

function applicationDns({ aws, properties }: CustomResourceRequest): Route53Client {
  return new Route53Client(assumedRole(aws, properties.text("AppDNSRole")));
}
