import type { DescribeCertificateCommandInput } from "@aws-sdk/client-acm";
import { clientFault } from "../../kernel/aws-fault.ts";
import { jsonErrors } from "../../kernel/error-style.ts";
import { operation, type CallContext, type ServiceModel } from "../../kernel/service.ts";
import { madeByStacks, textOf } from "../made-by-stacks.ts";
import { importedCertificates } from "./import-certificate.ts";

/** Certificate Manager, to be looked at: what stacks asked for, and what people imported. */
export const acmService: ServiceModel = {
  name: "acm",
  iamPrefix: "acm",
  errors: jsonErrors,
  operations: {
    DescribeCertificate: operation(describeCertificate, (_context, { CertificateArn = "*" }) => [
      { action: "acm:DescribeCertificate", resource: CertificateArn },
    ]),
  },
};

/** DescribeCertificate. https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html */
function describeCertificate(
  context: CallContext,
  { CertificateArn }: DescribeCertificateCommandInput,
): object {
  const arn = CertificateArn ?? "";
  const names = context.state(importedCertificates).get(arn) ?? namesFromStacks(context, arn);
  if (names === undefined) {
    const account = context.account;
    throw clientFault(
      "ResourceNotFoundException",
      `Could not find certificate ${arn} in account ${account}.`,
    );
  }
  const [DomainName = ""] = names;
  return {
    Certificate: { CertificateArn: arn, DomainName, SubjectAlternativeNames: names, Status: "ISSUED" },
  };
}

function namesFromStacks(context: CallContext, arn: string): readonly string[] | undefined {
  const made = madeByStacks(context, "AWS::CertificateManager::Certificate");
  const found = made.find(({ physicalId }) => physicalId === arn);
  if (found === undefined) return undefined;
  const others = found.live.properties["SubjectAlternativeNames"];
  const names = Array.isArray(others) ? others.filter((name) => typeof name === "string") : [];
  return [...new Set([textOf(found, "DomainName") ?? "", ...names])];
}
