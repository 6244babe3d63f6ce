import * as fc from "fast-check";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { WorkloadManifest } from "../../src/manifest/workload-manifest.ts";
import { readEnvironmentManifest } from "../../src/manifest/read-environment-manifest.ts";
import type { ManifestReading } from "../../src/manifest/manifest-document.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";
import type { EnvironmentInputs, ImageReference, WorkloadInputs } from "../../src/render/inputs.ts";
import { renderApplicationRoles } from "../../src/render/application/render-application-roles.ts";
import { renderRegistry } from "../../src/render/application/render-registry.ts";
import { forDeployment } from "../../src/render/deployment/for-deployment.ts";
import { renderBootstrapEnvironment } from "../../src/render/environment/render-bootstrap-environment.ts";
import { renderEnvironment } from "../../src/render/environment/render-environment.ts";
import { renderWorkload } from "../../src/render/render-workload.ts";
import { readTemplate } from "../../src/template/read-template.ts";
import { exampleManifest } from "../bench/example-manifests.ts";
import { anyEnvironment } from "../render/environment/any-environment.ts";
import { workloadInputs } from "../render/support/inputs.ts";
import { randomWebManifest } from "../render/support/random-web-manifests.ts";
import { randomManifest, type EcsType } from "../render/support/random-manifests.ts";
import { deployedFunctions } from "./kit-templates.ts";
import type { NamedTemplate } from "./named-template.ts";

const examples = path.join(import.meta.dirname, "../../examples");
const digest = `sha256:${"0".repeat(64)}`;
const pushed: ImageReference = {
  kind: "pushed",
  repository: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/x",
  digest,
};

/** The templates of all workloads and environments of `examples/`, in each environment. */
export function exampleTemplates(): readonly NamedTemplate[] {
  const found = globSync("*/copilot/environments/*/manifest.yml", { cwd: examples }).toSorted();
  return found.flatMap((file) => {
    const [example = "", , , environment = ""] = file.split(path.sep);
    const text = readFileSync(path.join(examples, file), "utf8");
    return [
      environmentTemplate(`${example}-${environment}`, valid(readEnvironmentManifest(text, { file }))),
      ...exampleWorkloads(example, environment),
    ];
  });
}

/** One template of each workload type with the features that teams use together. */
export function typicalTemplates(): readonly NamedTemplate[] {
  return Array.from({ length: 6 }, (_, number) => {
    const file = `typical-${number}`;
    return workloadTemplate(file, valid(readWorkloadManifest(exampleManifest(number), { file })));
  });
}

/** The templates of a sample of random valid manifests; the seed makes the sample. */
export function randomTemplates(options: {
  readonly seed: number;
  readonly ofEach: number;
}): readonly NamedTemplate[] {
  const sample = { seed: options.seed, numRuns: options.ofEach };
  const types: readonly EcsType[] = ["Backend Service", "Worker Service", "Scheduled Job"];
  const workloads = types.flatMap((type) =>
    fc.sample(randomManifest(type), sample).map((manifest, number) => {
      const file = `random-${type.replaceAll(" ", "-")}-${options.seed}-${number}`;
      return workloadTemplate(file, valid(readWorkloadManifest(JSON.stringify(manifest), { file })));
    }),
  );
  const environments = fc
    .sample(anyEnvironment, sample)
    .map(({ manifest, extra }, number) =>
      environmentTemplate(
        `random-Environment-${options.seed}-${number}`,
        { type: "Environment", name: "test", ...manifest },
        extra,
      ),
    );
  return [...workloads, ...randomWebTemplates(options), ...environments];
}

/** Those of the sample of what is reached from outside that are valid and can be deployed into a plain environment. */
function randomWebTemplates(options: {
  readonly seed: number;
  readonly ofEach: number;
}): readonly NamedTemplate[] {
  const sample = { seed: options.seed, numRuns: 10 * options.ofEach };
  return webTypes.flatMap((type) =>
    fc
      .sample(randomWebManifest(type), sample)
      .flatMap((source, number): readonly NamedTemplate[] => {
        const file = `random-${type.replaceAll(" ", "-")}-${options.seed}-${number}`;
        const reading = readWorkloadManifest(JSON.stringify(source), { file });
        if (reading.kind === "invalid") return [];
        const { manifest } = reading;
        const inputs = { ...workloadInputs(webInputs), ...deployedFunctions(manifest.type) };
        const result = renderWorkload(manifest, inputs);
        if (result.kind === "refused") return [];
        const deployable = forDeployment(manifest, inputs, result.stack);
        return deployable.kind === "deployable" ? [{ name: file, template: deployable.stack.template }] : [];
      })
      .slice(0, options.ofEach),
  );
}

