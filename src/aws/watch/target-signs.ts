import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { UnhealthyTargetSign } from "../../domain/sign.ts";
import { abortable } from "../abortable.ts";
import type { Session } from "../sessions.ts";

/** Targets that a load balancer finds unhealthy, as of now. Needs `elasticloadbalancing:DescribeTargetHealth`. */
export async function unhealthyTargets(
  session: Session,
  targetGroup: string,
  now: Date,
  signal?: AbortSignal,
): Promise<readonly UnhealthyTargetSign[]> {
  const answer = await session.loadBalancing.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup }),
    abortable(signal),
  );
  return (answer.TargetHealthDescriptions ?? [])
    .filter(({ TargetHealth }) => TargetHealth?.State === "unhealthy")
    .map(({ Target, TargetHealth }) => ({
      kind: "unhealthy-target" as const,
      at: now,
      targetGroup,
      target: `${Target?.Id ?? ""}:${Target?.Port ?? ""}`,
      reason: TargetHealth?.Reason ?? "",
      description: TargetHealth?.Description ?? "",
    }));
}
