import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** A file system could not be mounted. */
export const volumeMountRefused: Cause = {
  reason: "VolumeMountRefused",
  title: "a file system (EFS) cannot be mounted",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: b'mount.nfs4: access denied by server while mounting 127.0.0.1:/' : unsuccessful EFS utils command execution; code: 32",
      source:
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
    },
  ],
  recognise: saying(
    [
      /(?:EFS utils|mount\.nfs4|EFS volume|efs-utils).*?(?<system>fs-[0-9a-f]+)?/is,
      /Failed to resolve "(?<system>fs-[0-9a-f]+)\./i,
      /CannotCreateVolumeError/,
      /failed to (?:mount|attach) (?:the )?(?:EBS |EFS )?volume/i,
    ],
    (match, sign, scene) => {
      const system =
        match.groups?.["system"] ?? /fs-[0-9a-f]{8,}/.exec(match.input)?.[0] ?? subjectOf(sign, scene);
      return {
        resource: system,
        message: `the tasks of ${subjectOf(sign, scene)} cannot mount file system ${system}`,
        remedy: `Look at storage.volumes in ${manifestOf(scene)}: the file system needs a mount target in each subnet, port 2049 open for the environment's security group, and a policy that allows the task role.`,
      };
    },
  ),
};
