import type { DesiredEnvironment, DesiredStack } from "../../src/domain/desired.ts";
import type { ObservedApplication, ObservedEnvironment } from "../../src/domain/observed-application.ts";
import { present } from "../../src/domain/observed.ts";
import { nothingRecorded } from "../../src/domain/records.ts";
import { defaultPolicy } from "../../src/domain/policy.ts";
import { commitSha, type Revision } from "../../src/domain/revision.ts";
import { type ObservedStack, stackName } from "../../src/domain/stack.ts";
import type { Template } from "../../src/domain/template.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";
import { planApplication } from "../../src/plan/plan-application.ts";
import type { PlanInput } from "../../src/plan/plan-input.ts";
import type { WorkloadInputs } from "../../src/render/inputs.ts";
import { renderWorkload } from "../../src/render/render-workload.ts";
import { readTemplate } from "../../src/template/read-template.ts";
import { stackDigest } from "../../src/template/stack-digest.ts";
import { writeTemplate } from "../../src/template/write-template.ts";
import { exampleManifest } from "./example-manifests.ts";
import { writeFigures } from "./figures.ts";
import { judgedStack } from "../support/stacks.ts";
import { measure, median } from "./measure.ts";

/**
 * Planning alone: 1,000 targets, 20 applications of 10 workloads in 5 environments, of which one in a hundred differs from what is
 * deployed. Deployed templates were read from text, as CloudFormation gives them. Each of five rounds has manifests of its own.
 */
const rounds = 5;
const applications = 20;
const workloads = 10;
const environments = ["develop", "test", "staging", "eu", "us"] as const;
const targets = applications * workloads * environments.length;
const changedEvery = 100;

const names = Array.from({ length: workloads }, (_, index) => `workload${index}`);
const account = "111122223333";
const region = "eu-west-1";

await round(0);
const measured = [];
for (let number = 1; number <= rounds; number += 1) measured.push(await round(number));
writeFigures({
  figures: {
    targets,
    "targets changed": targets / changedEvery,
    "CPU s": median(measured.map(({ cpuSeconds }) => cpuSeconds)),
    "wall s": median(measured.map(({ wallSeconds }) => wallSeconds)),
  },
});

async function round(number: number): ReturnType<typeof measure<number>> {
  const first = number * targets;
  const inputs = Array.from({ length: applications }, (_, at) =>
    inputOf(first + at * workloads * environments.length),
  );
  const result = await measure(() => inputs.reduce((sum, input) => sum + stepsIn(input), 0));
  if (result.value !== targets / changedEvery) throw new Error(`${result.value} steps were planned`);
  return result;
}

function stepsIn(input: PlanInput): number {
  return planApplication(input).environments.reduce((sum, { steps }) => sum + steps.length, 0);
}

function inputOf(first: number): PlanInput {
  const observed = new Map<string, ObservedEnvironment>();
  const wishes = new Map<
    string,
    PlanInput["wishes"] extends ReadonlyMap<string, infer Wish> ? Wish : never
  >();
  for (const [at, environment] of environments.entries()) {
    const stacks = Array.from({ length: workloads }, (_, index) => {
      const number = first + at * workloads + index;
      return { workload: `workload${index}`, number, stack: wanted(number, environment) };
    });
    wishes.set(environment, { kind: "desired", desired: desiredOf(environment, stacks) });
    observed.set(environment, observedOf(environment, stacks));
  }
  const record = { name: "shop", account, domain: "", domainHostedZoneId: "", tags: {} };
  const application: ObservedApplication = {
    application: "shop",
    record: present(record),
    components: present(
      new Map(names.map((name) => [name, { application: "shop", name, type: "Backend Service" as const }])),
    ),
    registeredEnvironments: present([...environments]),
    environments: observed,
  };
  return {
    application: "shop",
    rules: environments.map((environment) => ({ environment, mode: "apply" })),
    wishes,
    observed: application,
    records: nothingRecorded,
    policy: { settings: defaultPolicy, otherApplications: [], today: "2026-11-27" },
    fed: environments,
    nested: new Map(),
    openStages: present([]),
  };
}

interface Wanted {
  readonly workload: string;
  readonly number: number;
  readonly stack: DesiredStack;
}

