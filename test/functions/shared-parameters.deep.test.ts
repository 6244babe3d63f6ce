import { expect, test } from "vitest";
import { readStack } from "../../src/aws/read-stack.ts";
import { makeSessions } from "../../src/aws/sessions.ts";
import { makeStackShelf } from "../../src/aws/stack-shelf.ts";
import { makeStackWriter } from "../../src/aws/stack-writer.ts";
import type { StackChange, StackWriter } from "../../src/domain/cloud.ts";
import type { DesiredStack } from "../../src/domain/desired.ts";
import { ReconcileError } from "../../src/domain/failure.ts";
import { operationToken } from "../../src/domain/operation-token.ts";
import type { StackStep } from "../../src/domain/plan.ts";
import { stackName } from "../../src/domain/stack.ts";
import type { Template } from "../../src/domain/template.ts";
import { loadOwnFunctions } from "../../src/functions/own-functions.ts";
import { updateStep } from "../../src/plan/step.ts";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { makeRandom } from "../../src/simulator/kernel/random.ts";
import type { Snapshot } from "../../src/simulator/kernel/snapshot.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { retryOnClock } from "../../src/simulator/protocols/retry-on-clock.ts";
import { awsServices } from "../../src/simulator/services/aws-services.ts";
import { cloudFormationService } from "../../src/simulator/cloudformation/cloudformation-service.ts";
import { regionState } from "../../src/simulator/cloudformation/state.ts";
import { digestOf } from "../../src/template/digest.ts";
import { stackDigest, withoutKept } from "../../src/template/stack-digest.ts";
import { isDeep } from "../support/depth.ts";
import { listeningWatcher } from "../support/watcher.ts";
import { setStage } from "../simulator/cloudformation/stage.ts";

const account = "111111111111";
const region = "us-west-2";
const role = `arn:aws:iam::${account}:role/shop-test-CFNExecutionRole`;
const shared = ["ALBWorkloads", "NATWorkloads", "Aliases"];
const workloads = Array.from({ length: 10 }, (_, index) => `w${index}`);
const own = await loadOwnFunctions();

/** How many random orders are played: a thousand where all tests run. */
const orders = isDeep ? 1_000 : 40;

/** An environment with the parameters that workloads share; an update of it changes `note`. */
function environment(note: string): Template {
  return {
    Parameters: Object.fromEntries([...shared, "Note"].map((name) => [name, { Type: "String" }])),
    Resources: {
      CloudformationExecutionRole: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: "shop-test-CFNExecutionRole",
          AssumeRolePolicyDocument: {
            Statement: [
              {
                Effect: "Allow",
                Principal: { Service: "cloudformation.amazonaws.com" },
                Action: "sts:AssumeRole",
              },
            ],
          },
          Policies: [
            {
              PolicyName: "all",
              PolicyDocument: { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
            },
          ],
        },
      },
      Topic: { Type: "AWS::SNS::Topic", Properties: { DisplayName: note } },
    },
    Outputs: {
      CFNExecutionRoleARN: { Value: role },
      EnabledFeatures: { Value: { "Fn::Join": [",", shared.map((name) => ({ Ref: name }))] } },
    },
  };
}

/** The environment as it stands before the first order, once. */
async function deployed(): Promise<Snapshot> {
  const stage = setStage();
  const { StackStatus: status } = await stage.create("shop-test", environment("before"), {
    Parameters: [...shared, "Note"].map((name) => ({ ParameterKey: name, ParameterValue: "" })),
  });
  expect(status).toBe("CREATE_COMPLETE");
  return stage.world.snapshot();
}

test(`ten workloads enter their environment at once while it is updated itself: nothing is lost in ${orders} orders`, async () => {
  const start = await deployed();
  for (let order = 0; order < orders; order++) {
    const found = await play(start, `order ${order}`);
    expect({ order, ...found }).toEqual({
      order,
      status: "UPDATE_COMPLETE",
      note: "after",
      entered: workloads,
      aliased: workloads,
    });
  }
}, 600_000);

interface Found {
  readonly status: string;
  readonly note: unknown;
  readonly entered: readonly string[];
  readonly aliased: readonly string[];
}

/** How late requests may be. */
const late: readonly (readonly [action: string, milliseconds: number])[] = [
  ["UpdateStack", 900],
  ["UpdateStack", 4_000],
  ["CreateChangeSet", 30_000],
  ["ExecuteChangeSet", 30_000],
];

/** Plays one order: everybody begins at a moment of their own, and some requests are late, throttled or lost. */
async function play(start: Snapshot, seed: string): Promise<Found> {
  const world = makeWorld({
    seed,
    start: new Date("2026-06-01T10:00:00Z"),
    services: [...awsServices, cloudFormationService],
  });
  world.restore(start);
  const chance = makeRandom(seed);
  world.random.restore(makeRandom(`${seed}, faults`).state());
  for (const [action, milliseconds] of late)
    world.faults.add({ action, probability: 0.2, effect: { kind: "latency", milliseconds } });
  world.faults.add({ action: "UpdateStack", probability: 0.1, effect: { kind: "throttle" } });
  world.faults.add({
    action: "UpdateStack",
    probability: 0.05,
    effect: { kind: "timeout", phase: "after-effect" },
  });
  const later = (): Promise<void> => world.clock.sleep(Math.floor(chance.next() * 90_000));
  await world.run(
    Promise.all([
      ...workloads.map(async (name) => {
        await later();
        expect(await enter(world, name)).toBe("SUCCESS");
      }),
      later().then(() => updateEnvironment(world)),
    ]),
  );
  return found(world);
}

