import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { ecs, type Cluster, type Service, type TaskDefinition } from "./ecs-state.ts";

/** The cluster that a short name or an ARN means; `default` when nothing is named. */
export function requireCluster(context: CallContext, selector: string | undefined): Cluster {
  const cluster = findCluster(context, selector);
  if (cluster === undefined || cluster.status !== "ACTIVE") {
    throw clientFault("ClusterNotFoundException", "Cluster not found.");
  }
  return cluster;
}

/** The same, or undefined. */
export function findCluster(context: CallContext, selector = "default"): Cluster | undefined {
  return context.state(ecs).clusters.get(arnOf(context, "cluster", selector));
}

/** The service that a short name or an ARN means, whatever its status. */
export function findService(
  context: CallContext,
  cluster: Cluster,
  selector: string | undefined,
): Service | undefined {
  const arn = arnOf(context, `service/${cluster.name}`, selector?.split("/").at(-1) ?? "");
  return context.state(ecs).services.get(arn);
}

/** A service that can be changed. */
export function requireService(
  context: CallContext,
  cluster: Cluster,
  selector: string | undefined,
): Service {
  const service = findService(context, cluster, selector);
  if (service === undefined) throw clientFault("ServiceNotFoundException", "Service not found.");
  if (service.status !== "ACTIVE") throw clientFault("ServiceNotActiveException", "Service was not ACTIVE.");
  return service;
}

/** The revision that `family`, `family:revision` or an ARN means; without a revision the newest active one. */
export function findTaskDefinition(context: CallContext, selector: string): TaskDefinition | undefined {
  const [family = "", revision] = (selector.split("/").at(-1) ?? "").split(":");
  const revisions = context.state(ecs).families.get(family) ?? [];
  if (revision === undefined) return revisions.findLast(({ status }) => status === "ACTIVE");
  return revisions.find((candidate) => candidate.revision === Number(revision));
}

/** The same, or ECS's ClientException. */
export function requireTaskDefinition(context: CallContext, selector: string | undefined): TaskDefinition {
  const found = findTaskDefinition(context, selector ?? "");
  if (found === undefined) throw clientFault("ClientException", "Unable to describe task definition.");
  return found;
}

/** An ARN of ECS here; what is an ARN already stays. */
export function arnOf(context: CallContext, kind: string, name: string): string {
  if (name.startsWith("arn:")) return name;
  return `arn:${context.partition}:ecs:${context.region}:${context.account}:${kind}/${name}`;
}

/** `{ key, value }` pairs, as ECS alone writes tags. */
export function ecsTags(tags: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** Tags from such pairs. */
export function fromEcsTags(
  list: readonly { readonly key?: string | undefined; readonly value?: string | undefined }[] | undefined,
): Record<string, string> {
  return Object.fromEntries((list ?? []).map(({ key, value }) => [key ?? "", value ?? ""]));
}

/** What DescribeX answers for an id that means nothing. */
export function missing(context: CallContext, kind: string, id: string): object {
  return { arn: arnOf(context, kind, id), reason: "MISSING" };
}

/** Refuses a batch that is empty or too large. */
export function checkBatchSize(
  what: string,
  items: readonly string[] | undefined,
  largest: number,
): readonly string[] {
  const list = items ?? [];
  if (list.length === 0) throw clientFault("InvalidParameterException", `${what} cannot be empty.`);
  if (list.length > largest) {
    throw clientFault("InvalidParameterException", `${what} cannot have more than ${largest} elements.`);
  }
  return list;
}
