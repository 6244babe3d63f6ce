import type { Json, JsonMap } from "../../domain/template.ts";
import type { Sidecar } from "../../manifest/parts/sidecar.ts";
import { imageAddress } from "../image-address.ts";
import { unquoted } from "../unquoted.ts";
import { containerCommand } from "./container-command.ts";
import { containerHealth } from "./container-health.ts";
import { dependsOn, dockerLabels, portMappings, repositoryCredentials } from "./container-parts.ts";
import { environmentFiles, mountPointsVariable, ownVariables, secretEntries } from "./container-variables.ts";
import type { EcsContext } from "./ecs-context.ts";
import { sidecarEnvFile } from "./env-files.ts";
import { awsLogs } from "./log-configuration.ts";
import { mountPoint } from "./task-storage.ts";
import { mountPoints } from "./volumes.ts";

/** A container beside the main one. */
export function sidecarContainer(
  context: EcsContext,
  name: string,
  sidecar: Sidecar,
  commonVariables: readonly JsonMap[],
): JsonMap {
  const secrets = secretEntries(sidecar.secrets);
  const mounts = (sidecar.mount_points ?? []).map((mount) => mountPoint(mount.source_volume ?? "", mount));
  return {
    Name: unquoted(name),
    Image: sidecarImage(context, name, sidecar),
    ...(sidecar.essential === undefined ? {} : { Essential: sidecar.essential }),
    ...containerCommand(sidecar, `sidecars.${name}.`),
    ...portMappings(context, name),
    ...containerHealth(sidecar.healthcheck),
    Environment: [...commonVariables, ...ownVariables(sidecar.variables), ...mountPointsVariable(mounts)],
    ...environmentFiles(sidecarEnvFile(name)),
    ...(secrets.length === 0 ? {} : { Secrets: secrets }),
    LogConfiguration: awsLogs,
    ...dockerLabels(sidecar.labels),
    ...dependsOn(sidecar.depends_on),
    ...repositoryCredentials(sidecar.credentialsParameter),
    ...mountPoints(mounts),
  };
}

/** The image that the manifest names, else the one that was built. */
function sidecarImage({ inputs }: EcsContext, name: string, { image }: Sidecar): Json {
  const location = typeof image === "string" ? image : image?.location;
  if (location !== undefined) return unquoted(location);
  const built = inputs.images[name];
  return unquoted(built === undefined ? "" : imageAddress(built, `${name}-`));
}
