import type { Json, JsonMap } from "../../domain/template.ts";
import type { TextSource } from "../../manifest/parts/text-source.ts";
import { getAtt, importValue, ref } from "../../template/intrinsics.ts";
import { unquoted } from "../unquoted.ts";
import type { FileSystem, ManagedVolume, MountPoint, TaskStorage, TaskVolume } from "./task-storage.ts";

/** `Volumes` of a task definition; nothing for a task without any. */
export function volumes({ managed, volumes: others }: TaskStorage): JsonMap {
  if (managed === undefined && others.length === 0) return {};
  return { Volumes: [...(managed === undefined ? [] : [managedVolume(managed)]), ...others.map(volume)] };
}

/** `MountPoints` of a container; nothing for a container without any. */
export function mountPoints(mounts: readonly MountPoint[]): JsonMap {
  if (mounts.length === 0) return {};
  return {
    MountPoints: mounts.map((mount) => ({
      ContainerPath: mount.path,
      ReadOnly: mount.readOnly,
      SourceVolume: unquoted(mount.volume),
    })),
  };
}

/** The id of a file system: as it is written, or imported. */
function fileSystemId(id: TextSource): Json {
  return id.kind === "text" ? unquoted(id.text) : importValue(id.name);
}

function managedVolume({ name }: ManagedVolume): JsonMap {
  return {
    Name: unquoted(name),
    EFSVolumeConfiguration: {
      FilesystemId: getAtt("EnvControllerAction", "ManagedFileSystemID"),
      RootDirectory: "/",
      TransitEncryption: "ENABLED",
      AuthorizationConfig: { AccessPointId: ref("AccessPoint"), IAM: "ENABLED" },
    },
  };
}

function volume({ name, fileSystem }: TaskVolume): JsonMap {
  if (fileSystem === undefined) return { Name: unquoted(name) };
  return { Name: unquoted(name), EFSVolumeConfiguration: efsConfiguration(fileSystem) };
}

function efsConfiguration({ id, rootDirectory, iam, accessPointId }: FileSystem): JsonMap {
  const accessPoint = accessPointId === undefined ? {} : { AccessPointId: unquoted(accessPointId) };
  return {
    FilesystemId: fileSystemId(id),
    RootDirectory: rootDirectory,
    TransitEncryption: "ENABLED",
    AuthorizationConfig: { ...accessPoint, IAM: iam },
  };
}
