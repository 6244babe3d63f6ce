import type { DesiredStack } from "../domain/desired.ts";
import type { DriftCause } from "../domain/drift.ts";
import { shortCommit, type CommitSha } from "../domain/revision.ts";
import type { ObservedStack, StackContent } from "../domain/stack.ts";
import { changesBetween } from "../plan/changes.ts";
import { versionOf } from "../plan/tell-apart.ts";
import { stackDigest, withoutKept } from "../template/stack-digest.ts";
import { stampOf } from "../template/stamp.ts";

/**
 * Why a deployed stack is not what its manifest renders to. A stack that still has the digest of its stamp was changed by nobody since
 * Autoland deployed it: then the wish has moved.
 */
export function causeOfTemplateDrift(
  deployed: StackContent,
  desired: DesiredStack,
  observed: ObservedStack,
): DriftCause {
  const at = observed.updatedAt ?? observed.createdAt;
  const stamp = stampOf(deployed.template);
  const version = versionOf(deployed.template);
  if (stamp === undefined) {
    return {
      kind: "DeployedByCopilot",
      message: `Copilot${version === undefined ? "" : ` ${version}`}, or somebody by hand, deployed the stack last`,
      at,
    };
  }
  const digest = stackDigest(
    deployed.template,
    withoutKept(deployed.parameters, desired.kept),
    deployed.tags,
  );
  if (digest !== stamp.digest && changesFromToday(deployed, desired)) {
    return { kind: "ChangedOutside", message: "somebody changed the stack after Autoland deployed it", at };
  }
  const wanted = stampOf(desired.template);
  if (wanted !== undefined && wanted.commit !== stamp.commit) {
    return {
      kind: "NewCommit",
      message: `commit ${shortCommit(wanted.commit as CommitSha)} asks for something else than ${shortCommit(stamp.commit as CommitSha)}, which was applied last`,
    };
  }
  return {
    kind: "NewTemplates",
    message:
      "the same commit asks for something else today: a newer image, build, environment or version of Autoland",
  };
}

function changesFromToday(deployed: StackContent, desired: DesiredStack): boolean {
  const today = desired.deployedToday?.();
  return today === undefined || changesBetween(deployed, today).length > 0;
}
