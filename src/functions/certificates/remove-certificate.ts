import { DeleteCertificateCommand } from "@aws-sdk/client-acm";
import type { ACMClient, CertificateDetail } from "@aws-sdk/client-acm";
import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { isNamed } from "../custom-resource/reason.ts";
import type { ZoneFinder } from "../dns/hosted-zones.ts";
import { sameName } from "../dns/record-names.ts";
import { removeRecord, waitUntilInSync } from "../dns/records.ts";
import type { PendingChange } from "../dns/records.ts";
import { describeCertificate } from "./request-certificate.ts";

const pollEvery = 30_000;

/**
 * Deletes a certificate once nothing uses it; one that is gone already is fine. `beforehand` runs when nothing uses it any
 * more: a certificate that stays in use keeps what it is renewed by.
 */
export async function removeCertificate(
  request: CustomResourceRequest,
  client: ACMClient,
  options: { readonly arn: string; beforehand?(certificate: CertificateDetail): Promise<void> },
): Promise<void> {
  for (;;) {
    const certificate = await describeCertificate(client, options.arn);
    if (certificate === undefined) return;
    const users = certificate.InUseBy ?? [];
    if (users.length === 0) {
      await options.beforehand?.(certificate);
      if (await deleted(client, options.arn)) return;
    }
    await request.pause(
      pollEvery,
      `certificate ${options.arn} to be released by ${users.join(", ") || "its last user"}`,
    );
  }
}

/** Removes a certificate's validation records, except those of names that others need for their renewal. */
export async function removeValidationRecords(
  request: CustomResourceRequest,
  options: {
    readonly certificate: CertificateDetail;
    readonly zoneOf: ZoneFinder;
    isNeeded(name: string): boolean | Promise<boolean>;
  },
): Promise<void> {
  const changes: (PendingChange | undefined)[] = [];
  const done = new Set<string>();
  for (const { DomainName: name = "", ResourceRecord: record } of options.certificate
    .DomainValidationOptions ?? []) {
    if (record?.Name === undefined || done.has(record.Name) || (await options.isNeeded(name))) continue;
    done.add(record.Name);
    const zone = await options.zoneOf(name);
    if (zone === undefined) continue;
    const isOurs = (found: ResourceRecordSet): boolean =>
      (found.ResourceRecords ?? []).some((entry) => sameName(entry.Value ?? "", record.Value ?? ""));
    changes.push(await removeRecord(request, zone, { name: record.Name, type: "CNAME", isOurs }));
  }
  await waitUntilInSync(request, changes);
}

/** The name whose record validates a name: a wildcard is validated with the domain it stands under. */
export function validatedName(name: string): string {
  return name.replace(/^\*\./, "").toLowerCase();
}

/** False when something has begun to use the certificate since we looked. */
async function deleted(client: ACMClient, arn: string): Promise<boolean> {
  try {
    await client.send(new DeleteCertificateCommand({ CertificateArn: arn }));
    return true;
  } catch (error) {
    if (isNamed(error, "ResourceNotFoundException")) return true;
    if (isNamed(error, "ResourceInUseException")) return false;
    throw error;
  }
}