/** One workload's controller, as CloudFormation calls it. */
async function enter(world: World, workload: string): Promise<string> {
  const { accessKeyId, secretAccessKey } = world.issueCredentials(rootOf(account));
  const end = world.clock.time + 900_000;
  const event = {
    RequestType: "Create",
    ResponseURL: "https://example.com",
    StackId: `arn:aws:cloudformation:${region}:${account}:stack/shop-test-${workload}/1`,
    RequestId: workload,
    ResourceType: "Custom::EnvControllerFunction",
    LogicalResourceId: "EnvControllerAction",
    ResourceProperties: {
      ServiceToken: "arn",
      Workload: workload,
      EnvStack: "shop-test",
      Parameters: ["ALBWorkloads", "Aliases"],
      Aliases: [`${workload}.example.com`],
    },
  } as const;
  const { Status: status } = await own.run("env-controller", event, {
    world: {
      aws: {
        region,
        credentials: { accessKeyId, secretAccessKey },
        requestHandler: makeRequestHandler(world),
      },
      clock: {
        now: () => world.clock.time,
        sleep: (milliseconds) => world.clock.sleep(milliseconds),
        alarm: () => () => undefined,
      },
      environment: {},
      log: () => undefined,
      put: () => Promise.reject(new Error("nothing is sent")),
    },
    context: {
      logGroupName: "group",
      logStreamName: "stream",
      getRemainingTimeInMillis: () => end - world.clock.time,
    },
  });
  return status;
}

/** Autoland's update of the environment, planned again for as long as the stack is busy or has moved. */
async function updateEnvironment(world: World): Promise<void> {
  const sessions = makeSessions(
    {
      region,
      credentials: world.issueCredentials(rootOf(account)),
      requestHandler: makeRequestHandler(world),
      retryStrategy: retryOnClock(world.clock, { maxAttempts: 5 }),
    },
    world.clock,
  );
  const session = sessions.application(region);
  const writer = makeStackWriter({ ...sessions, as: () => session }, world.clock);
  for (let pass = 0; pass < 200; pass++) {
    const observed = await readStack(session, id, makeStackShelf());
    if (observed.kind !== "present") throw new Error("the environment cannot be seen");
    const stack = observed.value;
    if (stack.template.kind === "read") {
      const content = { ...stack, template: stack.template.template };
      const step = updateStep("update-stack", target, { stack, content }, wishFor(stack.parameters));
      if (step === undefined) return;
      await apply(writer, step).catch((error: unknown) => {
        if (!(error instanceof ReconcileError) || error.failure.disposition === "stall") throw error;
      });
    }
    await world.clock.sleep(5_000);
  }
  throw new Error("the environment was never updated");
}

async function apply(writer: StackWriter, step: StackStep): Promise<void> {
  const change: StackChange = {
    kind: "update",
    stack: step.desired,
    ...(step.base.kind === "deployed" ? { plannedAgainst: step.base.lastChanged } : {}),
    changeSetName: operationToken(step.desired.digest, digestOf({ base: { ...step.base } })),
    includeNested: false,
    executionRoleArn: role,
    managerRoleArn: role,
    roles: {},
  };
  const prepared = await writer.prepare(change);
  if (prepared.kind === "failed") return;
  if (prepared.kind === "ready") await writer.execute(change);
  await writer.follow(change, listeningWatcher());
}

const id = { account, region, name: stackName("shop-test") };
const target = { environment: "test", dependsOn: [] };

function wishFor(parameters: Readonly<Record<string, string>>): DesiredStack {
  const template = environment("after");
  const wanted = { ...parameters, Note: "after" };
  return {
    id,
    roleArn: role,
    template,
    parameters: wanted,
    kept: shared,
    tags: {},
    bucket: "artifacts",
    artifacts: [],
    digest: stackDigest(template, withoutKept(wanted, shared), {}),
  };
}

function found(world: World): Found {
  const stack = world.cells
    .everywhere(regionState)
    .flatMap(({ value }) => [...value.stacks.values()])
    .find(({ name }) => name === "shop-test");
  const parameters = stack?.current?.parameters ?? {};
  return {
    status: stack?.status ?? "gone",
    note: stack?.resources.get("Topic")?.live.properties["DisplayName"],
    entered: (parameters["ALBWorkloads"] ?? "").split(",").toSorted(),
    aliased: Object.keys(JSON.parse(parameters["Aliases"] || "{}") as object).toSorted(),
  };
}
