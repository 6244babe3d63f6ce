import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  type Listener,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { FoundLoadBalancer } from "../domain/cloud.ts";
import { failureOf } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/**
 * Looks up a load balancer by name or ARN, with all of its listeners. Needs `elasticloadbalancing:DescribeLoadBalancers` and
 * `elasticloadbalancing:DescribeListeners`, both on `*`.
 */
export async function findLoadBalancer(
  session: Session,
  nameOrArn: string,
  signal?: AbortSignal,
): Promise<Observed<FoundLoadBalancer>> {
  try {
    const input = nameOrArn.startsWith("arn:") ? { LoadBalancerArns: [nameOrArn] } : { Names: [nameOrArn] };
    const answer = await session.loadBalancing.send(
      new DescribeLoadBalancersCommand(input),
      abortable(signal),
    );
    const found = answer.LoadBalancers?.[0];
    if (found?.LoadBalancerArn === undefined) return absent;
    return present({
      arn: found.LoadBalancerArn,
      name: found.LoadBalancerName ?? "",
      dnsName: found.DNSName ?? "",
      hostedZoneId: found.CanonicalHostedZoneId ?? "",
      scheme: found.Scheme ?? "",
      securityGroups: found.SecurityGroups ?? [],
      listeners: (await listListeners(session, found.LoadBalancerArn, signal)).map((listener) => ({
        arn: listener.ListenerArn ?? "",
        port: listener.Port ?? 0,
        protocol: listener.Protocol ?? "",
      })),
    });
  } catch (error) {
    if (["LoadBalancerNotFoundException", "LoadBalancerNotFound"].includes(codeOf(error))) return absent;
    return unreadable(failureOf(translateAwsError(error, `look up the load balancer ${nameOrArn}`)));
  }
}

async function listListeners(session: Session, arn: string, signal?: AbortSignal): Promise<Listener[]> {
  const found: Listener[] = [];
  let marker: string | undefined;
  do {
    const input = { LoadBalancerArn: arn, ...(marker === undefined ? {} : { Marker: marker }) };
    const page = await session.loadBalancing.send(new DescribeListenersCommand(input), abortable(signal));
    found.push(...(page.Listeners ?? []));
    marker = page.NextMarker;
  } while (marker !== undefined && marker !== "");
  return found;
}
