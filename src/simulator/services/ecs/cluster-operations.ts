import type {
  CreateClusterCommandInput,
  DeleteClusterCommandInput,
  DescribeClustersCommandInput,
  ListClustersCommandInput,
} from "@aws-sdk/client-ecs";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { ecs, type Cluster } from "./ecs-state.ts";
import { arnOf, ecsTags, findCluster, fromEcsTags, missing, requireCluster } from "./find-ecs.ts";

/** CreateCluster: one that exists already is answered as it is. */
export function createCluster(context: CallContext, input: CreateClusterCommandInput): object {
  const name = input.clusterName ?? "default";
  const { clusters } = context.state(ecs);
  const arn = arnOf(context, "cluster", name);
  const known = clusters.get(arn);
  if (known !== undefined && known.status === "ACTIVE") return { cluster: describe(context, known) };
  const cluster: Cluster = {
    name,
    arn,
    status: "ACTIVE",
    tags: fromEcsTags(input.tags),
    settings: (input.settings ?? []).map((setting) => ({
      name: setting.name ?? "",
      value: setting.value ?? "",
    })),
    capacityProviders: input.capacityProviders ?? [],
  };
  clusters.set(arn, cluster);
  return { cluster: describe(context, cluster) };
}

/** DeleteCluster: refused while services or tasks run in it. */
export function deleteCluster(context: CallContext, input: DeleteClusterCommandInput): object {
  const cluster = requireCluster(context, input.cluster);
  const { services, tasks } = context.state(ecs);
  if (
    [...services.values()].some(
      ({ clusterArn, status }) => clusterArn === cluster.arn && status !== "INACTIVE",
    )
  ) {
    throw clientFault(
      "ClusterContainsServicesException",
      "The Cluster cannot be deleted while Services are active.",
    );
  }
  if (
    [...tasks.values()].some(
      ({ clusterArn, lastStatus }) => clusterArn === cluster.arn && lastStatus !== "STOPPED",
    )
  ) {
    throw clientFault(
      "ClusterContainsTasksException",
      "The Cluster cannot be deleted while Tasks are active.",
    );
  }
  cluster.status = "INACTIVE";
  return { cluster: describe(context, cluster) };
}

/** DescribeClusters: up to a hundred; unknown ones are failures beside the others. */
export function describeClusters(context: CallContext, input: DescribeClustersCommandInput): object {
  const named = (input.clusters ?? ["default"]).map((id) => ({ id, cluster: findCluster(context, id) }));
  return {
    clusters: named.flatMap(({ cluster }) => (cluster === undefined ? [] : [describe(context, cluster)])),
    failures: named
      .filter(({ cluster }) => cluster === undefined)
      .map(({ id }) => missing(context, "cluster", id)),
  };
}

/** ListClusters: a hundred a page. */
export function listClusters(context: CallContext, input: ListClustersCommandInput): object {
  const active = [...context.state(ecs).clusters.values()].filter(({ status }) => status === "ACTIVE");
  const page = pageOf(active, {
    token: input.nextToken,
    size: input.maxResults ?? 100,
    invalidToken: () => clientFault("InvalidParameterException", "Invalid token."),
  });
  return { clusterArns: page.items.map(({ arn }) => arn), nextToken: page.nextToken };
}

function describe(context: CallContext, cluster: Cluster): object {
  const state = context.state(ecs);
  const tasks = [...state.tasks.values()].filter(({ clusterArn }) => clusterArn === cluster.arn);
  const services = [...state.services.values()].filter(
    ({ clusterArn, status }) => clusterArn === cluster.arn && status === "ACTIVE",
  );
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    runningTasksCount: tasks.filter(({ lastStatus }) => lastStatus === "RUNNING").length,
    pendingTasksCount: tasks.filter(({ lastStatus }) => lastStatus === "PENDING").length,
    activeServicesCount: services.length,
    tags: ecsTags(cluster.tags),
    settings: cluster.settings,
    capacityProviders: cluster.capacityProviders,
  };
}
