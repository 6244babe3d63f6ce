import type { JsonMap } from "../../domain/template.ts";
import { ref } from "../../template/intrinsics.ts";
import { containerCommand } from "./container-command.ts";
import { containerHealth } from "./container-health.ts";
import { dependsOn, dockerLabels, portMappings, repositoryCredentials } from "./container-parts.ts";
import {
  addonSecrets,
  environmentFiles,
  mountPointsVariable,
  ownVariables,
  secretEntries,
} from "./container-variables.ts";
import type { EcsContext } from "./ecs-context.ts";
import { mainEnvFile } from "./env-files.ts";
import { logConfiguration } from "./log-router.ts";
import { mountPoints } from "./volumes.ts";

/** The container that the manifest's `image` describes. */
export function mainContainer(context: EcsContext, commonVariables: readonly JsonMap[]): JsonMap {
  const { manifest, storage } = context;
  const { image } = manifest;
  const secrets = [...secretEntries(manifest.secrets), ...addonSecrets(context)];
  return {
    Name: ref("WorkloadName"),
    Image: ref("ContainerImage"),
    ...(secrets.length === 0 ? {} : { Secrets: secrets }),
    Environment: [
      ...commonVariables,
      ...ownVariables(manifest.variables),
      ...mountPointsVariable(storage.mounts),
    ],
    ...environmentFiles(mainEnvFile),
    LogConfiguration: logConfiguration(manifest.logging),
    ...containerCommand(manifest, ""),
    ...mountPoints(storage.mounts),
    ...dockerLabels(image.labels),
    ...dependsOn(image.depends_on),
    ...(isReachable(context) ? portMappings(context, context.name) : {}),
    ...containerHealth(image.healthcheck),
    ...(storage.readOnlyRoot === undefined ? {} : { ReadonlyRootFilesystem: storage.readOnlyRoot }),
    // Copilot takes an empty text for none here, though not for sidecars.
    ...repositoryCredentials(image.credentials === "" ? undefined : image.credentials),
  };
}

/** Only the main containers of services that others call have ports, even where a sidecar's name would clash. */
function isReachable({ manifest }: EcsContext): boolean {
  return manifest.type === "Load Balanced Web Service" || manifest.type === "Backend Service";
}
