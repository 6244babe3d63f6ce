import type { EfsVolume, Storage, Volume } from "../../manifest/parts/storage.ts";
import type { TextSource } from "../../manifest/parts/text-source.ts";
import { sortedEntries } from "../sorted.ts";
import { crc32 } from "./crc32.ts";

/** The disks of a task, with all defaults filled in (copilot-model.md 5.3). */
export interface TaskStorage {
  /** GiB; absent for the 20 that a task has anyway. */
  readonly ephemeralGiB?: number;
  readonly readOnlyRoot?: boolean;
  /** All volumes but the managed one, in the order of their names. */
  readonly volumes: readonly TaskVolume[];
  /** The volume on the environment's own file system. */
  readonly managed?: ManagedVolume;
  /** What the main container mounts: every volume. */
  readonly mounts: readonly MountPoint[];
}

/** A volume: empty at the task's start, or a file system that stands outside the application. */
export interface TaskVolume {
  readonly name: string;
  readonly fileSystem?: FileSystem;
}

/** An EFS file system that exists, and how tasks use it. */
export interface FileSystem {
  readonly id: TextSource;
  readonly rootDirectory: string;
  readonly iam: "ENABLED" | "DISABLED";
  readonly accessPointId?: string;
  readonly writable: boolean;
}

/** A volume in the workload's folder of the environment's file system, and the owner of its files. */
export interface ManagedVolume {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** A volume in a container. */
export interface MountPoint {
  readonly volume: string;
  readonly path: string;
  readonly readOnly: boolean;
}

/** A task without anything special about its disks. */
const noStorage: TaskStorage = { volumes: [], mounts: [] };

/** Size of a task's ephemeral storage that ECS gives anyway, and refuses to be told. */
const givenGiB = 20;

/** Reads a manifest's storage. Managed files belong to a user id made of the workload's name unless it names one. */
export function taskStorage(workload: string, storage: Storage | undefined): TaskStorage {
  if (storage === undefined) return noStorage;
  const volumes = sortedEntries(storage.volumes ?? {});
  const managed = volumes.findLast(([, volume]) => isManaged(volume));
  return {
    ...(storage.ephemeral === undefined || storage.ephemeral === givenGiB
      ? {}
      : { ephemeralGiB: storage.ephemeral }),
    ...(storage.readonly_fs === undefined ? {} : { readOnlyRoot: storage.readonly_fs }),
    volumes: volumes
      .filter(([, volume]) => !isManaged(volume))
      .map(([name, volume]) => taskVolume(name, volume)),
    ...(managed === undefined ? {} : { managed: managedVolume(workload, ...managed) }),
    mounts: volumes.map(([name, volume]) => mountPoint(name, volume)),
  };
}

/** Where a container mounts a volume; it may only read unless the manifest says otherwise. */
export function mountPoint(
  volume: string,
  mount: { readonly path?: string; readonly read_only?: boolean },
): MountPoint {
  return { volume, path: mount.path ?? "", readOnly: mount.read_only ?? true };
}

function isManaged({ efs }: Volume): boolean {
  if (typeof efs === "boolean" || efs === undefined) return efs === true;
  return efs.uid !== undefined || efs.gid !== undefined;
}

function managedVolume(workload: string, name: string, { efs }: Volume): ManagedVolume {
  const owner: EfsVolume = typeof efs === "object" ? efs : {};
  if (owner.uid === undefined && owner.gid === undefined) {
    const id = crc32(workload);
    return { name, uid: id, gid: id };
  }
  return { name, uid: owner.uid ?? 0, gid: owner.gid ?? 0 };
}

function taskVolume(name: string, { efs, read_only: readOnly }: Volume): TaskVolume {
  if (typeof efs !== "object") return { name };
  const { id, root_dir: rootDirectory, auth } = efs;
  const accessPointId = auth?.access_point_id;
  return {
    name,
    fileSystem: {
      // Copilot reads a file system without an id as the import of a nameless export, which CloudFormation refuses.
      id: id ?? { kind: "from_cfn", name: "" },
      rootDirectory: rootDirectory === undefined || rootDirectory === "" ? "/" : rootDirectory,
      iam: auth?.iam === true ? "ENABLED" : "DISABLED",
      ...(accessPointId === undefined ? {} : { accessPointId }),
      writable: readOnly === false,
    },
  };
}
