import {
  CloudFormationClient,
  DescribeStackSetCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { DescribeImagesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import type { World } from "../../../src/simulator/kernel/world.ts";
import type { SeedOptions } from "../../../src/simulator/seeding/seed-options.ts";
import { seedApplication, type SeededApplication } from "../../../src/simulator/seeding/seed-application.ts";
import { makeSimulatedAws } from "../../../src/simulator/simulated-aws.ts";
import { clientOptions, failureOf } from "../services/sdk-world.ts";

const applicationAccount = "111111111111";
const productionAccount = "222222222222";

const files = new Map([
  ["copilot/.workspace", "application: shop\n"],
  ["copilot/environments/test/manifest.yml", "name: test\ntype: Environment\n"],
  [
    "copilot/api/manifest.yml",
    "name: api\ntype: Backend Service\nimage:\n  build: Dockerfile\n  port: 8080\ncpu: 256\nmemory: 512\ncount: 1\n",
  ],
  [
    "copilot/api/addons/topic.yml",
    "Parameters:\n  App: {Type: String}\n  Env: {Type: String}\n  Name: {Type: String}\nResources:\n  Orders:\n    Type: AWS::SNS::Topic\n",
  ],
  [
    "copilot/web/manifest.yml",
    "name: web\ntype: Load Balanced Web Service\nhttp:\n  path: '/'\nimage:\n  build: web/Dockerfile\n  port: 80\ncpu: 256\nmemory: 512\ncount: 2\n",
  ],
  [
    "copilot/report/manifest.yml",
    "name: report\ntype: Scheduled Job\non:\n  schedule: '@daily'\nimage:\n  location: nginx:1\ncpu: 256\nmemory: 512\n",
  ],
]);

const options: SeedOptions = {
  files,
  applicationAccount,
  region: "eu-west-1",
  copilotVersion: "v1.34.0",
  tags: { team: "red" },
  environments: [
    { name: "test", account: applicationAccount, region: "eu-west-1" },
    { name: "prod", account: productionAccount, region: "eu-central-1", workloads: ["api"] },
  ],
};

interface Seeded {
  readonly world: World;
  readonly seeded: SeededApplication;
}

async function seed(more: Partial<SeedOptions> = {}): Promise<Seeded> {
  const world = makeSimulatedAws({ seed: "shop", start: new Date("2026-05-04T08:00:00Z") });
  return { world, seeded: await seedApplication(world, { ...options, ...more }) };
}

test("Parameter Store holds Copilot's records, in Copilot's spelling", async () => {
  const { world } = await seed();
  const ssm = new SSMClient(clientOptions(world, { principal: rootOfApplication }));
  const read = async (Path: string): Promise<unknown> => {
    const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path, Recursive: false }));
    return (Parameters ?? []).map(({ Name, Value }) => [Name, Value]);
  };
  expect(await read("/copilot/applications/")).toEqual([
    [
      "/copilot/applications/shop",
      '{"name":"shop","account":"111111111111","domain":"","domainHostedZoneID":"","version":"1.0","tags":{"team":"red"}}',
    ],
  ]);
  expect(await read("/copilot/applications/shop/environments/")).toEqual([
    [
      "/copilot/applications/shop/environments/prod",
      '{"app":"shop","name":"prod","region":"eu-central-1","accountID":"222222222222","registryURL":"","executionRoleARN":"arn:aws:iam::222222222222:role/shop-prod-CFNExecutionRole","managerRoleARN":"arn:aws:iam::222222222222:role/shop-prod-EnvManagerRole"}',
    ],
    [
      "/copilot/applications/shop/environments/test",
      '{"app":"shop","name":"test","region":"eu-west-1","accountID":"111111111111","registryURL":"","executionRoleARN":"arn:aws:iam::111111111111:role/shop-test-CFNExecutionRole","managerRoleARN":"arn:aws:iam::111111111111:role/shop-test-EnvManagerRole"}',
    ],
  ]);
  expect(await read("/copilot/applications/shop/components/")).toEqual([
    ["/copilot/applications/shop/components/api", '{"app":"shop","name":"api","type":"Backend Service"}'],
    ["/copilot/applications/shop/components/report", '{"app":"shop","name":"report","type":"Scheduled Job"}'],
    [
      "/copilot/applications/shop/components/web",
      '{"app":"shop","name":"web","type":"Load Balanced Web Service"}',
    ],
  ]);
});

test("every stack is complete, with Copilot's tags, role, version and manifest, and its old runtime", async () => {
  const { world } = await seed();
  const cloudformation = new CloudFormationClient(clientOptions(world, { principal: rootOfApplication }));
  const { StackSummaries } = await cloudformation.send(new ListStacksCommand({}));
  const roots = (StackSummaries ?? []).filter(({ ParentId }) => ParentId === undefined);
  expect(
    roots
      .map(({ StackName, StackStatus }) => `${StackName?.replace(/-[0-9a-f-]{36}$/, "")} ${StackStatus}`)
      .toSorted(),
  ).toEqual([
    "StackSet-shop-infrastructure UPDATE_COMPLETE",
    "shop-infrastructure-roles CREATE_COMPLETE",
    "shop-test UPDATE_COMPLETE",
    "shop-test-api CREATE_COMPLETE",
    "shop-test-report CREATE_COMPLETE",
    "shop-test-web CREATE_COMPLETE",
  ]);
  const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: "shop-test-web" }));
  expect(Stacks?.[0]).toMatchObject({
    RoleARN: `arn:aws:iam::${applicationAccount}:role/shop-test-CFNExecutionRole`,
    Tags: expect.arrayContaining([
      { Key: "copilot-application", Value: "shop" },
      { Key: "copilot-environment", Value: "test" },
      { Key: "copilot-service", Value: "web" },
      { Key: "team", Value: "red" },
    ]),
  });
  const { Metadata } = await cloudformation.send(
    new GetTemplateSummaryCommand({ StackName: "shop-test-web" }),
  );
  expect(Metadata).toContain("v1.34.0");
  expect(Metadata).toContain("Load Balanced Web Service");
  const { TemplateBody } = await cloudformation.send(new GetTemplateCommand({ StackName: "shop-test-web" }));
  expect(TemplateBody).toContain("nodejs20.x");
});

