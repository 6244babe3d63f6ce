import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import { translateAwsError } from "./translate-error.ts";

/** Settings for every SDK client: where requests go and who signs them. Empty in production; the SDK's own chain decides. */
export interface ClientDefaults {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: Credentials | (() => Promise<Credentials>);
  readonly requestHandler?: Exclude<STSClientConfig["requestHandler"], undefined>;
  /** How often the SDK tries a request that was throttled or lost; 5 when absent. */
  readonly maxAttempts?: number;
  /** How it waits between two tries; the SDK's own adaptive way when absent. */
  readonly retryStrategy?: Exclude<STSClientConfig["retryStrategy"], undefined>;
}

/** Keys for signing requests. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Clients that act as one principal in one region. */
export interface Session {
  readonly region: string | undefined;
  readonly cloudformation: CloudFormationClient;
  readonly ssm: SSMClient;
  readonly s3: S3Client;
  readonly ecr: ECRClient;
  readonly ecs: ECSClient;
}

/** Opens sessions and keeps them: one client per principal, region and service. */
export interface Sessions {
  /** As the process itself, in the application's account; the region defaults to the process's own. */
  application(region?: string): Session;
  /** As a role; credentials are fetched when first needed and again before they end. */
  as(roleArn: string, region: string): Session;
}

/** Session names appear in CloudTrail: they say who did it. */
const sessionName = "autoland";

/** Makes the sessions of one process. */
export function makeSessions(defaults: ClientDefaults): Sessions {
  const sessions = new Map<string, Session>();
  const sts = new STSClient(settings(defaults));

  function open(key: string, make: () => Session): Session {
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const made = make();
    sessions.set(key, made);
    return made;
  }

  async function assume(roleArn: string): Promise<Credentials> {
    const answer = await sts
      .send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName, DurationSeconds: 3600 }))
      .catch((error: unknown) => {
        throw translateAwsError(error, `assume role ${roleArn}`);
      });
    const given = answer.Credentials;
    if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined) {
      throw new Error(`STS answered AssumeRole for ${roleArn} without credentials`);
    }
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
      ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
    };
  }

  return {
    application: (region) =>
      open(`application/${region ?? ""}`, () => makeSession(defaults, region ?? defaults.region)),
    as: (roleArn, region) =>
      open(`${roleArn}/${region}`, () =>
        makeSession({ ...defaults, credentials: () => assume(roleArn) }, region),
      ),
  };
}

function makeSession(defaults: ClientDefaults, region: string | undefined): Session {
  const config = { ...settings(defaults), ...(region === undefined ? {} : { region }) };
  return {
    region,
    cloudformation: new CloudFormationClient(config),
    ssm: new SSMClient(config),
    s3: new S3Client({ ...config, ...(defaults.endpoint === undefined ? {} : { forcePathStyle: true }) }),
    ecr: new ECRClient(config),
    ecs: new ECSClient(config),
  };
}

function settings(
  defaults: ClientDefaults,
): ClientDefaults & { readonly maxAttempts: number } & typeof always {
  return { ...defaults, ...always, maxAttempts: defaults.maxAttempts ?? 5 };
}

const always = { retryMode: "adaptive", customUserAgent: "autoland" } as const;
