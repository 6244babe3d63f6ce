import type { TextSource } from "./text-source.ts";

/** Disks of a task. */
export interface Storage {
  /** GiB of ephemeral storage. */
  readonly ephemeral?: number;
  readonly readonly_fs?: boolean;
  readonly volumes?: Readonly<Record<string, Volume>>;
}

/** A volume and where the main container mounts it. */
export interface Volume extends MountPoint {
  /** True, or only `uid` and `gid`: a directory on the environment's own file system. Absent or false: an empty volume of the task. */
  readonly efs?: boolean | EfsVolume;
}

/** Where a container mounts a volume. */
export interface MountPoint {
  /** Path in the container. Always there in a valid manifest. */
  readonly path?: string;
  /** Absent means true. */
  readonly read_only?: boolean;
}

/** A volume of another container's that a sidecar mounts. */
export interface SidecarMountPoint extends MountPoint {
  readonly source_volume?: string;
}

/** An existing file system (`id`, `root_dir`, `auth`), or the environment's own with chosen owners (`uid`, `gid`). */
export interface EfsVolume {
  readonly id?: TextSource;
  readonly root_dir?: string;
  readonly auth?: EfsAuthorization;
  readonly uid?: number;
  readonly gid?: number;
}

/** How a task authorises itself with the file system. */
export interface EfsAuthorization {
  readonly iam?: boolean;
  readonly access_point_id?: string;
}
