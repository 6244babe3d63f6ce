import { DescribeCertificateCommand } from "@aws-sdk/client-acm";
import { failureOf } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/**
 * The domain names that a certificate covers, its subject among them. Needs `acm:DescribeCertificate` on the certificate, which
 * Copilot's manager role has for those that the environment imports.
 */
export async function findCertificateNames(
  session: Session,
  arn: string,
  signal?: AbortSignal,
): Promise<Observed<readonly string[]>> {
  try {
    const answer = await session.acm.send(
      new DescribeCertificateCommand({ CertificateArn: arn }),
      abortable(signal),
    );
    const { DomainName, SubjectAlternativeNames = [] } = answer.Certificate ?? {};
    return present([
      ...new Set([...(DomainName === undefined ? [] : [DomainName]), ...SubjectAlternativeNames]),
    ]);
  } catch (error) {
    if (codeOf(error) === "ResourceNotFoundException") return absent;
    return unreadable(failureOf(translateAwsError(error, `look up the certificate ${arn}`)));
  }
}
