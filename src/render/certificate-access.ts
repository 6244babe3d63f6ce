import type { JsonMap } from "../domain/template.ts";
import { sub } from "../template/intrinsics.ts";

/** Condition that a resource carries the tags of this workload. */
export const taggedForWorkload: JsonMap = {
  StringEquals: {
    "aws:ResourceTag/copilot-application": sub("${AppName}"),
    "aws:ResourceTag/copilot-environment": sub("${EnvName}"),
    "aws:ResourceTag/copilot-service": sub("${WorkloadName}"),
  },
};

/** What a function needs to request, find and delete this workload's certificates, and no others (copilot-model.md 6). */
export const certificateAccess: readonly JsonMap[] = [
  {
    Sid: "ServiceCertificateDelete",
    Effect: "Allow",
    Action: "acm:DeleteCertificate",
    Resource: "*",
    Condition: taggedForWorkload,
  },
  { Sid: "TaggedResourcesRead", Effect: "Allow", Action: "tag:GetResources", Resource: "*" },
  {
    Sid: "ServiceCertificateCreate",
    Effect: "Allow",
    Action: ["acm:RequestCertificate", "acm:AddTagsToCertificate"],
    Resource: "*",
    Condition: taggedForWorkload,
  },
  { Sid: "CertificateRead", Effect: "Allow", Action: "acm:DescribeCertificate", Resource: "*" },
];
