import type { ACMClient, CertificateDetail, DomainValidation, ResourceRecord } from "@aws-sdk/client-acm";
import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import type { HostedZone, ZoneFinder } from "../dns/hosted-zones.ts";
import { upsertRecords } from "../dns/records.ts";
import { describeCertificate } from "./request-certificate.ts";

const pollEvery = 15_000;

/** Writes the records by which ACM sees that the names are ours, and waits until it has issued the certificate. */
export async function validateCertificate(
  request: CustomResourceRequest,
  client: ACMClient,
  options: { readonly arn: string; readonly zoneOf: ZoneFinder },
): Promise<void> {
  const validations = await validationsOf(request, client, options.arn);
  const byZone = new Map<HostedZone, Map<string, ResourceRecordSet>>();
  for (const { DomainName: name = "", ResourceRecord: record } of validations) {
    const zone = await options.zoneOf(name);
    if (zone === undefined || record === undefined) continue;
    const records = byZone.get(zone) ?? new Map<string, ResourceRecordSet>();
    // A domain and its wildcard are validated by one record; Route 53 refuses it twice in a batch.
    byZone.set(zone, records.set(record.Name ?? "", recordSetOf(record)));
  }
  for (const [zone, records] of byZone) await upsertRecords(request, zone, [...records.values()]);
  await waitUntilIssued(request, client, options.arn);
}

function recordSetOf(record: ResourceRecord): ResourceRecordSet {
  return {
    Name: record.Name,
    Type: record.Type,
    TTL: 60,
    ResourceRecords: [{ Value: record.Value }],
  };
}

/** Waits until ACM has issued a certificate; throws its reason when it never will. */
export async function waitUntilIssued(
  request: CustomResourceRequest,
  client: ACMClient,
  arn: string,
): Promise<void> {
  for (;;) {
    const certificate = await existing(client, arn);
    if (certificate.Status === "ISSUED") return;
    const waiting = (certificate.DomainValidationOptions ?? [])
      .filter((option) => option.ValidationStatus !== "SUCCESS")
      .map((option) => option.DomainName);
    const names = waiting.length === 0 ? (certificate.DomainName ?? arn) : waiting.join(", ");
    await request.pause(
      pollEvery,
      `ACM to see the validation records of ${names} (are their hosted zones delegated to?)`,
    );
  }
}

/** ACM knows the records a moment after the request. */
async function validationsOf(
  request: CustomResourceRequest,
  client: ACMClient,
  arn: string,
): Promise<readonly DomainValidation[]> {
  for (let delay = 1000; ; delay = Math.min(delay * 2, pollEvery)) {
    const certificate = await existing(client, arn);
    const options = certificate.DomainValidationOptions ?? [];
    const names = new Set([certificate.DomainName, ...(certificate.SubjectAlternativeNames ?? [])]);
    if (options.length >= names.size && options.every((option) => option.ResourceRecord !== undefined))
      return options;
    await request.pause(delay, `ACM to name the validation records of ${certificate.DomainName ?? arn}`);
  }
}

async function existing(client: ACMClient, arn: string): Promise<CertificateDetail> {
  const certificate = await describeCertificate(client, arn);
  if (certificate === undefined)
    throw new Error(`Certificate ${arn} was deleted while it was validated; deploy again.`);
  if (certificate.Status === "PENDING_VALIDATION" || certificate.Status === "ISSUED") return certificate;
  const reason = certificate.FailureReason === undefined ? "" : ` (${certificate.FailureReason})`;
  throw new Error(
    `ACM gave the certificate for ${certificate.DomainName ?? arn} up: ${certificate.Status ?? "no status"}${reason}. See https://docs.aws.amazon.com/acm/latest/userguide/troubleshooting-failed.html`,
  );
}
