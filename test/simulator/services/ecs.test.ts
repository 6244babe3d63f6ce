import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  StopServiceDeploymentCommand,
  StopTaskCommand,
  UpdateServiceCommand,
  type ContainerDefinition,
  type Service,
} from "@aws-sdk/client-ecs";
import { ECRClient, CreateRepositoryCommand } from "@aws-sdk/client-ecr";
import { expect, test } from "vitest";
import { setAlarmState } from "../../../src/simulator/services/cloudwatch/alarm-state.ts";
import { pushImage } from "../../../src/simulator/services/ecr/push-image.ts";
import {
  setContainerBehaviour,
  writeBehaviour,
  type ContainerBehaviour,
} from "../../../src/simulator/services/ecs/container-behaviour.ts";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";
import type { World } from "../../../src/simulator/kernel/world.ts";
import { account, clientOptions, failureOf, region, sdkWorld } from "./sdk-world.ts";

const cluster = "shop-test";
const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } };
const targetGroupArn = `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/api/1`;

interface Setup {
  readonly world: World;
  readonly ecs: ECSClient;
}

async function setup(): Promise<Setup> {
  const world = sdkWorld();
  const ecs = new ECSClient(clientOptions(world));
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  return { world, ecs };
}

async function register(
  ecs: ECSClient,
  image: string,
  more: Partial<ContainerDefinition> = {},
): Promise<string> {
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: "api",
      requiresCompatibilities: ["FARGATE"],
      cpu: "256",
      memory: "512",
      containerDefinitions: [{ name: "api", image, ...more }],
    }),
  );
  return taskDefinition?.taskDefinitionArn ?? "";
}

async function create(ecs: ECSClient, taskDefinition: string, more: object = {}): Promise<void> {
  await ecs.send(
    new CreateServiceCommand({
      cluster,
      serviceName: "api",
      taskDefinition,
      desiredCount: 2,
      deploymentConfiguration: breaker,
      ...more,
    }),
  );
}

async function describe(ecs: ECSClient): Promise<Service> {
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: ["api"] }));
  const [service] = services ?? [];
  if (service === undefined) throw new Error("no service");
  return service;
}

const minutes = (world: World, count: number): Promise<void> => world.run(world.clock.sleep(count * 60_000));

test("a first rollout takes about a minute and ends in a steady state", async () => {
  const { world, ecs } = await setup();
  await create(ecs, await register(ecs, "nginx:1"));
  expect(await describe(ecs)).toMatchObject({
    runningCount: 0,
    deployments: [{ rolloutState: "IN_PROGRESS" }],
  });
  await minutes(world, 2);
  const service = await describe(ecs);
  expect(service).toMatchObject({
    runningCount: 2,
    pendingCount: 0,
    deployments: [{ status: "PRIMARY", rolloutState: "COMPLETED", failedTasks: 0 }],
  });
  expect(service.events?.[0]?.message).toBe("(service api) has reached a steady state.");
});

test("an update rolls over: new tasks first, then the old ones drain", async () => {
  const { world, ecs } = await setup();
  await create(ecs, await register(ecs, "nginx:1"));
  await minutes(world, 2);
  await ecs.send(
    new UpdateServiceCommand({ cluster, service: "api", taskDefinition: await register(ecs, "nginx:2") }),
  );
  await minutes(world, 0.7);
  expect(
    (await describe(ecs)).deployments?.map(({ status, runningCount }) => [status, runningCount]),
  ).toEqual([
    ["PRIMARY", 2],
    ["ACTIVE", 2],
  ]);
  await minutes(world, 1);
  expect(await describe(ecs)).toMatchObject({
    runningCount: 2,
    deployments: [{ rolloutState: "COMPLETED" }],
  });
  const { serviceDeployments } = await ecs.send(
    new ListServiceDeploymentsCommand({ cluster, service: "api" }),
  );
  expect(serviceDeployments?.map(({ status }) => status)).toEqual(["SUCCESSFUL", "SUCCESSFUL"]);
});

