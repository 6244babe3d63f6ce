import type {
  AddTagsToCertificateRequest,
  DescribeCertificateRequest,
  ListCertificatesRequest,
  RequestCertificateRequest,
} from "@aws-sdk/client-acm";
import { clientFault } from "../../kernel/aws-fault.ts";
import { jsonErrors } from "../../kernel/error-style.ts";
import {
  operation,
  type CallContext,
  type NeededPermission,
  type ServiceModel,
} from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { requestTagValues, resourceTagValues, tagList, tagsFrom } from "../tags.ts";
import { addCertificate, certificates, validationRecord, type Certificate } from "./certificate-state.ts";
import { usersOf } from "./certificate-users.ts";
import { validate, watchValidation } from "./validate-certificates.ts";

/** Certificate Manager: certificates that are issued once public DNS answers with their validation records. */
export const acmService: ServiceModel = {
  name: "acm",
  iamPrefix: "acm",
  errors: jsonErrors,
  operations: {
    RequestCertificate: operation(requestCertificate, (_context, { Tags }) =>
      forNew("RequestCertificate", Tags),
    ),
    DescribeCertificate: operation(describeCertificate, on("DescribeCertificate")),
    ListCertificates: operation(listCertificates),
    DeleteCertificate: operation(deleteCertificate, on("DeleteCertificate")),
    AddTagsToCertificate: operation(addTagsToCertificate, on("AddTagsToCertificate")),
    ListTagsForCertificate: operation(listTagsForCertificate, on("ListTagsForCertificate")),
  },
  events: { validate },
};

/** Names in one certificate unless a higher quota was asked for. https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html */
const namesAtMost = 10;

/** The same idempotency token within an hour is the same request. https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html */
const tokenMilliseconds = 3_600_000;

/** Milliseconds until ACM knows the validation records. */
const recordsAfterMilliseconds = 5000;

/** Without `Includes.keyTypes` only these are listed; every certificate here is RSA_2048. */
const listedByDefault = ["RSA_1024", "RSA_2048"];

function requestCertificate(context: CallContext, input: RequestCertificateRequest): object {
  const subject = input.DomainName ?? "";
  const names = [...new Set([subject, ...(input.SubjectAlternativeNames ?? [])])];
  const wrong = names.find(
    (name) => !/^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(name),
  );
  if (wrong !== undefined) {
    throw clientFault("InvalidDomainValidationOptionsException", `${wrong} is not a valid domain name.`);
  }
  if (names.length > namesAtMost) {
    throw clientFault(
      "LimitExceededException",
      `Error: you have reached your limit of ${namesAtMost} domain names in a certificate.`,
    );
  }
  const known = [...context.state(certificates).values()].find(
    ({ token, requestedAt, names: others }) =>
      token !== undefined &&
      token === input.IdempotencyToken &&
      context.now.getTime() - requestedAt.getTime() < tokenMilliseconds &&
      others.join(" ") === names.join(" "),
  );
  if (known !== undefined) return { CertificateArn: known.arn };
  const certificate = addCertificate(context, {
    names,
    type: "AMAZON_ISSUED",
    validation: input.ValidationMethod === "DNS" ? "DNS" : "EMAIL",
    token: input.IdempotencyToken,
    tags: tagsFrom(input.Tags),
    status: "PENDING_VALIDATION",
  });
  watchValidation(context, certificate);
  return { CertificateArn: certificate.arn };
}

/** DescribeCertificate. https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html */
function describeCertificate(context: CallContext, input: DescribeCertificateRequest): object {
  const certificate = requireCertificate(context, input.CertificateArn);
  const isYoung = context.now.getTime() - certificate.requestedAt.getTime() < recordsAfterMilliseconds;
  const users = usersOf(context, certificate.arn);
  return {
    Certificate: {
      CertificateArn: certificate.arn,
      DomainName: certificate.names[0],
      SubjectAlternativeNames: certificate.names,
      Status: certificate.status,
      Type: certificate.type,
      KeyAlgorithm: "RSA_2048",
      CreatedAt: certificate.requestedAt,
      IssuedAt: certificate.issuedAt,
      InUseBy: users,
      ...(certificate.validation === "NONE"
        ? {}
        : {
            DomainValidationOptions: certificate.names.map((name) => ({
              DomainName: name,
              ValidationDomain: name,
              ValidationMethod: certificate.validation,
              ValidationStatus: certificate.validated.has(name) ? "SUCCESS" : "PENDING_VALIDATION",
              ...(isYoung || certificate.validation !== "DNS"
                ? {}
                : { ResourceRecord: validationRecord(context, name) }),
            })),
          }),
    },
  };
}

