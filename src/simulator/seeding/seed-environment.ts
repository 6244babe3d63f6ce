import type { ApplicationRecord, RegionalResources } from "../../domain/copilot-records.ts";
import { environmentStackName } from "../../domain/stack-names.ts";
import { readEnvironmentManifest } from "../../manifest/read-environment-manifest.ts";
import { renderBootstrapEnvironment } from "../../render/environment/render-bootstrap-environment.ts";
import { renderEnvironment } from "../../render/environment/render-environment.ts";
import type { ApplicationInputs, CodeLocation, DeployedEnvironment } from "../../render/inputs.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { mergedAddons } from "./addons.ts";
import { administratorOf, assumeRole, type Caller } from "./caller.ts";
import { createStack, deployStack } from "./deploy-stack.ts";
import { uploadFunctionCode } from "./function-code.ts";
import { asOfVersion, runtimeOf } from "./older-copilot.ts";
import { overridden } from "./overridden.ts";
import { read, rendered } from "./unwrap.ts";
import type { SeedEnvironment } from "./seed-options.ts";
import { writeEnvironmentRecord } from "./write-records.ts";

/** What all environments of a seed share. */
export interface EnvironmentSeed {
  readonly admin: Caller;
  readonly workspace: Workspace;
  /** The repository's files, by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly application: ApplicationRecord;
  readonly inputs: ApplicationInputs;
  readonly copilotVersion: string;
}

/** An environment that stands. */
export interface SeededEnvironment extends SeedEnvironment {
  readonly stackName: string;
  readonly managerRoleArn: string;
  readonly executionRoleArn: string;
  readonly regional: RegionalResources;
  /** A session of its manager role. */
  readonly manager: Caller;
  readonly deployed: DeployedEnvironment;
  readonly functionCode: Readonly<Record<string, CodeLocation>>;
}

/** Makes an environment as `env init` and `env deploy` do: the roles first, then all of it through them. */
export async function seedEnvironment(
  seed: EnvironmentSeed,
  environment: SeedEnvironment,
  regional: RegionalResources,
): Promise<SeededEnvironment> {
  const { admin, application, inputs, copilotVersion } = seed;
  const { name, account, region } = environment;
  const stackName = environmentStackName(application.name, name);
  const bucketArn = `arn:aws:s3:::${regional.artifactBucket}`;
  const common = {
    application: inputs,
    name,
    artifactBucketArn: bucketArn,
    artifactKeyArn: regional.artifactKeyArn,
    additionalTags: {},
  };
  const owner = await administratorOf(admin.world, account, region);
  const roles = await createStack(owner, stackName, renderBootstrapEnvironment(common));
  const managerRoleArn = roles["EnvironmentManagerRoleARN"] ?? "";
  const executionRoleArn = roles["CFNExecutionRoleARN"] ?? "";
  await writeEnvironmentRecord(admin, {
    application: application.name,
    name,
    account,
    region,
    managerRoleArn,
    executionRoleArn,
  });
  const manager = await assumeRole(admin, managerRoleArn, region);
  const functionCode = await uploadFunctionCode(manager, { bucket: regional.artifactBucket, copilotVersion });
  const reading = readManifest(seed, name);
  const addons = await mergedAddons(manager, seed.workspace.environmentAddons, {
    scope: "environment",
    bucket: regional.artifactBucket,
    folder: "environments",
  });
  const today = rendered(
    stackName,
    renderEnvironment(reading.manifest, {
      ...common,
      functionCode,
      functionRuntime: runtimeOf(copilotVersion),
      cidrPrefixListIds: [],
      publicLoadBalancerSourceIps: [],
      templateVersion: copilotVersion,
      manifestText: reading.text,
      ...(addons === undefined ? {} : { addons }),
    }),
  );
  const stack = asOfVersion(copilotVersion, today);
  if (environment.stage !== "initialised")
    await deployStack(manager, {
      name: stackName,
      stack: overridden(stackName, stack, seed.workspace.environmentOverrides),
      bucket: regional.artifactBucket,
      roleArn: executionRoleArn,
      type: "UPDATE",
    });
  const deployed: DeployedEnvironment = {
    name,
    account,
    region,
    manifest: reading.manifest,
    templateVersion: copilotVersion,
    serviceDiscoveryEndpoint: stack.parameters["ServiceDiscoveryEndpoint"] ?? "",
  };
  return {
    ...environment,
    stackName,
    managerRoleArn,
    executionRoleArn,
    regional,
    manager,
    deployed,
    functionCode,
  };
}

/** The environment's manifest; one without a folder of its own is what `env init` writes. */
function readManifest(seed: EnvironmentSeed, name: string): ReturnType<typeof read<ReadManifest>> {
  const file = seed.workspace.environments.get(name)?.manifest;
  const path = file?.path ?? `copilot/environments/${name}/manifest.yml`;
  const text = file?.text ?? `name: ${name}\ntype: Environment\n`;
  const interpolation = { application: seed.application.name, environment: name, variables: {} };
  return read(path, readEnvironmentManifest(text, { file: path, interpolation }));
}

type ReadManifest = DeployedEnvironment["manifest"];
