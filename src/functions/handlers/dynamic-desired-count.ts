import { DescribeServicesCommand, ECSClient } from "@aws-sdk/client-ecs";
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import type { CustomResource, CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { lambdaHandler } from "../custom-resource/entry.ts";
import type { Attributes } from "../custom-resource/event.ts";
import { messageOf } from "../custom-resource/reason.ts";

const attempts = 3;
const pauseBetween = 10_000;

/**
 * Gives an autoscaled service's desired count as it stands, so that a deployment does not undo what autoscaling chose;
 * the manifest's count where there is no such service yet. It never fails a deployment: when the count stays unreadable
 * the manifest's is given, as Copilot does. copilot-model.md 6.
 */
export const dynamicDesiredCount: CustomResource = {
  doing: ({ properties }) => `Reading the desired count of service ${properties.text("Svc")}`,
  physicalId: (event, properties) =>
    event.PhysicalResourceId ??
    `copilot/apps/${properties.text("App")}/envs/${properties.text("Env")}/services/${properties.text("Svc")}/autoscaling`,
  create: desiredCount,
  update: desiredCount,
  delete: () => Promise.resolve(),
};

/** What Lambda calls for `DynamicDesiredCountFunction`. */
export const handler = lambdaHandler(dynamicDesiredCount);

async function desiredCount(request: CustomResourceRequest): Promise<Attributes> {
  const fallback = request.properties.text("DefaultDesiredCount");
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { DesiredCount: (await liveCount(request)) ?? fallback };
    } catch (error) {
      request.log(`Attempt ${attempt} of ${attempts} to read the desired count: ${messageOf(error)}`);
      if (attempt === attempts) return { DesiredCount: fallback };
    }
    await request.pause(pauseBetween, "a readable desired count");
  }
}

async function liveCount({ aws, properties }: CustomResourceRequest): Promise<number | undefined> {
  const cluster = properties.text("Cluster");
  const arns = await taggedServices(aws, {
    "copilot-application": properties.text("App"),
    "copilot-environment": properties.text("Env"),
    "copilot-service": properties.text("Svc"),
  });
  // Tags of a deleted service linger; the cluster in the ARN and the status tell which one lives.
  const here = arns.length > 1 ? arns.filter((arn) => arn.includes(`:service/${cluster}/`)) : arns;
  if (here.length === 0) return undefined;
  const { services = [] } = await new ECSClient(aws).send(
    new DescribeServicesCommand({ cluster, services: here.slice(0, 10) }),
  );
  const active = services.filter((service) => service.status === undefined || service.status === "ACTIVE");
  return active.length === 1 ? active[0]?.desiredCount : undefined;
}

async function taggedServices(
  aws: CustomResourceRequest["aws"],
  tags: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const client = new ResourceGroupsTaggingAPIClient(aws);
  const arns: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new GetResourcesCommand({
        ResourceTypeFilters: ["ecs:service"],
        TagFilters: Object.entries(tags).map(([key, value]) => ({ Key: key, Values: [value] })),
        PaginationToken: token,
      }),
    );
    arns.push(...(page.ResourceTagMappingList ?? []).flatMap((entry) => entry.ResourceARN ?? []));
    token = page.PaginationToken;
  } while (token !== undefined && token !== "");
  return arns;
}