const webTypes = ["Load Balanced Web Service", "Request-Driven Web Service", "Static Site"] as const;

const webInputs: Partial<WorkloadInputs> = {
  application: {
    name: "shop",
    domain: "example.com",
    accountRootArn: "arn:aws:iam::111122223333:root",
    tags: {},
  },
  images: { proxy: pushed },
  assetMappingUrl: "s3://artifacts/mapping",
};

/** What `deploy/` has: roles, the service, and the addons of the Copilot workspace. */
export function deployTemplates(): readonly NamedTemplate[] {
  const folder = path.join(import.meta.dirname, "../../deploy");
  return globSync(["*.yml", "copilot/*/addons/*.yml"], { cwd: folder })
    .toSorted()
    .map((file) => {
      const reading = readTemplate(readFileSync(path.join(folder, file), "utf8"));
      if (reading.kind !== "read") throw new Error(`${file} is no template`);
      return { name: `deploy-${file.replaceAll("/", "-").replace(".yml", "")}`, template: reading.template };
    });
}

/** The templates of an application: its roles, its registry, and the first stack of an environment. */
export function applicationTemplates(): readonly NamedTemplate[] {
  const application = {
    name: "shop",
    account: "111122223333",
    domain: "example.com",
    domainHostedZoneId: "Z0123456789ABCDEFGHIJ",
    permissionsBoundary: "Limits",
    tags: { team: "core" },
  };
  const registry = {
    version: 3,
    workloads: [
      { name: "web-site", withRepository: false },
      { name: "api", withRepository: true },
    ],
    accounts: ["111122223333", "444455556666"],
  };
  const roles = renderApplicationRoles(application, {
    delegatedAccounts: ["444455556666"],
    templateVersion: "v1.34.0",
  });
  return [
    { name: "application-roles", template: roles.template },
    {
      name: "application-registry",
      template: renderRegistry(application, registry, "v1.34.0").template,
    },
    { name: "environment-bootstrap", template: renderBootstrapEnvironment(environmentInputs).template },
  ];
}

const environmentInputs: EnvironmentInputs = {
  application: { name: "shop", accountRootArn: "arn:aws:iam::111122223333:root", tags: {} },
  name: "test",
  artifactBucketArn: "arn:aws:s3:::artifacts",
  artifactKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/k",
  cidrPrefixListIds: [],
  publicLoadBalancerSourceIps: [],
  templateVersion: "v1.34.0",
  additionalTags: {},
  ...deployedFunctions("Environment"),
};

function environmentTemplate(
  name: string,
  manifest: Parameters<typeof renderEnvironment>[0],
  extra: Partial<EnvironmentInputs> = {},
): NamedTemplate {
  const result = renderEnvironment(manifest, { ...environmentInputs, ...extra });
  if (result.kind === "rendered") return { name, template: result.stack.template };
  throw new Error(`${name} is refused: ${result.faults.map(({ message }) => message).join("; ")}`);
}

function exampleWorkloads(example: string, environment: string): readonly NamedTemplate[] {
  const found = globSync(`${example}/copilot/*/manifest.yml`, { cwd: examples }).toSorted();
  return found.map((file) => {
    const [, , workload = ""] = file.split(path.sep);
    const interpolation = { application: example, environment, variables: {} };
    const text = readFileSync(path.join(examples, file), "utf8");
    const manifest = valid(readWorkloadManifest(text, { file, environment, interpolation }));
    return workloadTemplate(`${example}-${environment}-${workload}`, manifest);
  });
}

function workloadTemplate(name: string, manifest: WorkloadManifest): NamedTemplate {
  const inputs: WorkloadInputs = workloadInputs({
    images: { [manifest.name]: pushed },
    assetMappingUrl: "s3://artifacts/local-assets/mapping.json",
    ...deployedFunctions(manifest.type),
  });
  const result = renderWorkload(manifest, inputs);
  const deployable = result.kind === "rendered" ? forDeployment(manifest, inputs, result.stack) : result;
  if (deployable.kind === "deployable") return { name, template: deployable.stack.template };
  throw new Error(`${name} is refused: ${deployable.faults.map(({ message }) => message).join("; ")}`);
}

function valid<Manifest>(reading: ManifestReading<Manifest>): Manifest {
  if (reading.kind === "read") return reading.manifest;
  throw new Error(reading.findings.map(({ field, message }) => `${field}: ${message}`).join("; "));
}
