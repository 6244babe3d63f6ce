/** Who makes a call, as IAM sees it. */
export type Principal =
  | { readonly kind: "root"; readonly account: string; readonly arn: string }
  | { readonly kind: "user"; readonly account: string; readonly arn: string; readonly userName: string }
  | {
      readonly kind: "role-session";
      readonly account: string;
      /** `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
      readonly arn: string;
      readonly roleName: string;
      /** `arn:aws:iam::<account>:role/<path><role>` */
      readonly roleArn: string;
      readonly sessionName: string;
      /** An inline session policy (JSON text) given to AssumeRole, which narrows the role's own. */
      readonly sessionPolicy?: string;
      readonly sessionTags?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "service"; readonly account: string; readonly arn: string; readonly service: string };

/** A key pair that a caller signs with. The simulated AWS looks at the key id and the token only. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** The partition of a region: `aws`, `aws-us-gov` or `aws-cn`. */
export function partitionOf(region: string): string {
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return region.startsWith("cn-") ? "aws-cn" : "aws";
}

/** The DNS suffix of a region's partition. */
export function dnsSuffixOf(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

/** The account's root, whom no policy but an explicit one of a resource limits. */
export function rootOf(account: string, partition = "aws"): Principal {
  return { kind: "root", account, arn: `arn:${partition}:iam::${account}:root` };
}

/** A session of a role, as AssumeRole would make it. `roleArn` may hold a path. */
export function sessionOf(roleArn: string, sessionName: string): Principal {
  const [, partition = "aws", , , account = "", ...resource] = roleArn.split(":");
  const roleName = resource.join(":").split("/").at(-1) ?? "";
  const arn = `arn:${partition}:sts::${account}:assumed-role/${roleName}/${sessionName}`;
  return { kind: "role-session", account, arn, roleName, roleArn, sessionName };
}

/** An AWS service that works by itself, without a caller. */
export function servicePrincipal(service: string, account: string): Principal {
  return { kind: "service", account, arn: `${service}.amazonaws.com`, service };
}
