import type { JsonMap } from "../../domain/template.ts";
import { sortedEntries, sortedMap } from "../sorted.ts";
import { unquoted } from "../unquoted.ts";
import type { EcsContext } from "./ecs-context.ts";

/** `PortMappings` of a container; the one that Service Connect offers to others is named `target`. */
export function portMappings(context: EcsContext, container: string): JsonMap {
  const ports = context.ports.ofContainer.get(container);
  if (ports === undefined) return {};
  const { server } = context.serviceConnect;
  return {
    PortMappings: ports.map(({ port, protocol }) => ({
      ContainerPort: port,
      Protocol: protocol,
      ...(server?.container === container && server.port === String(port) ? { Name: "target" } : {}),
    })),
  };
}

/** `DependsOn` of a container: the others that must have reached a status before it starts. */
export function dependsOn(statuses: Readonly<Record<string, string>> = {}): JsonMap {
  const entries = sortedEntries(statuses);
  if (entries.length === 0) return {};
  return {
    DependsOn: entries.map(([container, status]) => ({
      Condition: status.toUpperCase(),
      ContainerName: container,
    })),
  };
}

/** `DockerLabels` of a container. */
export function dockerLabels(labels: Readonly<Record<string, string>> = {}): JsonMap {
  return Object.keys(labels).length === 0 ? {} : { DockerLabels: sortedMap(labels) };
}

/** `RepositoryCredentials` of a container whose image is in a private registry. */
export function repositoryCredentials(secret: string | undefined): JsonMap {
  if (secret === undefined) return {};
  return { RepositoryCredentials: { CredentialsParameter: unquoted(secret) } };
}
