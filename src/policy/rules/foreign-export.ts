import { matchesPattern } from "../iam/action-pattern.ts";
import { environmentPrefix, otherOwnerOf } from "../names.ts";
import { pointerOf } from "../../template/json-pointer.ts";
import type { PartFacts } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** What other stacks export. */
export const foreignExport: PolicyRule = {
  code: "foreign-export",
  severity: "stop",
  judges: "everything",
  stops:
    "imports from another environment's or application's stacks, and, where the operator lists imports, all that are not listed",
  reason:
    "An import ties two stacks together: the exporter can no longer change, and what it exports (a secret's ARN, a security group) is used without its owner's word.",
  remedy:
    "Import only what the environment itself exports: `${COPILOT_APPLICATION_NAME}-${COPILOT_ENVIRONMENT_NAME}-…`.",
  judge: (facts) =>
    importsOf(facts).flatMap(({ pointer, name }) => {
      const why = objection(name, facts);
      return why === undefined ? [] : [{ pointer, what: `imports ${name}, ${why}` }];
    }),
};

/** What an environment's stack exports under its own name (copilot-model.md 2.6). */
const exportsOfEnvironments =
  /^[A-Za-z][\w-]*-(?:VpcId|PublicSubnets|PrivateSubnets|InternetGatewayID|ClusterId|EnvironmentSecurityGroup|PublicLoadBalancerSecurityGroupId|InternalLoadBalancerSecurityGroupId|PublicLoadBalancerDNSName|PublicLoadBalancerFullName|PublicLoadBalancerHostedZone|InternalLoadBalancerDNSName|HTTPListenerArn|HTTPSListenerArn|InternalHTTPListenerArn|InternalHTTPSListenerArn|InternalWorkloadsHostedZone|DefaultHTTPTargetGroup|ServiceDiscoveryNamespaceID|HostedZone|SubDomain|FilesystemID|ManagedFileSystemID|EnvironmentManagerRoleARN|CFNExecutionRoleARN|EnvironmentHostedZone|EnvironmentSubDomain)$/;

function objection(name: string, facts: PartFacts): string | undefined {
  if (name.startsWith(environmentPrefix(facts)) && otherOwnerOf(name, facts) === undefined) {
    return /-(?:EnvironmentManagerRoleARN|CFNExecutionRoleARN)$/.test(name) && facts.part.name !== "stack"
      ? "one of the environment's two master roles"
      : undefined;
  }
  const owner = otherOwnerOf(name, facts);
  if (owner !== undefined) return `which belongs to ${owner}`;
  if (exportsOfEnvironments.test(name)) return "which another environment's stack exports";
  const { imports } = facts.context.settings;
  if (imports === undefined || imports.some((pattern) => matchesPattern(pattern, name))) return undefined;
  return "which is not among the operator's `policy.imports`";
}

function importsOf(facts: PartFacts): readonly { readonly pointer: string; readonly name: string }[] {
  const resources = [...facts.resources].flatMap(([id, { Properties: properties = {} }]) =>
    facts.everyText(properties, pointerOf(["Resources", id, "Properties"])),
  );
  return [...resources, ...facts.everyText(facts.outputs, "/Outputs")].flatMap(({ pointer, text }) =>
    [...text.matchAll(/\$\{import:((?:[^{}]|\$\{[^}]*\})*)\}/g)].map(([, name = ""]) => ({ pointer, name })),
  );
}