/** ListCertificates: a thousand a page at most; only RSA keys of up to 2048 bits unless told otherwise. */
function listCertificates(context: CallContext, input: ListCertificatesRequest): object {
  const statuses: readonly string[] | undefined = input.CertificateStatuses;
  const keyTypes: readonly string[] = input.Includes?.keyTypes ?? listedByDefault;
  const listed = [...context.state(certificates).values()].filter(
    ({ status }) => keyTypes.includes("RSA_2048") && (statuses === undefined || statuses.includes(status)),
  );
  const page = pageOf(listed, {
    token: input.NextToken,
    size: input.MaxItems ?? 100,
    invalidToken: () => clientFault("InvalidArgsException", "Invalid NextToken"),
  });
  return {
    CertificateSummaryList: page.items.map((certificate) => ({
      CertificateArn: certificate.arn,
      DomainName: certificate.names[0],
      SubjectAlternativeNameSummaries: certificate.names.slice(0, 100),
      HasAdditionalSubjectAlternativeNames: certificate.names.length > 100,
      Status: certificate.status,
      Type: certificate.type,
      KeyAlgorithm: "RSA-2048",
      InUse: usersOf(context, certificate.arn).length > 0,
      CreatedAt: certificate.requestedAt,
      IssuedAt: certificate.issuedAt,
    })),
    NextToken: page.nextToken,
  };
}

function deleteCertificate(context: CallContext, input: DescribeCertificateRequest): object {
  const { arn } = requireCertificate(context, input.CertificateArn);
  if (usersOf(context, arn).length > 0) {
    throw clientFault(
      "ResourceInUseException",
      `Certificate ${arn} in account ${context.account} is in use.`,
    );
  }
  context.state(certificates).delete(arn);
  return {};
}

function addTagsToCertificate(context: CallContext, input: AddTagsToCertificateRequest): object {
  const certificate = requireCertificate(context, input.CertificateArn);
  certificate.tags = { ...certificate.tags, ...tagsFrom(input.Tags) };
  return {};
}

function listTagsForCertificate(context: CallContext, input: DescribeCertificateRequest): object {
  return { Tags: tagList(requireCertificate(context, input.CertificateArn).tags) };
}

function requireCertificate(context: CallContext, arn: string | undefined): Certificate {
  const found = context.state(certificates).get(arn ?? "");
  if (found !== undefined) return found;
  throw clientFault(
    "ResourceNotFoundException",
    `Could not find certificate ${arn} in account ${context.account}.`,
  );
}

function on(
  action: string,
): (
  context: CallContext,
  input: { readonly CertificateArn?: string | undefined },
) => readonly NeededPermission[] {
  return (context, { CertificateArn = "*" }) => [
    {
      action: `acm:${action}`,
      resource: CertificateArn,
      conditionValues: resourceTagValues(context.state(certificates).get(CertificateArn)?.tags ?? {}),
    },
  ];
}

/** The tags of a request count as those of the certificate to come: Copilot's policies depend on it. */
function forNew(action: string, list: RequestCertificateRequest["Tags"]): readonly NeededPermission[] {
  const tags = tagsFrom(list);
  const needed = (name: string): NeededPermission => ({
    action: `acm:${name}`,
    resource: "*",
    conditionValues: { ...requestTagValues(tags), ...resourceTagValues(tags) },
  });
  return Object.keys(tags).length === 0 ? [needed(action)] : [needed(action), needed("AddTagsToCertificate")];
}
