import { findingsOf, verdictOf } from "../../src/domain/drift.ts";
import type { Json } from "../../src/domain/template.ts";
import { changeBehindBack } from "../../src/simulator/cloudformation/drift/tamper.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { isJsonList, isJsonMap } from "../../src/template/json-pointer.ts";
import {
  type CopilotApplication,
  deployByCopilot,
  type DeployedByCopilot,
  openDeployed,
} from "../support/copilot-application.ts";
import { lookAtDrift } from "../support/drift.ts";
import { type Draw, drawFrom, pick } from "./drawn-edits.ts";

const account = "111111111111";
const region = "eu-west-1";
const environment = {
  "copilot/.workspace": "application: calm\n",
  "copilot/environments/test/manifest.yml": "name: test\ntype: Environment\n",
};

/** An environment without workloads, which every application is deployed to afresh. */
export function emptyEnvironment(): Promise<DeployedByCopilot> {
  return deployByCopilot({
    files: new Map(Object.entries(environment)),
    applicationAccount: account,
    region,
    copilotVersion: "v1.34.0",
    environments: [{ name: "test", account, region, workloads: [] }],
  });
}

/**
 * A random application that Autoland has deployed, with everything on it that is no drift: counts that autoscaling set, the environment
 * controller's writes, AWS's defaults, other orders and spellings. What a look reports all the same; nothing, when all is well.
 */
export async function playCleanApplication(
  base: DeployedByCopilot,
  seed: number,
): Promise<readonly string[]> {
  const draw = drawFrom(seed);
  const files = new Map(Object.entries({ ...environment, ...workloadsOf(draw) }));
  const application = await openDeployed({ ...base, options: { ...base.options, files } });
  const passes = await application.settle();
  const bad = passes.flatMap(({ outcomes }) => outcomes).find(({ kind }) => kind === "failed");
  if (bad !== undefined)
    throw new Error(
      `application ${seed} could not be deployed: ${JSON.stringify("failure" in bad ? bad.failure : bad.kind)}`,
    );
  await scaleInBand(application, draw);
  addNoise(application, draw);
  const report = await lookAtDrift(application);
  return report.targets
    .filter((target) => verdictOf(target) !== "in-sync")
    .map(
      (target) =>
        `application ${seed}: ${target.workload ?? "the environment"}: ${JSON.stringify(findingsOf(target).length === 0 ? target.layers : findingsOf(target))}`,
    );
}

function workloadsOf(draw: Draw): Readonly<Record<string, string>> {
  const count = draw() < 0.7 ? 1 : 2;
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const name = `w${index}`;
      return [`copilot/${name}/manifest.yml`, manifest(draw, name)];
    }),
  );
}

function manifest(draw: Draw, name: string): string {
  const type = pick(draw, [
    "Load Balanced Web Service",
    "Backend Service",
    "Worker Service",
    "Scheduled Job",
  ]);
  const number = Math.floor(draw() * 1e6);
  const scaled = draw() < 0.5;
  const lines = [
    `name: ${name}`,
    `type: ${type}`,
    `image:\n  location: example/${name}:${number}${type.startsWith("Load") || type.startsWith("Back") ? "\n  port: 8080" : ""}`,
    ...(type.startsWith("Load") ? [`http:\n  path: /${name}-${number}`] : []),
    ...(type === "Scheduled Job" ? [`on:\n  schedule: "@every ${1 + (number % 23)}h"`] : []),
    `cpu: ${pick(draw, [256, 512])}`,
    `memory: ${pick(draw, [1024, 2048])}`,
    ...(type === "Scheduled Job"
      ? []
      : [
          scaled
            ? `count:\n  range: ${1 + (number % 2)}-${4 + (number % 5)}\n  cpu_percentage: ${50 + (number % 30)}`
            : `count: ${1 + (number % 3)}`,
        ]),
    ...(draw() < 0.6 ? [`variables:\n  A_${number}: "${number}"\n  LEVEL: info`] : []),
    ...(draw() < 0.3 && type !== "Scheduled Job" ? ["exec: true"] : []),
    ...(draw() < 0.3 ? [`logging:\n  retention: ${pick(draw, [1, 7, 14, 90])}`] : []),
    ...(draw() < 0.3 ? ["publish:\n  topics:\n    - name: news"] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** Autoscaling sets another count, between its bounds. */
async function scaleInBand(application: CopilotApplication, draw: Draw): Promise<void> {
  const { world } = application;
  for (const name of ["calm-test-w0", "calm-test-w1"]) {
    const found = find(application, name);
    const target = [...(found?.resources.values() ?? [])].find(
      ({ type }) => type === "AWS::ApplicationAutoScaling::ScalableTarget",
    );
    const service = [...(found?.resources.values() ?? [])].find(({ type }) => type === "AWS::ECS::Service");
    if (target === undefined || service === undefined) continue;
    const { MinCapacity, MaxCapacity } = target.live.properties;
    const [minimum, maximum] = [Number(MinCapacity), Number(MaxCapacity)];
    const desiredCount = minimum + Math.floor(draw() * (maximum - minimum + 1));
    const input = { cluster: service.physicalId.split("/")[1], service: service.physicalId, desiredCount };
    const credentials = world.issueCredentials(rootOf(account));
    await world.run(world.call({ service: "ecs", action: "UpdateService", input, credentials, region }));
  }
}

function find(
  application: CopilotApplication,
  name: string,
): ReturnType<CopilotApplication["stack"]> | undefined {
  try {
    return application.stack(name);
  } catch {
    return undefined;
  }
}

/** Services give back what they were given in their own way. */
function addNoise(application: CopilotApplication, draw: Draw): void {
  for (const stackName of ["calm-test", "calm-test-w0", "calm-test-w1"]) {
    for (const { logicalId, type, live } of find(application, stackName)?.resources.values() ?? []) {
      if (draw() < 0.4 || type.startsWith("Custom::")) continue;
      const entries = Object.entries(live.properties).map(([name, value]): [string, Json] => [
        name,
        noisy(draw, value, name),
      ]);
      changeBehindBack(
        application.world,
        { account, region, stackName, logicalId },
        Object.fromEntries(entries),
      );
    }
  }
}

/** Lists whose order says something. */
const ordered = /^(?:Command|EntryPoint)$/;

function noisy(draw: Draw, value: Json, name: string): Json {
  if (isJsonList(value)) {
    const items = value.map((item) => noisy(draw, item, name));
    const tags =
      name === "Tags" && draw() < 0.5 ? [{ Key: "aws:cloudformation:stack-name", Value: "calm" }] : [];
    return ordered.test(name) || draw() < 0.4 ? [...items, ...tags] : [...items.toReversed(), ...tags];
  }
  if (isJsonMap(value)) {
    const entries = Object.entries(value).map(([key, item]): [string, Json] => [key, noisy(draw, item, key)]);
    const filled: [string, Json][] =
      name === "ContainerDefinitions"
        ? [
            ["Cpu", 0],
            ["MountPoints", []],
            ["VolumesFrom", []],
            ["Essential", true],
          ]
        : [];
    const own = new Set(entries.map(([key]) => key));
    return Object.fromEntries([...entries.toReversed(), ...filled.filter(([key]) => !own.has(key))]);
  }
  if (typeof value === "number" && draw() < 0.3) return String(value);
  if (typeof value === "boolean" && draw() < 0.3) return String(value);
  return value;
}
