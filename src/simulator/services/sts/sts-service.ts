import type {
  AssumeRoleCommandInput,
  AssumeRoleCommandOutput,
  GetCallerIdentityCommandOutput,
} from "@aws-sdk/client-sts";
import { clientFault, type AwsFault } from "../../kernel/aws-fault.ts";
import { queryErrors } from "../../kernel/error-style.ts";
import { sessionOf, type Principal } from "../../kernel/principal.ts";
import { operation, type CallContext, type ServiceModel } from "../../kernel/service.ts";
import { authorizeOn } from "../iam/authorize.ts";
import { roles, type Role } from "../iam/iam-state.ts";
import { tagsFrom } from "../tags.ts";

/** The Security Token Service: who am I, and sessions of roles, also of other accounts. */
export const stsService: ServiceModel = {
  name: "sts",
  iamPrefix: "sts",
  errors: queryErrors,
  operations: {
    // Nobody needs a permission for it, and no policy can take it away.
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    GetCallerIdentity: operation(getCallerIdentity, () => []),
    AssumeRole: operation(assumeRole, () => []),
  },
};

type Output<T> = Omit<T, "$metadata">;

function getCallerIdentity(context: CallContext): Output<GetCallerIdentityCommandOutput> {
  const { principal } = context;
  return { Account: principal.account, Arn: principal.arn, UserId: userIdOf(context, principal) };
}

/**
 * AssumeRole: the role's trust policy must name the caller, and across accounts the caller's own policies must allow
 * it too. Which of the two refused, or whether the role exists at all, is not told.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
function assumeRole(context: CallContext, input: AssumeRoleCommandInput): Output<AssumeRoleCommandOutput> {
  const roleArn = input.RoleArn ?? "";
  const sessionName = input.RoleSessionName ?? "";
  checkInput(roleArn, sessionName, input.DurationSeconds);
  if (context.principal.kind === "root") throw denied("Roles may not be assumed by root accounts.");
  const role = findRole(context, roleArn);
  if (role === undefined || !mayAssume(context, role, input)) {
    throw denied(
      `User: ${context.principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    );
  }
  const seconds = input.DurationSeconds ?? 3600;
  checkDuration(context.principal, role, seconds);
  const session: Principal = {
    ...sessionOf(role.arn, sessionName),
    ...(input.Policy === undefined ? {} : { sessionPolicy: input.Policy }),
    ...(input.Tags === undefined ? {} : { sessionTags: tagsFrom(input.Tags) }),
  };
  const credentials = context.world.issueCredentials(session, { lifetimeSeconds: seconds });
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: credentials.expiration,
    },
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${sessionName}`, Arn: session.arn },
    PackedPolicySize: 0,
  };
}

function denied(message: string): AwsFault {
  return clientFault("AccessDenied", message, 403);
}

function mayAssume(context: CallContext, role: Role, input: AssumeRoleCommandInput): boolean {
  const account = role.arn.split(":")[4] ?? "";
  const permission = {
    action: "sts:AssumeRole",
    resource: role.arn,
    conditionValues: {
      "sts:RoleSessionName": input.RoleSessionName ?? "",
      ...(input.ExternalId === undefined ? {} : { "sts:ExternalId": input.ExternalId }),
    },
  };
  return authorizeOn(context, permission, { account, policy: role.trustPolicy, mustAllow: true }).allowed;
}

function findRole(context: CallContext, arn: string): Role | undefined {
  const account = arn.split(":")[4] ?? "";
  const role = context.state(roles, { account }).get(arn.split("/").at(-1) ?? "");
  return role?.arn === arn ? role : undefined;
}

function checkInput(roleArn: string, sessionName: string, seconds: number | undefined): void {
  if (!/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(roleArn)) {
    throw clientFault("ValidationError", `${roleArn} is invalid`);
  }
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw clientFault(
      "ValidationError",
      String.raw`1 validation error detected: Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`,
    );
  }
  if (seconds !== undefined && seconds < 900) {
    throw clientFault(
      "ValidationError",
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
    );
  }
}

/** Sessions made by sessions last an hour at most. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
function checkDuration(principal: Principal, role: Role, seconds: number): void {
  if (principal.kind === "role-session" && seconds > 3600) {
    throw clientFault(
      "ValidationError",
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    );
  }
  if (seconds > role.maxSessionSeconds) {
    throw clientFault(
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  }
}

function userIdOf(context: CallContext, principal: Principal): string {
  switch (principal.kind) {
    case "role-session": {
      const role = context.state(roles, { account: principal.account }).get(principal.roleName);
      return `${role?.id ?? "AROADELETED"}:${principal.sessionName}`;
    }
    case "user":
      return `AIDA${principal.userName.toUpperCase()}`;
    case "root":
    case "service":
      return principal.account;
  }
}
