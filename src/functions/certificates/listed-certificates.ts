import { ListCertificatesCommand } from "@aws-sdk/client-acm";
import type { ACMClient, CertificateSummary, KeyAlgorithm } from "@aws-sdk/client-acm";
import { describeCertificate } from "./request-certificate.ts";

/** Without these, ACM lists RSA certificates of up to 2048 bits only. */
const everyKeyType: KeyAlgorithm[] = [
  "RSA_1024",
  "RSA_2048",
  "RSA_3072",
  "RSA_4096",
  "EC_prime256v1",
  "EC_secp384r1",
  "EC_secp521r1",
];

const useless: ReadonlySet<string> = new Set(["EXPIRED", "REVOKED", "FAILED", "VALIDATION_TIMED_OUT"]);

/** A certificate of the account and Region that is, or may become, valid. */
export interface ListedCertificate {
  readonly arn: string;
  readonly domain: string;
  readonly names: readonly string[];
}

/** The living certificates of the account and Region. */
export async function listCertificates(client: ACMClient): Promise<readonly ListedCertificate[]> {
  const certificates: ListedCertificate[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListCertificatesCommand({ Includes: { keyTypes: everyKeyType }, MaxItems: 1000, NextToken: token }),
    );
    for (const summary of page.CertificateSummaryList ?? []) {
      if (summary.CertificateArn === undefined || useless.has(summary.Status ?? "")) continue;
      const { CertificateArn: arn, DomainName: domain = "" } = summary;
      certificates.push({ arn, domain, names: [domain, ...(await alternativeNames(client, summary))] });
    }
    token = page.NextToken;
  } while (token !== undefined);
  return certificates;
}

async function alternativeNames(client: ACMClient, summary: CertificateSummary): Promise<readonly string[]> {
  const listed = summary.SubjectAlternativeNameSummaries ?? [];
  if (summary.HasAdditionalSubjectAlternativeNames !== true) return listed;
  return (await describeCertificate(client, summary.CertificateArn ?? ""))?.SubjectAlternativeNames ?? listed;
}
