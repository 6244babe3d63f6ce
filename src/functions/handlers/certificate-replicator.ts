import { ACMClient } from "@aws-sdk/client-acm";
import { removeCertificate } from "../certificates/remove-certificate.ts";
import { describeCertificate, requestCertificate } from "../certificates/request-certificate.ts";
import { waitUntilIssued } from "../certificates/validate-certificate.ts";
import type { CustomResource, CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { lambdaHandler } from "../custom-resource/entry.ts";
import type { Attributes } from "../custom-resource/event.ts";

/**
 * A second certificate for the same names in another Region (`us-east-1`, the only one CloudFront reads). The first one's
 * validation records validate it too. copilot-model.md 6.
 */
export const certificateReplicator: CustomResource = {
  doing: ({ event, properties }) =>
    `${event.RequestType === "Delete" ? "Deleting the copy of" : "Copying"} certificate ${properties.text("CertificateArn")} ${event.RequestType === "Delete" ? "in" : "to"} ${properties.text("TargetRegion")}`,
  physicalId: (event) => event.PhysicalResourceId ?? `${event.LogicalResourceId}-not-requested`,
  create: replicate,
  async update(request) {
    return isUnchanged(request) ? { Arn: request.currentId() } : replicate(request);
  },
  async delete(request) {
    await removeCertificate(request, acm(request, "TargetRegion"), { arn: request.currentId() });
  },
};

/** What Lambda calls for `CertificateReplicatorFunction`. */
export const certificateReplicateHandler = lambdaHandler(certificateReplicator);

async function replicate(request: CustomResourceRequest): Promise<Attributes> {
  const { properties } = request;
  const original = await describeCertificate(acm(request, "EnvRegion"), properties.text("CertificateArn"));
  if (original?.DomainName === undefined) {
    throw new Error(
      `There is no certificate ${properties.text("CertificateArn")} in ${properties.text("EnvRegion")}.`,
    );
  }
  const client = acm(request, "TargetRegion");
  const arn = await requestCertificate(request, client, {
    domain: original.DomainName,
    alternativeNames: original.SubjectAlternativeNames ?? [],
    tags: {
      "copilot-application": properties.text("AppName"),
      "copilot-environment": properties.text("EnvName"),
    },
  });
  await waitUntilIssued(request, client, arn);
  request.identify(arn);
  return { Arn: arn };
}

function isUnchanged(request: CustomResourceRequest): boolean {
  const { properties, previous } = request;
  const names = ["CertificateArn", "TargetRegion", "EnvRegion"];
  return (
    request.currentId().startsWith("arn:") &&
    names.every((name) => properties.text(name) === previous.optionalText(name))
  );
}

function acm({ aws, properties }: CustomResourceRequest, regionProperty: string): ACMClient {
  return new ACMClient({ ...aws, region: properties.text(regionProperty) });
}
