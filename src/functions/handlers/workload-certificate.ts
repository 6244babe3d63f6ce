import { ACMClient } from "@aws-sdk/client-acm";
import type { CertificateDetail } from "@aws-sdk/client-acm";
import {
  removeCertificate,
  removeValidationRecords,
  validatedName,
} from "../certificates/remove-certificate.ts";
import { describeCertificate, isIssuedFor, requestCertificate } from "../certificates/request-certificate.ts";
import type { CertificateWish } from "../certificates/request-certificate.ts";
import { taggedCertificates } from "../certificates/tagged-certificates.ts";
import { validateCertificate } from "../certificates/validate-certificate.ts";
import type { CustomResource, CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { lambdaHandler } from "../custom-resource/entry.ts";
import type { AwsClientConfig } from "../custom-resource/world.ts";
import { refuseForeignAliases } from "../dns/alias-use.ts";
import { environmentZones } from "../dns/environment-zones.ts";
import type { ZoneFinder } from "../dns/hosted-zones.ts";
import { sameTarget } from "../dns/record-names.ts";
import { findRecord } from "../dns/records.ts";

/**
 * The certificate of a workload with a network load balancer, or, with `IsCloudFrontCertificate`, of a static site: its own
 * domain below the environment's and its aliases. Other aliases, another certificate. copilot-model.md 6.
 */
export const workloadCertificate: CustomResource = {
  doing: ({ event, ...request }) =>
    `${event.RequestType === "Delete" ? "Deleting" : "Providing"} the certificate of ${wishOf(request).domain}`,
  physicalId: (event) => event.PhysicalResourceId ?? `${event.LogicalResourceId}-not-requested`,
  async create(request) {
    await provide(request, request.properties.texts("Aliases"));
    return {};
  },
  async update(request) {
    const before = new Set(request.previous.texts("Aliases"));
    const aliases = request.properties.texts("Aliases");
    if (before.size === new Set(aliases).size && aliases.every((alias) => before.has(alias))) return {};
    const kept = await certificateToKeep(request);
    if (kept === undefined)
      await provide(
        request,
        aliases.filter((alias) => !before.has(alias)),
      );
    else request.identify(kept);
    return {};
  },
  async delete(request) {
    const client = new ACMClient(region(request));
    const zoneOf = environmentZones(request);
    await removeCertificate(request, client, {
      arn: request.currentId(),
      async beforehand(certificate) {
        const needed = await namesOfOthers(request, certificate);
        const isNeeded = (name: string): boolean | Promise<boolean> =>
          needed.has(validatedName(name)) || leadsElsewhere(request, zoneOf, name);
        await removeValidationRecords(request, { certificate, zoneOf, isNeeded });
      },
    });
  },
};

/** What Lambda calls for `NLBCertValidatorFunction` and a static site's `CertificateValidationFunction`. */
export const handler = lambdaHandler(workloadCertificate);

/** `newAliases` must not lead to somebody else's load balancer yet; for a static site, to nothing at all. */
async function provide(request: CustomResourceRequest, newAliases: readonly string[]): Promise<void> {
  const client = new ACMClient(region(request));
  const zoneOf = environmentZones(request);
  const balancer = request.properties.optionalText("LoadBalancerDNS");
  await refuseForeignAliases(zoneOf, newAliases, balancer === undefined ? [] : [balancer]);
  const arn = await requestCertificate(request, client, wishOf(request));
  await validateCertificate(request, client, { arn, zoneOf });
  request.identify(arn);
}

/** A certificate of this workload that has exactly the names already: after a rollback, the one from before. */
async function certificateToKeep(request: CustomResourceRequest): Promise<string | undefined> {
  const client = new ACMClient(region(request));
  const wish = wishOf(request);
  const current = request.currentId();
  if (isIssuedFor(await describeCertificate(client, current), wish)) return current;
  const own = await taggedCertificates(region(request), client, wish.tags);
  return own.find((certificate) => isIssuedFor(certificate, wish))?.CertificateArn;
}

/** Names that other certificates of the application are validated for. */
async function namesOfOthers(
  request: CustomResourceRequest,
  certificate: CertificateDetail,
): Promise<ReadonlySet<string>> {
  const tags = { "copilot-application": request.properties.text("AppName") };
  const all = await taggedCertificates(region(request), new ACMClient(region(request)), tags);
  const others = all.filter((other) => other.CertificateArn !== certificate.CertificateArn);
  return new Set(
    others.flatMap(({ DomainName: domain = "", SubjectAlternativeNames: names = [] }) =>
      [domain, ...names].map(validatedName),
    ),
  );
}

/**
 * Whether a name leads to another service's load balancer, whose certificate, perhaps of another account, then needs the
 * record. A static site's aliases are its own.
 */
async function leadsElsewhere(
  request: CustomResourceRequest,
  zoneOf: ZoneFinder,
  name: string,
): Promise<boolean> {
  const balancer = request.properties.optionalText("LoadBalancerDNS");
  const zone = balancer === undefined ? undefined : await zoneOf(name);
  if (balancer === undefined || zone === undefined) return false;
  const record = await findRecord(zone, name, "A");
  return record !== undefined && !sameTarget(record.AliasTarget?.DNSName ?? "", balancer);
}

function wishOf({ properties }: Pick<CustomResourceRequest, "properties">): CertificateWish {
  const service = properties.text("ServiceName");
  const suffix = `${properties.text("EnvName")}.${properties.text("AppName")}.${properties.text("DomainName")}`;
  return {
    domain: isForCloudFront({ properties }) ? `${service}.${suffix}` : `${service}-nlb.${suffix}`,
    alternativeNames: [...new Set(properties.texts("Aliases"))],
    tags: {
      "copilot-application": properties.text("AppName"),
      "copilot-environment": properties.text("EnvName"),
      "copilot-service": service,
    },
  };
}

/** CloudFront reads certificates of one Region only. */
function region(request: CustomResourceRequest): AwsClientConfig {
  return isForCloudFront(request) ? { ...request.aws, region: "us-east-1" } : request.aws;
}

function isForCloudFront({ properties }: Pick<CustomResourceRequest, "properties">): boolean {
  return properties.optionalText("IsCloudFrontCertificate") === "true";
}
