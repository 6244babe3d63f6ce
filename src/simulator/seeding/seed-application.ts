import type { ApplicationRecord } from "../../domain/copilot-records.ts";
import { stackName } from "../../domain/stack.ts";
import { readWorkloadManifest } from "../../manifest/read-workload-manifest.ts";
import type { WorkloadManifest } from "../../manifest/workload-manifest.ts";
import { renderApplicationRoles } from "../../render/application/render-application-roles.ts";
import type { Workspace, WorkspaceWorkload } from "../../workspace/workspace.ts";
import type { Credentials } from "../kernel/principal.ts";
import type { World } from "../kernel/world.ts";
import { administratorOf } from "./caller.ts";
import { createStack } from "./deploy-stack.ts";
import { workspaceIn } from "./read-files.ts";
import { seedEnvironment, type EnvironmentSeed, type SeededEnvironment } from "./seed-environment.ts";
import { seedDomain } from "./seed-domain.ts";
import type { SeedOptions } from "./seed-options.ts";
import { seedRegistry } from "./seed-registry.ts";
import { seedWorkload } from "./seed-workload.ts";
import { read } from "./unwrap.ts";
import { writeApplicationRecord, writeComponentRecord } from "./write-records.ts";

/** An application that stands. */
export interface SeededApplication {
  readonly application: ApplicationRecord;
  /** Keys of the administrator of the application's account. */
  readonly administrator: Credentials;
  readonly environments: readonly SeededEnvironment[];
}

/** From then on Lambda creates no function with the runtime that Copilot's templates name. */
const lastRuntimeDay = "2026-08-31";

/**
 * Makes an application as Copilot leaves it, by the calls that Copilot makes and with the roles that it uses: roles
 * stack, StackSet, records, environments and deployed workloads with images. Simulated time passes; the world must
 * stand before 2026-08-31. Throws an Error that names the first stack that failed, and why.
 */
export async function seedApplication(world: World, options: SeedOptions): Promise<SeededApplication> {
  if (world.clock.now() >= new Date(lastRuntimeDay)) {
    throw new Error(
      `cannot seed on ${world.clock.now().toISOString()}: from ${lastRuntimeDay} Lambda creates no nodejs20.x functions, so start the world earlier and let its clock move on after seeding`,
    );
  }
  return await world.run(seed(world, options));
}

async function seed(world: World, options: SeedOptions): Promise<SeededApplication> {
  const workspace = workspaceIn(options.files);
  const admin = await administratorOf(world, options.applicationAccount, options.region);
  const application: ApplicationRecord = {
    ...applicationOf(workspace, options),
    ...(options.domain === undefined ? {} : await seedDomain(admin, options.domain)),
  };
  const accounts = [...new Set(options.environments.map(({ account }) => account))].filter(
    (account) => account !== application.account,
  );
  const { copilotVersion } = options;
  const roles = renderApplicationRoles(application, {
    templateVersion: copilotVersion,
    delegatedAccounts: accounts,
  });
  await createStack(admin, stackName(`${application.name}-infrastructure-roles`), roles);
  await writeApplicationRecord(admin, application);
  const workloads = [...workspace.workloads.values()].map((workload) => typed(application.name, workload));
  const regions = await seedRegistry(admin, {
    application,
    copilotVersion,
    regions: [...new Set(options.environments.map(({ region }) => region))],
    accounts,
    workloads: workloads.map(({ name, type }) => ({ name, withRepository: type !== "Static Site" })),
  });
  for (const { name, type } of workloads) {
    await writeComponentRecord(admin, { application: application.name, name, type });
  }
  const inputs = {
    name: application.name,
    accountRootArn: `arn:aws:iam::${application.account}:root`,
    tags: application.tags,
    ...(application.domain === "" ? {} : { domain: application.domain }),
    ...(application.permissionsBoundary === undefined
      ? {}
      : { permissionsBoundary: application.permissionsBoundary }),
  };
  const { files } = options;
  const shared: EnvironmentSeed = { admin, workspace, files, application, inputs, copilotVersion };
  const environments: SeededEnvironment[] = [];
  for (const environment of options.environments) {
    const regional = regions.get(environment.region);
    if (regional === undefined)
      throw new Error(`seeding failed: no StackSet instance in ${environment.region}`);
    const own = { ...shared, copilotVersion: environment.copilotVersion ?? copilotVersion };
    const seeded = await seedEnvironment(own, environment, regional);
    if (environment.stage !== "initialised") await seedWorkloads(own, seeded, options);
    environments.push(seeded);
  }
  return { application, administrator: admin.credentials, environments };
}

async function seedWorkloads(
  shared: EnvironmentSeed,
  environment: SeededEnvironment,
  options: SeedOptions,
): Promise<void> {
  const all = [...shared.workspace.workloads.keys()];
  for (const name of environment.workloads ?? all) {
    const workload = shared.workspace.workloads.get(name);
    if (workload === undefined) {
      throw new Error(`cannot seed ${name} in ${environment.name}: the workspace has ${all.join(", ")}`);
    }
    await seedWorkload(shared, environment, { workload, image: options.images?.[name] ?? {} });
  }
}

function applicationOf(workspace: Workspace, options: SeedOptions): ApplicationRecord {
  return {
    name: workspace.application,
    account: options.applicationAccount,
    domain: "",
    domainHostedZoneId: "",
    tags: options.tags ?? {},
    ...(options.permissionsBoundary === undefined
      ? {}
      : { permissionsBoundary: options.permissionsBoundary }),
  };
}

function typed(
  application: string,
  { name, manifest }: WorkspaceWorkload,
): { readonly name: string; readonly type: WorkloadManifest["type"] } {
  const interpolation = { application, environment: "", variables: {} };
  const reading = readWorkloadManifest(manifest.text, {
    file: manifest.path,
    interpolation,
    leaveOut: "validation",
  });
  return { name, type: read(manifest.path, reading).manifest.type };
}
