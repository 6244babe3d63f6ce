import type { TextSource } from "./text-source.ts";
import { mapOf } from "../shape/collection-shapes.ts";
import { eitherForm } from "../shape/form-shapes.ts";
import { field } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import type { Reading } from "../shape/reading.ts";
import type { Report } from "../shape/report.ts";
import { record } from "../shape/record-shape.ts";
import type { Fields } from "../shape/record-shape.ts";
import { boolean, integer, text, wholeNumber } from "../shape/scalar-shapes.ts";
import { checked } from "../shape/shape.ts";
import type { LocatedYaml } from "../yaml/located-yaml.ts";
import { textSource } from "./text-source.ts";

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
interface MountPoint {
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
interface EfsAuthorization {
  readonly iam?: boolean;
  readonly access_point_id?: string;
}

const owner = wholeNumber({ min: 0, max: 4_294_967_295 });

const efsVolume = record<EfsVolume>(
  {
    // Copilot lets a base's id stand when a section imports one (copilot-model.md 5.5).
    id: {
      ...textSource,
      merge: (base, over) => (base.kind === "text" && over.kind === "from_cfn" ? base : over),
    },
    root_dir: text,
    auth: record<EfsAuthorization>({ iam: boolean, access_point_id: text }),
    uid: owner,
    gid: owner,
  },
  { afterReading: refuseBothOwners, afterMerge: keepOneOwner, check: checkEfs },
);

const mountPointFields: Fields<MountPoint> = { path: text, read_only: boolean };

const volume = record<Volume>(
  {
    ...mountPointFields,
    efs: eitherForm<boolean, EfsVolume>({
      plain: boolean,
      map: efsVolume,
      wanted: "true, false or a map (id, root_dir, auth, or uid and gid)",
      faultsInMap: "drop",
    }),
  },
  { check: checkMountPath },
);

/** `storage` of a workload on ECS. */
export const storage = record<Storage>(
  {
    ephemeral: checked(integer, checkEphemeral),
    readonly_fs: boolean,
    volumes: mapOf(volume, { whenNull: {}, entries: "merged" }),
  },
  { check: checkManagedVolumes },
);

/** A volume that a sidecar mounts. */
export const sidecarMountPoint = record<SidecarMountPoint>(
  { ...mountPointFields, source_volume: text },
  {
    check: (mount, at, report) => {
      if (!mount.source_volume) {
        const message = "source_volume is missing; name a volume of storage.volumes.";
        report({ code: "required-field-missing", at: field(at, "source_volume"), message });
      }
      checkMountPath(mount, at, report);
    },
  },
);

/** Whether a volume is on EFS at all, the environment's file system or another. */
export function isOnEfs(value: Volume): boolean {
  return value.efs !== undefined && value.efs !== false;
}

/** Whether a volume is on the environment's own file system (copilot-model.md 5.4). */
function isManagedEfs(value: Volume): boolean {
  if (typeof value.efs !== "object") return value.efs === true;
  return value.efs.uid !== undefined || value.efs.gid !== undefined;
}

function namesOwners(value: EfsVolume): boolean {
  return value.uid !== undefined || value.gid !== undefined;
}

function namesFileSystem(value: EfsVolume): boolean {
  return value.id !== undefined || value.root_dir !== undefined || Object.keys(value.auth ?? {}).length > 0;
}

function refuseBothOwners(value: EfsVolume, at: FieldPath, reading: Reading, node: LocatedYaml): EfsVolume {
  if (!namesOwners(value) || !namesFileSystem(value)) return value;
  const message =
    "uid and gid are for the environment's own file system; they cannot stand beside id, root_dir or auth.";
  reading.fault({ code: "mutually-exclusive", at, node, message, stops: true });
  return value;
}

function keepOneOwner(merged: EfsVolume, _base: EfsVolume, over: EfsVolume): EfsVolume {
  if (namesOwners(over)) {
    const { id: _id, root_dir: _root, auth: _auth, ...rest } = merged;
    return rest;
  }
  if (!namesFileSystem(over)) return merged;
  const { uid: _uid, gid: _gid, ...rest } = merged;
  return rest;
}

function checkEphemeral(size: number, at: FieldPath, report: Report): void {
  if (size >= 20 && size <= 200) return;
  report({ code: "out-of-range", at, message: `ephemeral is ${size}; Fargate gives 20 to 200 GiB.` });
}

function checkManagedVolumes(value: Storage, at: FieldPath, report: Report): void {
  const managed = Object.entries(value.volumes ?? {}).filter(
    ([, volume]) => isOnEfs(volume) && isManagedEfs(volume),
  );
  if (managed.length < 2) return;
  const names = managed.map(([name]) => name).join(", ");
  const message = `${managed.length} volumes are on the environment's own file system (${names}); a workload can have one.`;
  report({ code: "limit-exceeded", at: field(at, "volumes"), message });
}

function checkMountPath(mount: MountPoint, at: FieldPath, report: Report): void {
  if (!mount.path) {
    const message = "path is missing; give the path in the container where the volume is mounted.";
    report({ code: "required-field-missing", at: field(at, "path"), message });
    return;
  }
  checkPathCharacters(mount.path, field(at, "path"), report);
}

function checkPathCharacters(path: string, at: FieldPath, report: Report): void {
  if (path === "" || /^[a-zA-Z0-9\-._/]+$/.test(path)) return;
  const message = `${path} has a character that a path may not have; letters, digits and . - _ / are allowed.`;
  report({ code: "invalid-format", at, message });
}

function checkEfs(value: EfsVolume, at: FieldPath, report: Report): void {
  if (value.uid !== undefined && value.gid === undefined) report(missingOwner("gid", "uid", at));
  if (value.uid === undefined && value.gid !== undefined) report(missingOwner("uid", "gid", at));
  if (value.uid === 0) {
    report({
      code: "out-of-range",
      at: field(at, "uid"),
      message: "uid is 0; a volume cannot belong to root.",
    });
  }
  const root = value.root_dir ?? "";
  if (value.auth?.access_point_id === undefined) {
    checkPathCharacters(root, field(at, "root_dir"), report);
    return;
  }
  if (root !== "" && root !== "/") {
    const message = `root_dir is ${root}; with auth.access_point_id it must be left out or be /.`;
    report({ code: "inconsistent-values", at: field(at, "root_dir"), message });
  }
  if (value.auth.iam === false) {
    const message = "auth.iam is false; with auth.access_point_id it must be true.";
    report({ code: "inconsistent-values", at: field(at, "auth", "iam"), message });
  }
}

function missingOwner(missing: string, given: string, at: FieldPath): Parameters<Report>[0] {
  const message = `${missing} is missing; ${given} is given, and the two go together.`;
  return { code: "required-field-missing", at: field(at, missing), message };
}
