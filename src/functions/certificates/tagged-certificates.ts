import type { ACMClient, CertificateDetail } from "@aws-sdk/client-acm";
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import type { AwsClientConfig } from "../custom-resource/world.ts";
import { describeCertificate } from "./request-certificate.ts";

/** The certificates of a Region that carry all of these tags. */
export async function taggedCertificates(
  aws: AwsClientConfig,
  client: ACMClient,
  tags: Readonly<Record<string, string>>,
): Promise<readonly CertificateDetail[]> {
  const tagging = new ResourceGroupsTaggingAPIClient(aws);
  const certificates: CertificateDetail[] = [];
  let token: string | undefined;
  do {
    const page = await tagging.send(
      new GetResourcesCommand({
        ResourceTypeFilters: ["acm:certificate"],
        TagFilters: Object.entries(tags).map(([key, value]) => ({ Key: key, Values: [value] })),
        PaginationToken: token,
      }),
    );
    for (const { ResourceARN: arn } of page.ResourceTagMappingList ?? []) {
      // Tags of a deleted certificate linger for a while.
      const certificate = arn === undefined ? undefined : await describeCertificate(client, arn);
      if (certificate !== undefined) certificates.push(certificate);
    }
    token = page.PaginationToken;
  } while (token !== undefined && token !== "");
  return certificates;
}
