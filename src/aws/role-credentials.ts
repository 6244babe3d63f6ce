import { AssumeRoleCommand, GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Clock } from "../domain/clock.ts";
import { ReconcileError } from "../domain/failure.ts";
import { translateAwsError } from "./translate-error.ts";

/** Keys for signing requests. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * A provider of credentials that keeps them itself. The SDK leaves a provider alone that says it is memoized; otherwise every client
 * would keep a copy of its own and compare its end with the machine's clock.
 */
export interface CredentialsProvider {
  (): Promise<Credentials>;
  readonly memoized: true;
}

/** How a role is assumed. */
export interface Assumption {
  readonly roleArn: string;
  /** It appears in CloudTrail and says who did it, and for what. */
  readonly sessionName: string;
  /** What the session may do at most; all that the role allows when absent. */
  readonly policy?: string;
}

/** Role chaining allows an hour at most. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html */
const lifetimeSeconds = 3_600;
const lifetime = lifetimeSeconds * 1_000;
/** New ones are fetched five minutes before the old ones end, so that no request is signed with keys that end on the way. */
const margin = 5 * 60_000;

/** Credentials of a role for all clients of the process: fetched when first needed, and again before they end. */
export function roleCredentials(sts: STSClient, clock: Clock, assumption: Assumption): CredentialsProvider {
  let kept: { readonly credentials: Promise<Credentials>; until: number } | undefined;
  const provide = (): Promise<Credentials> => {
    const now = clock.now().getTime();
    if (kept !== undefined && now < kept.until) return kept.credentials;
    const assumed = assume(sts, assumption);
    const fresh = {
      credentials: assumed.then(({ credentials }) => credentials),
      until: now + lifetime - margin,
    };
    kept = fresh;
    assumed.then(
      // STS says when they end; a role may allow less than was asked for.
      ({ ends }) => (fresh.until = Math.min(fresh.until, ends.getTime() - margin)),
      // What failed is asked for again by the next request.
      () => (kept = undefined),
    );
    return fresh.credentials;
  };
  return Object.assign(provide, { memoized: true as const });
}

async function assume(
  sts: STSClient,
  { roleArn, sessionName, policy }: Assumption,
): Promise<{ readonly credentials: Credentials; readonly ends: Date }> {
  const request = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: lifetimeSeconds,
    ...(policy === undefined ? {} : { Policy: policy }),
  });
  const { Credentials: given } = await sts.send(request).catch(async (error: unknown) => {
    throw refused(translateAwsError(error, `assume role ${roleArn} as ${await callerOf(sts)}`), roleArn);
  });
  if (
    given?.AccessKeyId === undefined ||
    given.SecretAccessKey === undefined ||
    given.Expiration === undefined
  )
    throw new Error(`STS answered AssumeRole for ${roleArn} without credentials`);
  const credentials = {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
  };
  return { credentials, ends: given.Expiration };
}

/** Who asks, for a message that names both sides of the refusal; nobody needs a permission to ask it. */
async function callerOf(sts: STSClient): Promise<string> {
  try {
    const { Arn: arn } = await sts.send(new GetCallerIdentityCommand({}));
    return arn ?? "an unknown principal";
  } catch {
    return "a principal that STS does not know";
  }
}

/** A role that is gone and one that trusts us no longer are one to STS: it says that we may not. */
function refused(error: ReconcileError, roleArn: string): ReconcileError {
  if (error.failure.reason !== "AccessDenied") return error;
  const remedy = `See whether it is there, and whom it trusts: aws iam get-role --role-name ${roleArn.split("/").at(-1) ?? roleArn} (docs/permissions.md says whom it has to trust).`;
  return new ReconcileError({ ...error.failure, reason: "RoleRefused", remedy }, { cause: error });
}