test("the environment knows which of its workloads stand behind its load balancer", async () => {
  const { world } = await seed();
  const cloudformation = new CloudFormationClient(clientOptions(world, { principal: rootOfApplication }));
  const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: "shop-test" }));
  const parameters = new Map(
    Stacks?.[0]?.Parameters?.map((parameter) => [parameter.ParameterKey, parameter.ParameterValue]),
  );
  expect(parameters.get("ALBWorkloads")).toBe("web");
});

test("images were built by a pipeline, into the application's account, in each environment's region", async () => {
  const { world } = await seed({ images: { api: { content: "c0ffee" } } });
  const tagsIn = async (region: string): Promise<readonly string[]> => {
    const ecr = new ECRClient(clientOptions(world, { principal: rootOfApplication, region }));
    const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName: "shop/api" }));
    return imageDetails?.flatMap(({ imageTags }) => imageTags ?? []) ?? [];
  };
  expect(await tagsIn("eu-west-1")).toEqual([expect.stringMatching(/^[0-9a-f-]{36}-test$/), "latest"]);
  expect(await tagsIn("eu-central-1")).toEqual([expect.stringMatching(/^[0-9a-f-]{36}-prod$/), "latest"]);
});

test("the StackSet's template lists repositories and accounts", async () => {
  const { world } = await seed();
  const cloudformation = new CloudFormationClient(clientOptions(world, { principal: rootOfApplication }));
  const { StackSet } = await cloudformation.send(
    new DescribeStackSetCommand({ StackSetName: "shop-infrastructure" }),
  );
  expect(StackSet?.TemplateBody).toMatch(/Accounts:\s+- ["']?222222222222/);
  expect(StackSet?.TemplateBody).toContain("shop/report");
  expect(StackSet?.AdministrationRoleARN).toBe(`arn:aws:iam::${applicationAccount}:role/shop-adminrole`);
});

test("the environment's manager role may look at stacks by name, and may not list them", async () => {
  const { world, seeded } = await seed();
  const { accessKeyId, secretAccessKey } = seeded.administrator;
  const sts = new STSClient(clientOptions(world, { credentials: { accessKeyId, secretAccessKey } }));
  const RoleArn = `arn:aws:iam::${productionAccount}:role/shop-prod-EnvManagerRole`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "autoland" }));
  const cloudformation = new CloudFormationClient(
    clientOptions(world, {
      region: "eu-central-1",
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretAccessKey ?? "",
        sessionToken: Credentials?.SessionToken ?? "",
      },
    }),
  );
  const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: "shop-prod-api" }));
  expect(Stacks?.[0]?.StackStatus).toBe("CREATE_COMPLETE");
  expect(await failureOf(cloudformation.send(new ListStacksCommand({})))).toContain(
    `assumed-role/shop-prod-EnvManagerRole/autoland is not authorized to perform: cloudformation:ListStacks`,
  );
});

test("equal seeds make equal worlds, call for call", async () => {
  const [one, other] = [await seed(), await seed()];
  expect(one.world.log.text()).toBe(other.world.log.text());
});

test("a second application stands beside the first", async () => {
  const { world } = await seed();
  const second = new Map(
    [...files].map(([path, text]) => [path, text.replace("application: shop", "application: depot")]),
  );
  const seeded = await seedApplication(world, { ...options, files: second });
  expect(seeded.environments.map(({ stackName }) => stackName)).toEqual(["depot-test", "depot-prod"]);
});

test("a workload that does not come up ends the seeding with the stack and the reason", async () => {
  await expect(seed({ images: { api: { behaviour: "exits:1" } } })).rejects.toThrow(
    /seeding failed: stack shop-test-api is ROLLBACK_COMPLETE: Service: .*ECS Deployment Circuit Breaker was triggered/,
  );
});

test("a world that stands after the end of Copilot's runtime cannot be seeded, and says what to do", async () => {
  const world = makeSimulatedAws({ seed: "late", start: new Date("2026-09-01T00:00:00Z") });
  await expect(seedApplication(world, options)).rejects.toThrow(
    "cannot seed on 2026-09-01T00:00:00.000Z: from 2026-08-31 Lambda creates no nodejs20.x functions, so start the world earlier",
  );
});

test.each([
  {
    situation: "there is no copilot folder",
    changed: new Map([["README.md", "x"]]),
    message: "nothing to seed",
  },
  {
    situation: "a manifest has a fault",
    changed: new Map([
      ...files,
      ["copilot/api/manifest.yml", "name: api\ntype: Backend Service\nimage: {port: 99999999}\n"],
    ]),
    message: "copilot/api/manifest.yml",
  },
])("when $situation, nothing is seeded", async ({ changed, message }) => {
  await expect(seed({ files: changed })).rejects.toThrow(message);
});

const rootOfApplication = {
  kind: "root",
  account: applicationAccount,
  arn: `arn:aws:iam::${applicationAccount}:root`,
} as const;
