import { assumeRole } from "./rules/assume-role.ts";
import { broadRead } from "./rules/broad-read.ts";
import { borrowedRole } from "./rules/borrowed-role.ts";
import { bucketPublic } from "./rules/bucket-public.ts";
import { codeNotFromRepository } from "./rules/code-not-from-repository.ts";
import { containerPrivileged } from "./rules/container-privileged.ts";
import { copilotGuardRemoved } from "./rules/copilot-guard-removed.ts";
import { dataOfOthers } from "./rules/data-of-others.ts";
import { dataSentAway } from "./rules/data-sent-away.ts";
import { databasePublic } from "./rules/database-public.ts";
import { deploymentMachinery } from "./rules/deployment-machinery.ts";
import { execEnabled } from "./rules/exec-enabled.ts";
import { foreignCustomResource } from "./rules/foreign-custom-resource.ts";
import { foreignExport } from "./rules/foreign-export.ts";
import { foreignImage } from "./rules/foreign-image.ts";
import { iamEscalation } from "./rules/iam-escalation.ts";
import { iamIdentity } from "./rules/iam-identity.ts";
import { iamWildcard } from "./rules/iam-wildcard.ts";
import { loggingRemoved } from "./rules/logging-removed.ts";
import { managedPolicy } from "./rules/managed-policy.ts";
import { nestedTemplate } from "./rules/nested-template.ts";
import { networkBridge } from "./rules/network-bridge.ts";
import { networkOpen } from "./rules/network-open.ts";
import { otherEnvironment } from "./rules/other-environment.ts";
import { passRole } from "./rules/pass-role.ts";
import { permissionElsewhere } from "./rules/permission-elsewhere.ts";
import { permissionsBoundary } from "./rules/permissions-boundary.ts";
import { publicResourcePolicy } from "./rules/public-resource-policy.ts";
import { reservedName } from "./rules/reserved-name.ts";
import { roleTrust } from "./rules/role-trust.ts";
import { secretInPlain } from "./rules/secret-in-plain.ts";
import { secretLiteral } from "./rules/secret-literal.ts";
import { templateTooLarge } from "./rules/template-too-large.ts";
import { trafficTaken } from "./rules/traffic-taken.ts";
import { transform } from "./rules/transform.ts";
import { unreadablePolicy } from "./rules/unreadable-policy.ts";
import type { PolicyRule } from "./rule.ts";

/** Every built-in rule, in the order of their codes. */
export const rulePack: readonly PolicyRule[] = [
  assumeRole,
  borrowedRole,
  broadRead,
  bucketPublic,
  codeNotFromRepository,
  containerPrivileged,
  copilotGuardRemoved,
  dataOfOthers,
  dataSentAway,
  databasePublic,
  deploymentMachinery,
  execEnabled,
  foreignCustomResource,
  foreignExport,
  foreignImage,
  iamEscalation,
  iamIdentity,
  iamWildcard,
  loggingRemoved,
  managedPolicy,
  nestedTemplate,
  networkBridge,
  networkOpen,
  otherEnvironment,
  passRole,
  permissionElsewhere,
  permissionsBoundary,
  publicResourcePolicy,
  reservedName,
  roleTrust,
  secretInPlain,
  secretLiteral,
  templateTooLarge,
  trafficTaken,
  transform,
  unreadablePolicy,
];
