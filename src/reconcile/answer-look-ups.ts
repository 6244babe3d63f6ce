import { certificatesOf, type LookUpAnswers, type LookUpNeeds } from "../desired/look-ups.ts";
import type { LookUpRequest, LookUps } from "../domain/cloud.ts";

/** Looks up what one workload needs in the environment's account, all at once; what cannot be looked at is an answer, too. */
export async function answerLookUps(
  cloud: LookUps,
  place: LookUpRequest,
  needs: LookUpNeeds,
  signal: AbortSignal,
): Promise<LookUpAnswers> {
  const { loadBalancer: nameOrArn, subnetTags: tags } = needs;
  const [loadBalancer, subnets, certificates] = await Promise.all([
    nameOrArn === undefined ? undefined : cloud.findLoadBalancer({ ...place, nameOrArn }, signal),
    tags === undefined ? undefined : cloud.findSubnets({ ...place, tags }, signal),
    Promise.all(
      certificatesOf(needs).map(
        async (arn) => [arn, await cloud.findCertificateNames({ ...place, arn }, signal)] as const,
      ),
    ),
  ]);
  signal.throwIfAborted();
  return {
    ...(loadBalancer === undefined ? {} : { loadBalancer }),
    ...(subnets === undefined ? {} : { subnets }),
    certificates: new Map(certificates),
  };
}
