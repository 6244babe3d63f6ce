import type { Sign } from "../domain/sign.ts";
import type { Cause } from "./cause.ts";
import { accessDenied } from "./causes/access-denied.ts";
import { accountBlocked } from "./causes/account-blocked.ts";
import { aliasTaken } from "./causes/alias-taken.ts";
import { awsInternal } from "./causes/aws-internal.ts";
import { balancerUnattached } from "./causes/balancer-unattached.ts";
import { boundaryDenies } from "./causes/boundary-denies.ts";
import { bucketNotEmpty } from "./causes/bucket-not-empty.ts";
import { cancelled } from "./causes/cancelled.ts";
import { capacityUnavailable } from "./causes/capacity-unavailable.ts";
import { certificateMismatch } from "./causes/certificate-mismatch.ts";
import { certificatePending } from "./causes/certificate-pending.ts";
import { circuitBreaker } from "./causes/circuit-breaker.ts";
import { containerCannotStart } from "./causes/container-cannot-start.ts";
import { containerExited } from "./causes/container-exited.ts";
import { containerUnhealthy } from "./causes/container-unhealthy.ts";
import { creationTooSlow } from "./causes/creation-too-slow.ts";
import { customResourceFailed } from "./causes/custom-resource-failed.ts";
import { customResourceSilent } from "./causes/custom-resource-silent.ts";
import { diskFull } from "./causes/disk-full.ts";
import { envFileUnreadable } from "./causes/env-file-unreadable.ts";
import { exportInUse } from "./causes/export-in-use.ts";
import { fargateLimit } from "./causes/fargate-limit.ts";
import { hookDenied } from "./causes/hook-denied.ts";
import { imageMissing } from "./causes/image-missing.ts";
import { imagePlatform } from "./causes/image-platform.ts";
import { imagePullDenied } from "./causes/image-pull-denied.ts";
import { imagePullLimited } from "./causes/image-pull-limited.ts";
import { importMissing } from "./causes/import-missing.ts";
import { keyDenied } from "./causes/key-denied.ts";
import { listenerPriorityTaken } from "./causes/listener-priority-taken.ts";
import { logGroupMissing } from "./causes/log-group-missing.ts";
import { nameTaken } from "./causes/name-taken.ts";
import { nestedStackFailed } from "./causes/nested-stack-failed.ts";
import { networkUnreachable } from "./causes/network-unreachable.ts";
import { notStabilized } from "./causes/not-stabilized.ts";
import { organizationDenies } from "./causes/organization-denies.ts";
import { outOfMemory } from "./causes/out-of-memory.ts";
import { propertyInvalid } from "./causes/property-invalid.ts";
import { quotaExceeded } from "./causes/quota-exceeded.ts";
import { referenceMissing } from "./causes/reference-missing.ts";
import { renameNeeded } from "./causes/rename-needed.ts";
import { resourceInUse } from "./causes/resource-in-use.ts";
import { roleUnassumable } from "./causes/role-unassumable.ts";
import { rolloutAlarm } from "./causes/rollout-alarm.ts";
import { rolloutLimits } from "./causes/rollout-limits.ts";
import { runtimeBlocked } from "./causes/runtime-blocked.ts";
import { secretDenied } from "./causes/secret-denied.ts";
import { secretMalformed } from "./causes/secret-malformed.ts";
import { secretMissing } from "./causes/secret-missing.ts";
import { securityGroupQuota } from "./causes/security-group-quota.ts";
import { serviceGone } from "./causes/service-gone.ts";
import { serviceLinkedRoleMissing } from "./causes/service-linked-role-missing.ts";
import { spotUnavailable } from "./causes/spot-unavailable.ts";
import { stackBusy } from "./causes/stack-busy.ts";
import { stackPolicyDenies } from "./causes/stack-policy-denies.ts";
import { subnetFull } from "./causes/subnet-full.ts";
import { targetBadAnswer } from "./causes/target-bad-answer.ts";
import { targetNoAnswer } from "./causes/target-no-answer.ts";
import { taskSize } from "./causes/task-size-invalid.ts";
import { templateInvalid } from "./causes/template-invalid.ts";
import { terminationProtected } from "./causes/termination-protected.ts";
import { throttled } from "./causes/throttled.ts";
import { tooManyRules } from "./causes/too-many-rules.ts";
import { topicMissing } from "./causes/topic-missing.ts";
import { volumeMountRefused } from "./causes/volume-mount-refused.ts";

/** What keeps a task from starting or from staying up. The first that recognises a sign has it: the more exact stand first. */
const ofTasks: readonly Cause[] = [
  imagePlatform,
  imagePullLimited,
  diskFull,
  keyDenied,
  imagePullDenied,
  secretDenied,
  secretMissing,
  secretMalformed,
  volumeMountRefused,
  serviceLinkedRoleMissing,
  roleUnassumable,
  networkUnreachable,
  imageMissing,
  envFileUnreadable,
  logGroupMissing,
  accountBlocked,
  spotUnavailable,
  capacityUnavailable,
  fargateLimit,
  subnetFull,
  taskSize,
  outOfMemory,
  containerCannotStart,
  containerUnhealthy,
  targetBadAnswer,
  targetNoAnswer,
  containerExited,
  rolloutAlarm,
  rolloutLimits,
];

/** What CloudFormation or a service says of a resource, likewise. */
const ofResources: readonly Cause[] = [
  serviceGone,
  stackPolicyDenies,
  terminationProtected,
  hookDenied,
  runtimeBlocked,
  certificatePending,
  certificateMismatch,
  aliasTaken,
  listenerPriorityTaken,
  renameNeeded,
  exportInUse,
  importMissing,
  topicMissing,
  organizationDenies,
  boundaryDenies,
  accessDenied,
  securityGroupQuota,
  tooManyRules,
  bucketNotEmpty,
  nameTaken,
  quotaExceeded,
  stackBusy,
  customResourceSilent,
  balancerUnattached,
  resourceInUse,
  templateInvalid,
  creationTooSlow,
  customResourceFailed,
  referenceMissing,
  propertyInvalid,
  throttled,
  awsInternal,
];

/** What says only that something else went wrong. */
const symptoms: readonly Cause[] = [notStabilized, circuitBreaker, nestedStackFailed, cancelled];

/** Every sort of failure that has a name, in the order in which they are tried. */
export const causes: readonly Cause[] = [...ofTasks, ...ofResources, ...symptoms];

/** Which causes a sign can show. A container's own lines may say anything: only what cannot mean something else is taken from them. */
export function causesFor(kind: Sign["kind"]): readonly Cause[] {
  switch (kind) {
    case "stack-event":
    case "refusal":
      return causes;
    case "stopped-task":
    case "service-event":
    case "rollout":
    case "unhealthy-target":
      return ofTaskSigns;
    case "log-line":
      return ofLines;
  }
}

const ofTaskSigns: readonly Cause[] = [...ofTasks, serviceGone, throttled, awsInternal, ...symptoms];
const ofLines: readonly Cause[] = [imagePlatform, diskFull];
