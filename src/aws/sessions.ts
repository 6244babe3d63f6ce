import { ACMClient } from "@aws-sdk/client-acm";
import type { ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { CodeBuildClient } from "@aws-sdk/client-codebuild";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { CodePipelineClient } from "@aws-sdk/client-codepipeline";
import type { EC2Client } from "@aws-sdk/client-ec2";
import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { IAMClient } from "@aws-sdk/client-iam";
import { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { S3Client } from "@aws-sdk/client-s3";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import type { CallMade } from "../domain/call-made.ts";
import type { Clock } from "../domain/clock.ts";
import { abortable } from "./abortable.ts";
import { comparePolicy } from "./compare-policy.ts";
import { type Budgets, makeBudgets } from "./budget/budgets.ts";
import { type Governable, type Governance, governCalls } from "./govern-calls.ts";
import { patientRetries } from "./patient-retries.ts";
import { lookPolicy } from "./look-policy.ts";
import {
  type Assumption,
  type Credentials,
  type CredentialsProvider,
  roleCredentials,
} from "./role-credentials.ts";
import { iamPackage, queuePackage, scalingPackage, secretsPackage, trailPackage } from "./late-packages.ts";

/** Settings for every SDK client: where requests go and who signs them. Empty in production; the SDK's own chain decides. */
export interface ClientDefaults {
  readonly endpoint?: string;
  readonly region?: string;
  /** A profile of AWS's configuration files, whose credentials are used whatever the process's environment has. */
  readonly profile?: string;
  readonly credentials?: Credentials | CredentialsProvider;
  readonly requestHandler?: Exclude<STSClientConfig["requestHandler"], undefined>;
  /** How often a request is tried that was lost or, when it is given, throttled; 5 and 10 when absent. */
  readonly maxAttempts?: number;
  /** How it waits between two tries; `patientRetries` when absent. */
  readonly retryStrategy?: Exclude<STSClientConfig["retryStrategy"], undefined>;
  /** Told of each request that leaves a client. */
  readonly onCall?: (call: CallMade) => void;
  /** Told of each client that is made, before it is used. */
  readonly onClient?: (client: object) => void;
  /** Whose budgets are shared with others in the process; its own when absent. */
  readonly budgets?: Budgets;
}

/** Clients that act as one principal in one region. */
export interface Session {
  /** The role's ARN, or `application` for the process itself. */
  readonly principal: string;
  readonly region: string | undefined;
  readonly cloudformation: CloudFormationClient;
  readonly ssm: SSMClient;
  readonly s3: S3Client;
  readonly ecr: ECRClient;
  readonly ecs: ECSClient;
  /** Tries each request once, for those that do something more when they are repeated. */
  readonly ecsOnce: ECSClient;
  readonly acm: ACMClient;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  readonly tagging: ResourceGroupsTaggingAPIClient;
  /** Made when it is first asked for: the package is by far the largest of AWS's, and few workloads need it. */
  readonly ec2: () => Promise<EC2Client>;
  /** Likewise: only where the operator allowed that containers' lines are read. */
  readonly logs: () => Promise<CloudWatchLogsClient>;
  /** Likewise: only where a gate or a pre-step is a build. */
  readonly codebuild: () => Promise<CodeBuildClient>;
  /** Likewise: only where somebody looks at a service on the page. */
  readonly cloudwatch: () => Promise<CloudWatchClient>;
  /** Likewise, as are the next two: only for drift. */
  readonly scaling: () => ApplicationAutoScalingClient;
  readonly secrets: () => SecretsManagerClient;
  readonly trail: () => CloudTrailClient;
  readonly codepipeline: () => Promise<CodePipelineClient>;
  /** Likewise: only where an environment is created. */
  readonly iam: () => IAMClient;
  /** Likewise: only where `hints` are configured. */
  readonly sqs: () => SQSClient;
}

/** Opens sessions and keeps them: one client per principal, region and service. */
export interface Sessions {
  /** As the process itself, in the application's account; the region defaults to the process's own. */
  application(region?: string): Session;
  /** As a role, for changing things; credentials are fetched when first needed and again before they end. */
  as(roleArn: string, region: string): Session;
  /** As a role, for looking: a session of its own that IAM lets change nothing, whatever the role allows. */
  lookAs(roleArn: string, region: string): Session;
  /** As a role, for CloudFormation's comparisons and what goes with them: it reads more kinds of things, and changes none either. */
  compareAs(roleArn: string, region: string): Session;
  /** Assumes a role for changing things, unless it is assumed already; throws where STS refuses. Nothing else is asked. */
  assume(roleArn: string): Promise<void>;
  /** The ARN of the principal that the process is; asked for once. No permission is needed for it. */
  self(signal?: AbortSignal): Promise<string>;
}

/** Makes the sessions of one process. The clock decides when credentials of roles are fetched again. */
export function makeSessions(defaults: ClientDefaults, clock: Clock): Sessions {
  const budgets = defaults.budgets ?? makeBudgets(clock);
  const govern = (account: string, region = defaults.region): Governance => ({
    account,
    region,
    budgets,
    onCall: defaults.onCall,
    onClient: defaults.onClient,
  });
  const sts = governCalls(new STSClient(settings(defaults, clock)), govern("application"));
  const sessions = new Map<string, Session>();
  const providers = new Map<string, CredentialsProvider>();
  const application = (region?: string): Session =>
    makeSession("application", settings(defaults, clock), govern("application", region));
  const credentialsOf = (assumption: Assumption): CredentialsProvider =>
    kept(providers, `${assumption.sessionName}/${assumption.roleArn}`, () =>
      roleCredentials(sts, clock, assumption),
    );
  const as = (assumption: Assumption, region: string): Session => {
    const { roleArn } = assumption;
    const credentials = credentialsOf(assumption);
    return makeSession(
      roleArn,
      { ...settings(defaults, clock), credentials },
      govern(accountOf(roleArn), region),
    );
  };
  let identity: Promise<string> | undefined;
  const self = (signal?: AbortSignal): Promise<string> => {
    identity ??= whoAmI(sts, signal);
    // What failed is asked for again.
    identity.catch(() => (identity = undefined));
    return identity;
  };
  return {
    self,
    application: (region) => kept(sessions, `application/${region ?? ""}`, () => application(region)),
    assume: async (roleArn) => void (await credentialsOf(applying(roleArn))()),
    as: (roleArn, region) =>
      kept(sessions, `apply/${roleArn}/${region}`, () => as(applying(roleArn), region)),
    lookAs: (roleArn, region) =>
      kept(sessions, `look/${roleArn}/${region}`, () =>
        as({ roleArn, sessionName: "autoland-look", policy: lookPolicy }, region),
      ),
    compareAs: (roleArn, region) =>
      kept(sessions, `compare/${roleArn}/${region}`, () =>
        as({ roleArn, sessionName: "autoland-drift", policy: comparePolicy }, region),
      ),
  };
}

function applying(roleArn: string): Assumption {
  return { roleArn, sessionName: "autoland-apply" };
}

async function whoAmI(sts: STSClient, signal: AbortSignal | undefined): Promise<string> {
  const { Arn: arn = "" } = await sts.send(new GetCallerIdentityCommand({}), abortable(signal));
  return arn;
}

function kept<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

/** Clients are made when they are first used: most sessions need one or two of them, and there are sessions by the hundred. */
function makeSession(principal: string, defaults: ClientDefaults, governance: Governance): Session {
  const { region } = governance;
  const config = { ...defaults, ...(region === undefined ? {} : { region }) };
  const once = <Client extends Governable>(make: () => Client): (() => Client) =>
    lazily(() => governCalls(make(), governance));
  const pathStyle = defaults.endpoint === undefined ? {} : { forcePathStyle: true };
  const cloudformation = once(() => new CloudFormationClient(config));
  const ssm = once(() => new SSMClient(config));
  const s3 = once(() => new S3Client({ ...config, ...pathStyle }));
  const ecr = once(() => new ECRClient(config));
  const ecs = once(() => new ECSClient(config));
  const ecsOnce = once(() => new ECSClient({ ...config, retryStrategy: oneTry }));
  const acm = once(() => new ACMClient(config));
  const loadBalancing = once(() => new ElasticLoadBalancingV2Client(config));
  const tagging = once(() => new ResourceGroupsTaggingAPIClient(config));
  return {
    principal,
    region,
    get cloudformation() {
      return cloudformation();
    },
    get ssm() {
      return ssm();
    },
    get s3() {
      return s3();
    },
    get ecr() {
      return ecr();
    },
    get ecs() {
      return ecs();
    },
    get ecsOnce() {
      return ecsOnce();
    },
    get acm() {
      return acm();
    },
    get loadBalancing() {
      return loadBalancing();
    },
    get tagging() {
      return tagging();
    },
    ec2: lazily(() =>
      import("@aws-sdk/client-ec2").then(({ EC2Client: Client }) =>
        governCalls(new Client(config), governance),
      ),
    ),
    codebuild: lazily(() =>
      import("@aws-sdk/client-codebuild").then(({ CodeBuildClient: Client }) =>
        governCalls(new Client(config), governance),
      ),
    ),
    cloudwatch: lazily(() =>
      import("@aws-sdk/client-cloudwatch").then(({ CloudWatchClient: Client }) =>
        governCalls(new Client(config), governance),
      ),
    ),
    codepipeline: lazily(() =>
      import("@aws-sdk/client-codepipeline").then(({ CodePipelineClient: Client }) =>
        governCalls(new Client(config), governance),
      ),
    ),
    logs: lazily(() =>
      import("@aws-sdk/client-cloudwatch-logs").then(({ CloudWatchLogsClient: Client }) =>
        governCalls(new Client(config), governance),
      ),
    ),
    scaling: once(() => new (scalingPackage().ApplicationAutoScalingClient)(config)),
    secrets: once(() => new (secretsPackage().SecretsManagerClient)(config)),
    iam: once(() => new (iamPackage().IAMClient)(config)),
    sqs: once(() => new (queuePackage().SQSClient)({ ...config, useQueueUrlAsEndpoint: false })),
    trail: once(() => new (trailPackage().CloudTrailClient)(config)),
  };
}

/** A request whose answer was lost may have been carried out; whoever sent it looks before it sends another. */
const oneTry: NonNullable<ClientDefaults["retryStrategy"]> = {
  acquireInitialRetryToken: () => Promise.resolve({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
  refreshRetryTokenForRetry: () => Promise.reject(new Error("this request is not repeated")),
  recordSuccess: () => undefined,
};

function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The account of a role's ARN. */
function accountOf(roleArn: string): string {
  return roleArn.split(":")[4] ?? roleArn;
}

/** The SDK's own adaptive limiter is one for each client, of which many share an account's limit; budgets take its place. */
function settings(
  defaults: ClientDefaults,
  clock: Clock,
): ClientDefaults & { readonly customUserAgent: string } {
  const { budgets: _, onCall: __, onClient: ___, ...rest } = defaults;
  const retryStrategy = defaults.retryStrategy ?? patientRetries(clock, defaults.maxAttempts);
  return { ...rest, retryStrategy, customUserAgent: "autoland" };
}
