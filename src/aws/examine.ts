import type {
  ContextEntry,
  EvaluationResult,
  SimulatePrincipalPolicyCommandInput,
} from "@aws-sdk/client-iam";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import type { Clock } from "../domain/clock.ts";
import {
  type Acting,
  type Examiner,
  type SimulatedAction,
  type SimulationContext,
  simulationKey,
  type Verdict,
} from "../domain/examiner.ts";
import { absent } from "../domain/observed.ts";
import { abortable } from "./abortable.ts";
import { askIdentity } from "./ask-identity.ts";
import { iamPackage, queuePackage } from "./late-packages.ts";
import { probeCalls } from "./probe-calls.ts";
import { readApplicationRecord, readEnvironmentRecord } from "./read-records.ts";
import { readRegional } from "./read-regional.ts";
import { type ClientDefaults, makeSessions, type Session, type Sessions } from "./sessions.ts";
import { makeStackListings } from "./stack-listings.ts";
import { codeOf, httpStatusOf, isQueueMissing, translateAwsError } from "./translate-error.ts";

/** AWS behind the port `Examiner`. */
export function makeExaminer(clients: ClientDefaults, clock: Clock): Examiner {
  const sessions = makeSessions(clients, clock);
  const desk = { sessions, listings: makeStackListings(clock), instances: new Map() };
  return {
    identify: (signal) => askIdentity(clients, clock, signal),
    readApplication: (application, signal) =>
      readApplicationRecord(sessions.application(), application, signal),
    readEnvironment: (application, environment, signal) =>
      readEnvironmentRecord(sessions.application(), application, environment, signal),
    readRegional: async (application, account, region, signal) => {
      const found = await readRegional(desk, { application, account, regions: [region] }, signal);
      return found.get(region) ?? absent;
    },
    findBucket: (acting, bucket, signal) => findBucket(sessionFor(sessions, acting), bucket, signal),
    findQueue: (acting, queueUrl, signal) => findQueue(sessionFor(sessions, acting), queueUrl, signal),
    findProject: (acting, project, signal) => findProject(sessionFor(sessions, acting), project, signal),
    // Assuming a role asks for its credentials, which any client of the session does; this asks nothing else.
    assume: (acting, signal) =>
      judge(async () => {
        signal.throwIfAborted();
        await sessionFor(sessions, acting).cloudformation.config.credentials();
      }),
    call: async (need, acting, target, signal) => {
      const call = probeCalls.get(need.call);
      // The call is of the builds' bucket; what else lists a bucket is left to the simulation.
      if (call === undefined || (need.call === "s3:ListObjectsV2" && need.occasion !== "assets"))
        return undefined;
      return judge(() => call(sessionFor(sessions, acting), target, abortable(signal)));
    },
    simulate: (acting, principal, actions, context, signal) =>
      simulate(sessionFor(sessions, acting), principal, actions, context, signal),
  };
}

function sessionFor(sessions: Sessions, acting: Acting): Session {
  switch (acting.kind) {
    case "process":
      return sessions.application(acting.region);
    case "role":
      return sessionOfPart(sessions, acting);
  }
}

function sessionOfPart(
  sessions: Sessions,
  { arn, region, part }: Extract<Acting, { kind: "role" }>,
): Session {
  switch (part) {
    case "look":
      return sessions.lookAs(arn, region);
    case "apply":
      return sessions.as(arn, region);
    case "drift":
      return sessions.compareAs(arn, region);
  }
}

/** What AWS's answer says of the permission: whatever it refuses for another reason than IAM's came past IAM. */
async function judge(work: () => Promise<unknown>): Promise<Verdict> {
  try {
    await work();
    return { kind: "allowed" };
  } catch (error) {
    const { failure } = translateAwsError(error, "asked");
    const words = firstLine(error);
    if (failure.reason === "AccessDenied" || failure.reason === "RoleRefused")
      return { kind: "refused", words };
    if (failure.reason === "AwsRefused" && (httpStatusOf(error) ?? 0) < 400)
      return { kind: "unknown", words };
    if (isUnknownCall(error)) return { kind: "unknown", words };
    return unanswered.has(failure.reason) ? { kind: "unknown", words } : { kind: "allowed" };
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}

const unanswered = new Set([
  "Throttled",
  "CredentialsExpired",
  "NoCredentials",
  "AwsUnavailable",
  "AwsUnreachable",
]);

/** An endpoint that is not all of AWS says so. */
function isUnknownCall(error: unknown): boolean {
  return /^(?:UnknownOperation|InvalidAction|UnknownService)/.test(codeOf(error));
}

/** Without `s3:ListBucket` S3 answers 403 for an object that is missing, and so for a bucket that may not be read. */
async function findBucket(session: Session, bucket: string, signal: AbortSignal): Promise<Verdict> {
  try {
    await session.s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: "autoland-doctor" }),
      abortable(signal),
    );
    return { kind: "allowed" };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    if (codeOf(error) === "NoSuchBucket") return { kind: "refused", words: `there is no bucket ${bucket}` };
    if (httpStatusOf(error) === 404) return { kind: "allowed" };
    if (httpStatusOf(error) === 403)
      return {
        kind: "unknown",
        words: "S3 answers 403, as it does for a missing object to who may not list the bucket",
      };
    return { kind: "unknown", words };
  }
}