function desiredOf(environment: string, stacks: readonly Wanted[]): DesiredEnvironment {
  const revision: Revision = {
    repository: "example/shop",
    branch: "main",
    commit: commitSha("0123456789".repeat(4)),
  };
  return {
    application: "shop",
    environment,
    revision,
    inGit: names,
    workloads: stacks.map(({ workload, stack }) => ({
      kind: "rendered",
      workload,
      type: "Backend Service",
      stack,
      warnings: [],
      images: {},
      dependsOn: [],
      judged: judgedStack(stack, { environment, workload }),
    })),
    warnings: [],
  };
}

function observedOf(environment: string, stacks: readonly Wanted[]): ObservedEnvironment {
  const own = wantedStack(environment, { Resources: {} }, {}, {});
  return {
    environment,
    record: present({
      application: "shop",
      name: environment,
      account,
      region,
      managerRoleArn: `arn:aws:iam::${account}:role/manager`,
      executionRoleArn: own.roleArn,
    }),
    regional: present({
      region,
      artifactBucket: "artifacts",
      artifactKeyArn: "key",
      repositories: Object.fromEntries(names.map((name) => [name, `arn:${name}`])),
    }),
    stack: present(deployed(own, own.template)),
    workloads: new Map(
      stacks.map(({ workload, number, stack }) => [
        workload,
        present(deployed(stack, before(number, stack))),
      ]),
    ),
  };
}

/** What is deployed: the same, or with an older value in one resource. */
function before(number: number, { template }: DesiredStack): Template {
  const text = writeTemplate(template);
  const reading = readTemplate(text);
  if (reading.kind !== "read") throw new Error(reading.fault.message);
  if (number % changedEvery !== 0) return reading.template;
  const [id, resource] = Object.entries(reading.template.Resources)[0] ?? [];
  if (id === undefined || resource === undefined) throw new Error("a template without resources");
  const changed = { ...resource, Properties: { ...resource.Properties, Older: number } };
  return { ...reading.template, Resources: { ...reading.template.Resources, [id]: changed } };
}

function deployed({ id, parameters, tags }: DesiredStack, template: Template): ObservedStack {
  return {
    id,
    arn: `arn:aws:cloudformation:${region}:${account}:stack/${id.name}/0001`,
    status: "UPDATE_COMPLETE",
    template: { kind: "read", template },
    parameters,
    tags,
    outputs: {},
    createdAt: new Date("2026-01-01T00:00:00Z"),
    updatedAt: new Date("2026-02-01T00:00:00Z"),
    terminationProtection: false,
  };
}

function wanted(number: number, environment: string): DesiredStack {
  const text = exampleManifest(number);
  const reading = readWorkloadManifest(text, { file: "copilot/bench/manifest.yml", environment });
  if (reading.kind !== "read") throw new Error(reading.findings[0]?.message);
  const rendered = renderWorkload(reading.manifest, inputsFor(environment));
  if (rendered.kind !== "rendered") throw new Error(rendered.faults[0]?.message);
  const { template, parameters, tags } = rendered.stack;
  return wantedStack(`${environment}-${number}`, template, parameters, tags);
}

function wantedStack(
  name: string,
  template: Template,
  parameters: DesiredStack["parameters"],
  tags: DesiredStack["tags"],
): DesiredStack {
  return {
    id: { account, region, name: stackName(`shop-${name}`) },
    roleArn: `arn:aws:iam::${account}:role/execution`,
    bucket: "artifacts",
    artifacts: [],
    template,
    parameters,
    tags,
    digest: stackDigest(template, parameters, tags),
  };
}

function inputsFor(environment: string): WorkloadInputs {
  return {
    application: { name: "shop", tags: {} },
    environment: {
      name: environment,
      account,
      region,
      manifest: { name: environment, type: "Environment" },
      templateVersion: "v1.34.0",
      serviceDiscoveryEndpoint: `${environment}.shop.local`,
    },
    artifacts: { bucket: "artifacts", keyArn: `arn:aws:kms:${region}:${account}:key/1` },
    images: {},
    envFiles: {},
    assetMappingUrl: `https://artifacts.s3.${region}.amazonaws.com/mapping.json`,
    functionRuntime: "nodejs20.x",
    templateVersion: "v1.34.0",
    additionalTags: {},
    updateId: "bench",
  };
}
