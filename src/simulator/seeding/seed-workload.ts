import { workloadStackName } from "../../domain/stack-names.ts";
import { readWorkloadManifest } from "../../manifest/read-workload-manifest.ts";
import { renderWorkload } from "../../render/render-workload.ts";
import type { WorkspaceWorkload } from "../../workspace/workspace.ts";
import { mergedAddons } from "./addons.ts";
import { deployStack } from "./deploy-stack.ts";
import { runtimeOf } from "./older-copilot.ts";
import { overridden } from "./overridden.ts";
import type { EnvironmentSeed, SeededEnvironment } from "./seed-environment.ts";
import { seedImages } from "./seed-images.ts";
import type { SeedImage } from "./seed-options.ts";
import { seedSecrets } from "./seed-secrets.ts";
import { siteFiles } from "./site-files.ts";
import { read, rendered } from "./unwrap.ts";

/** Deploys a workload to an environment as a Copilot pipeline does, and waits for it. */
export async function seedWorkload(
  seed: EnvironmentSeed,
  environment: SeededEnvironment,
  { workload, image }: { readonly workload: WorkspaceWorkload; readonly image: SeedImage },
): Promise<void> {
  const { application, inputs, copilotVersion, admin } = seed;
  const { regional, manager } = environment;
  const reading = read(
    workload.manifest.path,
    readWorkloadManifest(workload.manifest.text, {
      file: workload.manifest.path,
      environment: environment.name,
      interpolation: { application: application.name, environment: environment.name, variables: {} },
    }),
  );
  const place = {
    application: application.name,
    environment: environment.name,
    account: application.account,
    region: environment.region,
  };
  const images = seedImages(admin.world, reading.manifest, { place, image });
  const addons = await mergedAddons(manager, workload.addons, {
    scope: "workload",
    bucket: regional.artifactBucket,
    folder: workload.name,
  });
  const assetMappingUrl = await siteFiles(manager, reading.manifest, seed.files, {
    workload: workload.name,
    environment: environment.name,
    region: environment.region,
    bucket: regional.artifactBucket,
    text: workload.manifest.text,
  });
  const stackName = workloadStackName(application.name, environment.name, workload.name);
  const stack = rendered(
    stackName,
    renderWorkload(reading.manifest, {
      application: inputs,
      environment: environment.deployed,
      artifacts: { bucket: regional.artifactBucket, keyArn: regional.artifactKeyArn },
      images,
      ...(addons === undefined ? {} : { addons }),
      ...(assetMappingUrl === undefined ? {} : { assetMappingUrl }),
      envFiles: {},
      functionCode: environment.functionCode,
      functionRuntime: runtimeOf(copilotVersion),
      templateVersion: copilotVersion,
      manifestText: reading.text,
      additionalTags: {},
      updateId: admin.world.random.uuid(),
    }),
  );
  const deployed = overridden(stackName, stack, workload.overrides);
  await seedSecrets(seed, environment, deployed.template);
  await deployStack(manager, {
    name: stackName,
    stack: deployed,
    bucket: regional.artifactBucket,
    roleArn: environment.executionRoleArn,
    type: "CREATE",
  });
}
