import path from "node:path";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { expect, test } from "vitest";
import { makeAws } from "../../src/aws/make-aws.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { readFolder } from "../../src/demo/read-folder.ts";
import { loadOwnFunctions } from "../../src/functions/own-functions.ts";
import { loadFunctionCatalog } from "../../src/program/function-catalog.ts";
import { openApplication } from "../../src/program/open-application.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { cloudFormationService } from "../../src/simulator/cloudformation/cloudformation-service.ts";
import { setFunctionRunner } from "../../src/simulator/cloudformation/function-registry.ts";
import { ownFunctionRunner } from "../../src/simulator/cloudformation/own-function-runner.ts";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { retryOnClock } from "../../src/simulator/protocols/retry-on-clock.ts";
import { seedApplication } from "../../src/simulator/seeding/seed-application.ts";
import { awsServices } from "../../src/simulator/services/aws-services.ts";
import { authorize } from "../../src/simulator/services/iam/authorize.ts";
import { MemorySource } from "../support/memory-source.ts";

const account = "111111111111";
const region = "eu-west-1";
const image = "public.ecr.aws/acme/autoland:1.0.0";

/** `deploy/copilot/` as Copilot deploys it, without its overrides, and then Autoland deploys itself by the same files. */
test("Autoland, once deployed by Copilot's files, deploys itself by them and comes to rest", async () => {
  const folder = fileURLToPath(new URL("../../deploy/copilot", import.meta.url));
  const files = Object.fromEntries(
    [...(await readFolder(folder))].map(([file, text]) => [path.posix.join("copilot", file), text]),
  );
  const copilots = new Map(
    Object.entries(files)
      .filter(([file]) => !file.includes("/overrides/"))
      .map(([file, text]) => [file, text.replace("${AUTOLAND_IMAGE}", image)]),
  );
  const world = makeWorld({
    seed: "copilot-workspace",
    start: new Date("2026-05-04T09:00:00Z"),
    services: [...awsServices, cloudFormationService],
    authorize,
  });
  const { administrator } = await seedApplication(world, {
    files: copilots,
    applicationAccount: account,
    region,
    environments: [{ name: "tools", account, region }],
    copilotVersion: "v1.34.0",
  });
  await world.run(world.clock.sleep(86_400_000));
  setFunctionRunner(world, ownFunctionRunner(await loadOwnFunctions()));
  const source = new MemorySource();
  source.commit("main", files);
  const reading = parseConfig(
    "autoland.yml",
    `applications:
  autoland:
    source: { git: { url: /nowhere } }
    branches: { main: [tools] }
    variables: { AUTOLAND_IMAGE: "${image}" }
    policy:
      waivers:
        - rule: copilot-guard-removed
          workload: autoland
          resource: TaskRole
          reason: addons/permissions.yml says what it may do
          expires: 2027-06-30
    environments: { tools: { mode: apply } }
`,
  );
  if (reading.kind === "invalid") throw new Error(JSON.stringify(reading.findings));
  const [config] = reading.config.applications;
  if (config === undefined) throw new Error("no application");
  const requestHandler = makeRequestHandler(world);
  const retryStrategy = retryOnClock(world.clock, { maxAttempts: 5 });
  const { eyes, hands, subject } = openApplication(config, {
    aws: makeAws({ region, credentials: administrator, requestHandler, retryStrategy }, world.clock),
    clock: world.clock,
    log: pino({ level: "silent" }),
    functions: await loadFunctionCatalog(),
    cacheFolder: "/nowhere",
    environment: {},
  });
  const pass = () => world.run(sync({ ...eyes, source }, hands, subject, new AbortController().signal));
  const applied: string[] = [];
  for (let passes = 0; passes < 6; passes++) {
    const { outcomes, plan } = await pass();
    expect(plan.environments.flatMap(({ held }) => held)).toEqual([]);
    applied.push(...outcomes.map(({ kind, step }) => `${kind} ${step.kind}`));
    if (outcomes.length === 0) break;
  }
  expect(applied).toContain("applied update-stack");
  expect(applied.filter((words) => !words.startsWith("applied "))).toEqual([]);
  const credentials = world.issueCredentials(rootOf(account));
  const call = (service: string, action: string, input: object): Promise<unknown> =>
    world.run(world.call({ service, action, credentials, region, input }));
  const stack = "autoland-tools-autoland";
  const { StackResourceDetail: role } = (await call("cloudformation", "DescribeStackResource", {
    StackName: stack,
    LogicalResourceId: "TaskRole",
  })) as { StackResourceDetail: { PhysicalResourceId: string } };
  const { PolicyNames: names } = (await call("iam", "ListRolePolicies", {
    RoleName: role.PhysicalResourceId,
  })) as { PolicyNames: readonly string[] };
  expect(names).not.toContain("DenyIAM");
  const { AttachedPolicies: attached } = (await call("iam", "ListAttachedRolePolicies", {
    RoleName: role.PhysicalResourceId,
  })) as { AttachedPolicies: readonly { PolicyArn: string }[] };
  expect(attached).toHaveLength(1);
  const { StackResourceDetail: definition } = (await call("cloudformation", "DescribeStackResource", {
    StackName: stack,
    LogicalResourceId: "TaskDefinition",
  })) as { StackResourceDetail: { PhysicalResourceId: string } };
  const { taskDefinition } = (await call("ecs", "DescribeTaskDefinition", {
    taskDefinition: definition.PhysicalResourceId,
  })) as { taskDefinition: object };
  expect(taskDefinition).toMatchObject({
    cpu: "256",
    memory: "512",
    containerDefinitions: [{ stopTimeout: 120, readonlyRootFilesystem: true }],
  });
  const { StackResourceDetail: service } = (await call("cloudformation", "DescribeStackResource", {
    StackName: stack,
    LogicalResourceId: "Service",
  })) as { StackResourceDetail: { PhysicalResourceId: string } };
  const [, cluster, name] = service.PhysicalResourceId.split("/");
  const { services } = (await call("ecs", "DescribeServices", { cluster, services: [name] })) as {
    services: readonly object[];
  };
  expect(services[0]).toMatchObject({
    runningCount: 1,
    deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 },
  });
});