const failures: readonly {
  readonly behaviour: ContainerBehaviour;
  readonly balanced: boolean;
  readonly stoppedReason: string;
  readonly container?: object;
}[] = [
  {
    behaviour: { kind: "exits", code: 1 },
    balanced: false,
    stoppedReason: "Essential container in task exited",
    container: { exitCode: 1 },
  },
  {
    behaviour: { kind: "out-of-memory" },
    balanced: false,
    stoppedReason: "Essential container in task exited",
    container: { exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" },
  },
  {
    behaviour: { kind: "unhealthy" },
    balanced: true,
    stoppedReason: `Task failed ELB health checks in (target-group ${targetGroupArn})`,
  },
  {
    behaviour: { kind: "slow", seconds: 900 },
    balanced: true,
    stoppedReason: `Task failed ELB health checks in (target-group ${targetGroupArn})`,
  },
];

test.each(failures)(
  "an image that is $behaviour trips the circuit breaker, and the service goes back",
  async ({ behaviour, balanced, stoppedReason, container }) => {
    const { world, ecs } = await setup();
    const loadBalancers = balanced ? [{ targetGroupArn, containerName: "api", containerPort: 80 }] : [];
    const good = await register(ecs, "nginx:1");
    await create(ecs, good, { loadBalancers });
    await minutes(world, 3);
    setContainerBehaviour(world, "nginx:bad", behaviour);
    await ecs.send(
      new UpdateServiceCommand({ cluster, service: "api", taskDefinition: await register(ecs, "nginx:bad") }),
    );
    await minutes(world, 10);
    const service = await describe(ecs);
    expect(service).toMatchObject({
      taskDefinition: good,
      runningCount: 2,
      deployments: [{ status: "PRIMARY", rolloutState: "COMPLETED" }],
    });
    expect(service.events?.map(({ message }) => message).join("\n")).toMatch(
      /\(service api\) \(deployment ecs-svc\/\d{19}\) deployment failed: tasks failed to start\./,
    );
    const { taskArns } = await ecs.send(
      new ListTasksCommand({ cluster, serviceName: "api", desiredStatus: "STOPPED" }),
    );
    const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    const failed = tasks?.find((task) => task.stoppedReason === stoppedReason);
    expect(failed?.containers?.[0]).toMatchObject(container ?? {});
    const { serviceDeployments } = await ecs.send(
      new ListServiceDeploymentsCommand({ cluster, service: "api" }),
    );
    expect(serviceDeployments?.[0]?.status).toBe("ROLLBACK_SUCCESSFUL");
    const described = await ecs.send(
      new DescribeServiceDeploymentsCommand({
        serviceDeploymentArns: [serviceDeployments?.[0]?.serviceDeploymentArn ?? ""],
      }),
    );
    expect(described.serviceDeployments?.[0]).toMatchObject({
      deploymentCircuitBreaker: { status: "TRIGGERED", failureCount: 4, threshold: 3 },
    });
  },
);

test("a first rollout that fails has nothing to go back to, and stays failed", async () => {
  const { world, ecs } = await setup();
  setContainerBehaviour(world, "nginx:bad", { kind: "exits", code: 1 });
  await create(ecs, await register(ecs, "nginx:bad"));
  await minutes(world, 10);
  expect(await describe(ecs)).toMatchObject({
    runningCount: 0,
    deployments: [
      {
        rolloutState: "FAILED",
        rolloutStateReason: "ECS deployment circuit breaker: tasks failed to start.",
      },
    ],
  });
});

test("without a circuit breaker a failing rollout goes on and on", async () => {
  const { world, ecs } = await setup();
  setContainerBehaviour(world, "nginx:bad", { kind: "exits", code: 1 });
  await create(ecs, await register(ecs, "nginx:bad"), { deploymentConfiguration: {} });
  await minutes(world, 60);
  const service = await describe(ecs);
  expect(service.deployments?.[0]).toMatchObject({ rolloutState: "IN_PROGRESS" });
  expect(service.deployments?.[0]?.failedTasks).toBeGreaterThan(10);
});

const images: readonly { readonly situation: string; readonly image: string; readonly reason: string }[] = [
  {
    situation: "the repository does not exist",
    image: `${account}.dkr.ecr.${region}.amazonaws.com/shop/nothing:1`,
    reason: "CannotPullContainerError",
  },
  {
    situation: "the tag does not exist",
    image: `${account}.dkr.ecr.${region}.amazonaws.com/shop/api:nothing`,
    reason: "not found",
  },
  {
    situation: "the index has no image of the platform",
    image: `${account}.dkr.ecr.${region}.amazonaws.com/shop/api:arm`,
    reason: "image Manifest does not contain descriptor matching platform 'linux/amd64'",
  },
];

test.each(images)("when $situation, tasks stop with the reason", async ({ image, reason }) => {
  const { world, ecs } = await setup();
  await new ECRClient(clientOptions(world)).send(new CreateRepositoryCommand({ repositoryName: "shop/api" }));
  const platforms = [
    { os: "linux", architecture: "arm64" },
    { os: "linux", architecture: "arm" },
  ];
  pushImage(world, { account, region, repository: "shop/api", tags: ["arm"], content: "1", platforms });
  await create(ecs, await register(ecs, image));
  await minutes(world, 1);
  const { taskArns } = await ecs.send(
    new ListTasksCommand({ cluster, serviceName: "api", desiredStatus: "STOPPED" }),
  );
  const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
  expect(tasks?.[0]).toMatchObject({ stopCode: "TaskFailedToStart" });
  expect(tasks?.[0]?.stoppedReason).toContain(reason);
});

test("an image in the registry says itself how it behaves", async () => {
  const { world, ecs } = await setup();
  await new ECRClient(clientOptions(world)).send(new CreateRepositoryCommand({ repositoryName: "shop/api" }));
  const behaviour = writeBehaviour({ kind: "exits", code: 3 });
  pushImage(world, { account, region, repository: "shop/api", tags: ["1"], content: "1", behaviour });
  await create(ecs, await register(ecs, `${account}.dkr.ecr.${region}.amazonaws.com/shop/api:1`));
  await minutes(world, 5);
  expect((await describe(ecs)).deployments?.[0]?.rolloutState).toBe("FAILED");
});

test("an alarm that rings during a rollout takes it back", async () => {
  const { world, ecs } = await setup();
  const root = { region, credentials: world.issueCredentials(rootOf(account)) };
  const input = { AlarmName: "errors", MetricName: "5xx" };
  await world.call({ ...root, service: "cloudwatch", action: "PutMetricAlarm", input });
  const alarms = { enable: true, rollback: true, alarmNames: ["errors"] };
  const good = await register(ecs, "nginx:1");
  await create(ecs, good, { deploymentConfiguration: { alarms } });
  await minutes(world, 2);
  await ecs.send(
    new UpdateServiceCommand({ cluster, service: "api", taskDefinition: await register(ecs, "nginx:2") }),
  );
  setAlarmState(world, { account, region, name: "errors", state: "ALARM" });
  await minutes(world, 1);
  setAlarmState(world, { account, region, name: "errors", state: "OK" });
  await minutes(world, 2);
  expect(await describe(ecs)).toMatchObject({ taskDefinition: good, runningCount: 2 });
  const { serviceDeployments } = await ecs.send(
    new ListServiceDeploymentsCommand({ cluster, service: "api" }),
  );
  expect(serviceDeployments?.[0]).toMatchObject({ status: "ROLLBACK_SUCCESSFUL" });
  expect(serviceDeployments?.[0]?.statusReason).toContain("errors");
});

test("a secret that the execution role may not read keeps tasks from starting", async () => {
  const { world, ecs } = await setup();
  const root = { region, credentials: world.issueCredentials(rootOf(account)) };
  const iam = { ...root, service: "iam" };
  const Statement = [
    { Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" },
  ];
  const role = { RoleName: "execution", AssumeRolePolicyDocument: JSON.stringify({ Statement }) };
  await world.call({ ...iam, action: "CreateRole", input: role });
  const parameter = { Name: "/copilot/shop/test/secrets/key", Value: "s", Type: "SecureString" };
  await world.call({ ...root, service: "ssm", action: "PutParameter", input: parameter });
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: "api",
      executionRoleArn: `arn:aws:iam::${account}:role/execution`,
      containerDefinitions: [
        { name: "api", image: "nginx:1", secrets: [{ name: "KEY", valueFrom: parameter.Name }] },
      ],
    }),
  );
  await create(ecs, taskDefinition?.taskDefinitionArn ?? "");
  await minutes(world, 1);
  const { taskArns } = await ecs.send(
    new ListTasksCommand({ cluster, serviceName: "api", desiredStatus: "STOPPED" }),
  );
  const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
  expect(tasks?.[0]?.stoppedReason).toMatch(
    /^ResourceInitializationError: unable to pull secrets or registry auth: .*AccessDeniedException: User: .*assumed-role\/execution\/\w+ is not authorized to perform: ssm:GetParameters/,
  );
});

