import type { Progress, Provisioner, ProvisionRequest } from "../../cloudformation/provision.ts";
import { AwsFault } from "../../kernel/aws-fault.ts";
import { asRecord } from "../../protocols/record.ts";
import { callAs, handlerMessage, isMissing, tagsOf } from "../provision-by-calls.ts";
import { tagList } from "../tags.ts";
import { certificates, validationRecord } from "./certificate-state.ts";

/**
 * Certificates as stacks ask for them: the stack waits until the certificate is issued.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-certificatemanager-certificate.html
 */
export const acmProvisioners: Readonly<Record<string, Provisioner>> = {
  "AWS::CertificateManager::Certificate": {
    begin: (request) => {
      const { verb, live } = request;
      try {
        if (verb === "create") return { kind: "polls", seconds: 15, ...requested(request) };
        const physicalId = live?.physicalId ?? "";
        if (verb === "update") {
          callAs(request, "acm", "AddTagsToCertificate", {
            CertificateArn: physicalId,
            Tags: tagList(tagsOf(request)),
          });
        } else remove(request, physicalId);
        return { kind: "settles", seconds: 3, physicalId, attributes: live?.attributes ?? {} };
      } catch (error) {
        if (!(error instanceof AwsFault)) throw error;
        return { kind: "fails", seconds: 2, reason: handlerMessage(request, error) };
      }
    },
    poll: (request, physicalId): Progress => {
      const certificate = request.context.state(certificates).get(physicalId);
      if (certificate?.status === "PENDING_VALIDATION") return { kind: "pending", seconds: 15 };
      if (certificate?.status === "ISSUED") return { kind: "done" };
      return { kind: "failed", reason: "The certificate was not validated in time." };
    },
  },
};

function requested(request: ProvisionRequest): {
  readonly physicalId: string;
  readonly attributes: Record<string, string>;
} {
  const { DomainName, SubjectAlternativeNames, ValidationMethod, DomainValidationOptions } =
    request.properties;
  const made = callAs(request, "acm", "RequestCertificate", {
    DomainName,
    SubjectAlternativeNames,
    ValidationMethod,
    Tags: tagList(tagsOf(request)),
  });
  const physicalId = String(made["CertificateArn"]);
  for (const option of Array.isArray(DomainValidationOptions) ? DomainValidationOptions : []) {
    const { DomainName: name, HostedZoneId } = asRecord(option);
    if (HostedZoneId !== undefined) writeRecord(request, String(name), HostedZoneId);
  }
  return { physicalId, attributes: { Id: physicalId } };
}

/** Where an option names a hosted zone, CloudFormation writes the validation record into it. */
function writeRecord(request: ProvisionRequest, name: string, HostedZoneId: unknown): void {
  const { Name, Type, Value } = validationRecord(request.context, name);
  callAs(request, "route-53", "ChangeResourceRecordSets", {
    HostedZoneId,
    ChangeBatch: {
      Changes: [
        { Action: "UPSERT", ResourceRecordSet: { Name, Type, TTL: 300, ResourceRecords: [{ Value }] } },
      ],
    },
  });
}

function remove(request: ProvisionRequest, CertificateArn: string): void {
  try {
    callAs(request, "acm", "DeleteCertificate", { CertificateArn });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
