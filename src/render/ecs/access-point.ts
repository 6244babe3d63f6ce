import { getAtt, sub } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import type { EcsContext } from "./ecs-context.ts";

/** The workload's own folder in the environment's file system, when a volume is managed; no resources otherwise. */
export function accessPoint(context: EcsContext): Resources {
  const { managed } = context.storage;
  if (managed === undefined) return {};
  const { uid, gid } = managed;
  return {
    AccessPoint: {
      Metadata: described("The workload's folder in the environment's file system"),
      Type: "AWS::EFS::AccessPoint",
      Properties: {
        ClientToken: sub("${AppName}-${EnvName}-${WorkloadName}"),
        FileSystemId: getAtt("EnvControllerAction", "ManagedFileSystemID"),
        PosixUser: { Uid: uid, Gid: gid },
        RootDirectory: {
          Path: sub(`/${context.name}`),
          CreationInfo: { OwnerUid: uid, OwnerGid: gid, Permissions: "0755" },
        },
      },
    },
  };
}
