import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Clock } from "../domain/clock.ts";
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

/** Session names appear in CloudTrail: they say who did it. */
const sessionName = "autoland";
/** Role chaining allows an hour at most. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html */
const lifetimeSeconds = 3_600;
/** New ones are fetched five minutes before the old ones end, so that no request is signed with keys that end on the way. */
const margin = 5 * 60_000;

/** Credentials of a role for all clients of the process: fetched when first needed, and again before they end. */
export function roleCredentials(sts: STSClient, clock: Clock, roleArn: string): CredentialsProvider {
  let kept: { readonly credentials: Promise<Credentials>; readonly until: number } | undefined;
  const provide = (): Promise<Credentials> => {
    const now = clock.now().getTime();
    if (kept !== undefined && now < kept.until) return kept.credentials;
    const credentials = assume(sts, roleArn);
    kept = { credentials, until: now + lifetimeSeconds * 1_000 - margin };
    // What failed is asked for again by the next request.
    credentials.catch(() => (kept = undefined));
    return credentials;
  };
  return Object.assign(provide, { memoized: true as const });
}

async function assume(sts: STSClient, roleArn: string): Promise<Credentials> {
  const request = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: lifetimeSeconds,
  });
  const { Credentials: given } = await sts.send(request).catch((error: unknown) => {
    throw translateAwsError(error, `assume role ${roleArn}`);
  });
  if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined) {
    throw new Error(`STS answered AssumeRole for ${roleArn} without credentials`);
  }
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
  };
}
