import { createHash } from "node:crypto";
import {
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  RequestCertificateCommand,
} from "@aws-sdk/client-acm";
import type { ACMClient, CertificateDetail } from "@aws-sdk/client-acm";
import type { CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { isNamed } from "../custom-resource/reason.ts";

/** A certificate to have. */
export interface CertificateWish {
  readonly domain: string;
  /** The other names; the domain itself may be among them. */
  readonly alternativeNames: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Requests a certificate and gives its ARN; the same request again within an hour gives the same one. A failure later in
 * this request deletes it again on Update; on Create its ARN becomes the physical id, so that the rollback deletes it.
 */
export async function requestCertificate(
  request: CustomResourceRequest,
  client: ACMClient,
  wish: CertificateWish,
): Promise<string> {
  const others = wish.alternativeNames.filter((name) => name !== wish.domain);
  const { CertificateArn: arn } = await client.send(
    new RequestCertificateCommand({
      DomainName: wish.domain,
      ...(others.length === 0 ? {} : { SubjectAlternativeNames: others }),
      ValidationMethod: "DNS",
      IdempotencyToken: createHash("sha256").update(request.event.RequestId).digest("hex").slice(0, 32),
      Tags: Object.entries(wish.tags).map(([key, value]) => ({ Key: key, Value: value })),
    }),
  );
  if (arn === undefined) throw new Error(`ACM gave no ARN for the certificate of ${wish.domain}.`);
  if (request.event.RequestType === "Create") request.identify(arn);
  else request.onFailure(() => client.send(new DeleteCertificateCommand({ CertificateArn: arn })));
  return arn;
}

/** A certificate as ACM describes it; undefined when there is none (any more), or when the id is no ARN at all. */
export async function describeCertificate(
  client: ACMClient,
  arn: string,
): Promise<CertificateDetail | undefined> {
  if (!arn.startsWith("arn:")) return undefined;
  try {
    return (await client.send(new DescribeCertificateCommand({ CertificateArn: arn }))).Certificate;
  } catch (error) {
    if (isNamed(error, "ResourceNotFoundException")) return undefined;
    throw error;
  }
}

/** Whether a certificate is valid for exactly the names of a wish, no more and no fewer. */
export function isIssuedFor(certificate: CertificateDetail | undefined, wish: CertificateWish): boolean {
  if (certificate?.Status !== "ISSUED" || certificate.DomainName !== wish.domain) return false;
  const names = new Set([wish.domain, ...wish.alternativeNames]);
  const has = new Set([wish.domain, ...(certificate.SubjectAlternativeNames ?? [])]);
  return names.size === has.size && [...names].every((name) => has.has(name));
}