test("a person stops a rollout, and the service goes back", async () => {
  const { world, ecs } = await setup();
  const good = await register(ecs, "nginx:1");
  await create(ecs, good);
  await minutes(world, 2);
  await ecs.send(
    new UpdateServiceCommand({ cluster, service: "api", taskDefinition: await register(ecs, "nginx:2") }),
  );
  await minutes(world, 0.3);
  const { serviceDeployments } = await ecs.send(
    new ListServiceDeploymentsCommand({ cluster, service: "api" }),
  );
  const serviceDeploymentArn = serviceDeployments?.[0]?.serviceDeploymentArn ?? "";
  await ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn }));
  await minutes(world, 3);
  expect(await describe(ecs)).toMatchObject({ taskDefinition: good, runningCount: 2 });
});

test("a stopped task is replaced, and a count is changed without a rollout", async () => {
  const { world, ecs } = await setup();
  await create(ecs, await register(ecs, "nginx:1"));
  await minutes(world, 2);
  const { taskArns } = await ecs.send(new ListTasksCommand({ cluster, serviceName: "api" }));
  await ecs.send(new StopTaskCommand({ cluster, task: taskArns?.[0] }));
  expect((await describe(ecs)).runningCount).toBe(1);
  await minutes(world, 2);
  expect((await describe(ecs)).runningCount).toBe(2);
  await ecs.send(new UpdateServiceCommand({ cluster, service: "api", desiredCount: 5 }));
  await minutes(world, 2);
  expect(await describe(ecs)).toMatchObject({
    runningCount: 5,
    deployments: [{ rolloutState: "COMPLETED" }],
  });
});

test("a service is deleted when it is scaled to nothing, or by force", async () => {
  const { world, ecs } = await setup();
  await create(ecs, await register(ecs, "nginx:1"));
  const remove = (force: boolean) => ecs.send(new DeleteServiceCommand({ cluster, service: "api", force }));
  expect(await failureOf(remove(false))).toBe(
    "InvalidParameterException: The service cannot be stopped while it is scaled above 0.",
  );
  await remove(true);
  await minutes(world, 1);
  expect((await describe(ecs)).status).toBe("INACTIVE");
});

test("eleven services are too many for one call, and unknown ones are named", async () => {
  const { ecs } = await setup();
  const services = Array.from({ length: 11 }, (_, index) => `s${index}`);
  expect(await failureOf(ecs.send(new DescribeServicesCommand({ cluster, services })))).toContain(
    "InvalidParameterException",
  );
  const { failures: unknown } = await ecs.send(
    new DescribeServicesCommand({ cluster, services: ["nothing"] }),
  );
  expect(unknown).toEqual([
    { arn: `arn:aws:ecs:${region}:${account}:service/${cluster}/nothing`, reason: "MISSING" },
  ]);
});
