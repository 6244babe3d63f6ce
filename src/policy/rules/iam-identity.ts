import { pointerOf } from "../../template/json-pointer.ts";
import type { PolicyRule } from "../rule.ts";

/** Types that let somebody in who is no role of the application. */
const types =
  /^AWS::(?:IAM::(?:User|Group|AccessKey|UserToGroupAddition|UserPolicy|GroupPolicy|LoginProfile|OIDCProvider|SAMLProvider|VirtualMFADevice|ServiceLinkedRole)|SSO::\w+|Organizations::\w+|RolesAnywhere::\w+|IdentityStore::\w+)$/;

/** Users, keys, identity providers. */
export const iamIdentity: PolicyRule = {
  code: "iam-identity",
  severity: "stop",
  judges: "additions",
  stops: "IAM users, groups, access keys and identity providers",
  reason:
    "A user or an access key outlives the service and works from anywhere; an identity provider lets strangers assume roles. None is needed to run a workload.",
  remedy:
    "Give the permissions to the workload's task role: output an AWS::IAM::ManagedPolicy from the addons.",
  judge: ({ resources }) =>
    [...resources]
      .filter(([, { Type: type }]) => types.test(type))
      .map(([id, { Type: type }]) => ({ pointer: pointerOf(["Resources", id]), what: `makes an ${type}` })),
};
