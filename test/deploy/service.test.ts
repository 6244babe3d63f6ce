import { describe, expect, test } from "vitest";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { pushImage } from "../../src/simulator/services/ecr/push-image.ts";
import { makeAwsWorld } from "../support/aws-world.ts";
import { install } from "./install.ts";

/** `deploy/service.yml` comes up in the simulated AWS, whatever is let in. */
describe("deploy/service.yml", () => {
  test.each([
    [
      "none",
      ["Cluster", "Dashboard", "Service", "Logs", "ErrorAlarm", "AbsentAlarm", "MemoryAlarm"],
      ["LoadBalancer", "WebhookRule", "PageRule"],
    ],
    ["webhook", ["LoadBalancer", "WebhookRule", "LoadBalancerSecurityGroup"], ["PageRule"]],
    ["page", ["LoadBalancer", "WebhookRule", "PageRule"], []],
  ])("with the entrance %s", async (entrance, there, absent) => {
    const { world, account, region } = makeAwsWorld();
    const image = await imageIn(world, account, region);
    const open = {
      PublicSubnetIds: "subnet-3,subnet-4",
      CertificateArn: `arn:aws:acm:${region}:${account}:certificate/1`,
    };
    const outputs = await world.run(
      (async () => {
        const { TaskRoleArn = "" } = await install(world, {
          account,
          region,
          stack: "autoland-task-role",
          file: "task-role.yml",
          parameters: { Application: "shop", LeaseBucket: "acme-autoland", BuildBucket: "acme-builds" },
        });
        return install(world, {
          account,
          region,
          stack: "autoland",
          file: "service.yml",
          parameters: {
            Image: image,
            TaskRoleArn,
            VpcId: "vpc-1",
            SubnetIds: "subnet-1,subnet-2",
            GitHubTokenArn: `arn:aws:secretsmanager:${region}:${account}:secret:github-abc`,
            Entrance: entrance,
            ...(entrance === "none" ? {} : open),
          },
        });
      })(),
    );
    const credentials = world.issueCredentials(rootOf(account));
    const call = (service: string, action: string, input: object): Promise<unknown> =>
      world.run(world.call({ service, action, credentials, region, input }));
    const { StackResources: resources } = (await call("cloudformation", "DescribeStackResources", {
      StackName: "autoland",
    })) as { StackResources: readonly { LogicalResourceId: string }[] };
    const ids = resources.map(({ LogicalResourceId: id }) => id);
    for (const id of there) expect(ids).toContain(id);
    for (const id of absent) expect(ids).not.toContain(id);
    const { services } = (await call("ecs", "DescribeServices", {
      cluster: outputs["ClusterName"],
      services: [outputs["ServiceName"]],
    })) as {
      services: readonly { runningCount: number; deploymentConfiguration: object; taskDefinition: string }[];
    };
    expect(services[0]).toMatchObject({
      runningCount: 1,
      deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 },
    });
    const { taskDefinition } = (await call("ecs", "DescribeTaskDefinition", {
      taskDefinition: services[0]?.taskDefinition,
    })) as { taskDefinition: object };
    expect(taskDefinition).toMatchObject({
      cpu: "256",
      memory: "512",
      containerDefinitions: [{ stopTimeout: 120, readonlyRootFilesystem: true }],
    });
    expect(JSON.stringify(taskDefinition).includes("AUTOLAND_HOST")).toBe(entrance !== "none");
  });
});

async function imageIn(
  world: Parameters<typeof pushImage>[0],
  account: string,
  region: string,
): Promise<string> {
  const credentials = world.issueCredentials(rootOf(account));
  const input = { repositoryName: "autoland" };
  await world.run(world.call({ service: "ecr", action: "CreateRepository", credentials, region, input }));
  const digest = pushImage(world, { account, region, repository: "autoland", tags: ["1"], content: "1" });
  return `${account}.dkr.ecr.${region}.amazonaws.com/autoland@${digest}`;
}
