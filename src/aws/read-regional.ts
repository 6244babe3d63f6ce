import {
  DescribeStacksCommand,
  ListStackInstancesCommand,
  type StackInstanceSummary,
} from "@aws-sdk/client-cloudformation";
import type { RegionalResources } from "../domain/copilot-records.ts";
import { failureOf, ReconcileError } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import { orAborted } from "../domain/or-aborted.ts";
import { situationOf } from "../domain/stack-status.ts";
import { abortable } from "./abortable.ts";
import type { Desk } from "./observe-environment.ts";
import type { Session } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/** Which stack is the application's in a region, and what it had made as of its last operation; by application and region. */
export type RegionalInstances = Map<string, { readonly asOf: string; readonly resources: RegionalResources }>;

/** Of which application, and where. */
export interface RegionalRequest {
  readonly application: string;
  /** The application's account; the empty text when it is not known. */
  readonly account: string;
  readonly regions: readonly string[];
}

/**
 * Reads what the application's StackSet made in each of the regions: bucket, key and repositories (copilot-model.md 2.5). Where the
 * process's role may list stacks, only what has changed since is read again.
 * Needs `cloudformation:ListStackInstances` and `cloudformation:DescribeStacks` in the application's account.
 * A region without an instance is `absent`.
 */
export async function readRegional(
  desk: Pick<Desk, "sessions" | "listings" | "instances">,
  request: RegionalRequest,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Observed<RegionalResources>>> {
  const { sessions, instances: known } = desk;
  const { application, regions } = request;
  let listed: Promise<readonly StackInstanceSummary[]> | undefined;
  const read = async (region: string): Promise<Observed<RegionalResources>> => {
    const key = `${application}/${region}`;
    const asOf = await lastOperation(desk, request, region, signal);
    const before = known.get(key);
    if (asOf !== undefined && before?.asOf === asOf) return present(before.resources);
    listed ??= listInstances(sessions.application(), `${application}-infrastructure`, signal);
    const stack = (await listed).find((candidate) => candidate.Region === region)?.StackId;
    if (stack === undefined) return absent;
    const answer = await readInstance(sessions.application(region), region, stack, signal);
    // Only of one stack that stands there alone can it be said that it is still the application's.
    if (answer.kind === "present" && asOf?.startsWith(`${stack} `) === true)
      known.set(key, { asOf, resources: answer.value });
    return answer;
  };
  return new Map(
    await Promise.all(
      regions.map(async (region) => {
        const answer = await read(region).catch((error: unknown) => unreadable(failureOf(error)));
        return [region, answer] as const;
      }),
    ),
  );
}

/** What tells the last operation on the one stack that can be the application's in a region; undefined when that cannot be told. */
async function lastOperation(
  { sessions, listings }: Pick<Desk, "sessions" | "listings">,
  { application, account }: RegionalRequest,
  region: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (account === "") return undefined;
  const listing = await orAborted(listings.read({ account, region }, sessions.application(region)), signal);
  if (listing.kind !== "listed") return undefined;
  const begin = `StackSet-${application}-infrastructure-`;
  const [only, ...others] = [...listing.stacks.values()].filter(
    ({ name }) => name.startsWith(begin) && uuid.test(name.slice(begin.length)),
  );
  if (only === undefined || others.length > 0 || situationOf(only.status) !== "ready") return undefined;
  return `${only.arn} ${only.begun.toISOString()} ${only.status}`;
}

/** What CloudFormation ends the names of a StackSet's stacks with. */
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The instances of a StackSet over all pages; none where there is no such StackSet. */
export async function listInstances(
  session: Session,
  stackSet: string,
  signal?: AbortSignal,
): Promise<StackInstanceSummary[]> {
  const found: StackInstanceSummary[] = [];
  let token: string | undefined;
  do {
    try {
      const page = await session.cloudformation.send(
        new ListStackInstancesCommand({
          StackSetName: stackSet,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
        abortable(signal),
      );
      found.push(...(page.Summaries ?? []));
      token = page.NextToken;
    } catch (error) {
      if (codeOf(error) === "StackSetNotFoundException") return [];
      throw translateAwsError(error, `list instances of StackSet ${stackSet}`);
    }
  } while (token !== undefined);
  return found;
}

/** What one instance of the StackSet has made. */
export async function readInstance(
  session: Session,
  region: string,
  stack: string,
  signal?: AbortSignal,
): Promise<Observed<RegionalResources>> {
  try {
    const answer = await session.cloudformation.send(
      new DescribeStacksCommand({ StackName: stack }),
      abortable(signal),
    );
    const outputs = new Map(
      (answer.Stacks?.[0]?.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue]),
    );
    const artifactBucket = outputs.get("PipelineBucket");
    const artifactKeyArn = outputs.get("KMSKeyARN");
    if (artifactBucket === undefined || artifactKeyArn === undefined) throw incomplete(stack);
    const repositories = [...outputs]
      .filter(([key]) => key?.startsWith("ECRRepo"))
      .map(([, arn]) => [workloadOf(arn ?? ""), arn ?? ""] as const);
    return present({
      region,
      artifactBucket,
      artifactKeyArn,
      repositories: Object.fromEntries(repositories),
    });
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, `read the application's resources in ${region}`)));
  }
}

/** `arn:aws:ecr:<region>:<account>:repository/<app>/<workload>` */
function workloadOf(repositoryArn: string): string {
  return repositoryArn.split("/").at(-1) ?? "";
}

function incomplete(stack: string): ReconcileError {
  return new ReconcileError({
    disposition: "wait",
    reason: "RegionalResourcesIncomplete",
    message: `stack ${stack} has no output PipelineBucket or KMSKeyARN yet`,
    remedy: `See how it ended with \`aws cloudformation describe-stack-events --stack-name ${stack}\`.`,
  });
}