async function findQueue(session: Session, queueUrl: string, signal: AbortSignal): Promise<Verdict> {
  const { ReceiveMessageCommand } = queuePackage();
  try {
    const request = { QueueUrl: queueUrl, VisibilityTimeout: 0, WaitTimeSeconds: 0 };
    await session.sqs().send(new ReceiveMessageCommand(request), abortable(signal));
    return { kind: "allowed" };
  } catch (error) {
    if (isQueueMissing(error)) return { kind: "refused", words: `there is no queue ${queueUrl}` };
    const { failure } = translateAwsError(error, `read the queue ${queueUrl}`);
    return { kind: failure.reason === "AccessDenied" ? "refused" : "unknown", words: failure.message };
  }
}

async function findProject(session: Session, project: string, signal: AbortSignal): Promise<Verdict> {
  try {
    const [client, { ListBuildsForProjectCommand }] = await Promise.all([
      session.codebuild(),
      import("@aws-sdk/client-codebuild"),
    ]);
    await client.send(new ListBuildsForProjectCommand({ projectName: project }), abortable(signal));
    return { kind: "allowed" };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { kind: codeOf(error) === "ResourceNotFoundException" ? "refused" : "unknown", words };
  }
}

async function simulate(
  session: Session,
  principal: string,
  actions: readonly SimulatedAction[],
  context: SimulationContext,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  for (const [resources, names] of byResources(actions)) {
    const answer = await judged(async () =>
      evaluate(session, { principal, names, resources, context, signal }),
    );
    for (const name of names) {
      const verdict = answer.kind === "answer" ? verdictOf(name, answer.results) : answer;
      verdicts.set(simulationKey({ action: name, resources }), verdict);
    }
  }
  return verdicts;
}

function byResources(actions: readonly SimulatedAction[]): ReadonlyMap<readonly string[], readonly string[]> {
  const groups = new Map<string, { readonly resources: readonly string[]; readonly names: Set<string> }>();
  for (const { action, resources } of actions) {
    const group = groups.get(resources.join(" ")) ?? { resources, names: new Set<string>() };
    group.names.add(action);
    groups.set(resources.join(" "), group);
  }
  return new Map([...groups.values()].map(({ resources, names }) => [resources, [...names]]));
}

async function judged(
  work: () => Promise<readonly EvaluationResult[]>,
): Promise<Verdict | { readonly kind: "answer"; readonly results: readonly EvaluationResult[] }> {
  try {
    return { kind: "answer", results: await work() };
  } catch (error) {
    return { kind: "unknown", words: error instanceof Error ? error.message : String(error) };
  }
}

interface Question {
  readonly principal: string;
  readonly names: readonly string[];
  readonly resources: readonly string[];
  readonly context: SimulationContext;
  readonly signal: AbortSignal;
}

async function evaluate(
  session: Session,
  { principal, names, resources, context, signal }: Question,
): Promise<readonly EvaluationResult[]> {
  const { SimulatePrincipalPolicyCommand } = iamPackage();
  const input: SimulatePrincipalPolicyCommandInput = {
    PolicySourceArn: principal,
    ActionNames: [...names],
    ResourceArns: [...resources],
    ContextEntries: contextEntries(context),
  };
  const found: EvaluationResult[] = [];
  let marker: string | undefined;
  do {
    const page = await session
      .iam()
      .send(
        new SimulatePrincipalPolicyCommand({ ...input, ...(marker === undefined ? {} : { Marker: marker }) }),
        abortable(signal),
      );
    found.push(...(page.EvaluationResults ?? []));
    marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (marker !== undefined);
  return found;
}

/** Allowed only where it is allowed on every resource. */
function verdictOf(name: string, results: readonly EvaluationResult[]): Verdict {
  const own = results.filter(({ EvalActionName: action }) => action === name);
  if (own.length === 0) return { kind: "unknown", words: "IAM's simulation did not answer" };
  const refused = own.find(({ EvalDecision: decision }) => decision !== "allowed");
  if (refused === undefined) return { kind: "allowed" };
  const how = refused.EvalDecision === "explicitDeny" ? "a policy denies it" : "no policy allows it";
  return { kind: "refused", words: `${how} on ${refused.EvalResourceName ?? "*"}` };
}

/** What the conditions of Copilot's policies and of `deploy/` compare. */
function contextEntries({ application, environment, home, region }: SimulationContext): ContextEntry[] {
  const tags = (prefix: string): ContextEntry[] => [
    entry(`${prefix}:ResourceTag/copilot-application`, application),
    ...(environment === undefined ? [] : [entry(`${prefix}:ResourceTag/copilot-environment`, environment)]),
  ];
  return [
    ...tags("aws"),
    ...tags("iam"),
    entry("iam:PassedToService", "cloudformation.amazonaws.com"),
    entry("aws:ResourceAccount", home),
    entry("kms:ViaService", `s3.${region}.amazonaws.com`),
  ];
}

function entry(name: string, value: string): ContextEntry {
  return { ContextKeyName: name, ContextKeyValues: [value], ContextKeyType: "string" };
}
