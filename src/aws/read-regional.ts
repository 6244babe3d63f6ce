import {
  DescribeStacksCommand,
  ListStackInstancesCommand,
  type StackInstanceSummary,
} from "@aws-sdk/client-cloudformation";
import type { RegionalResources } from "../domain/copilot-records.ts";
import { failureOf, ReconcileError } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import { abortable } from "./abortable.ts";
import type { Session, Sessions } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/**
 * Reads what the application's StackSet made in each of the regions: bucket, key and repositories (copilot-model.md 2.5).
 * Needs `cloudformation:ListStackInstances` and `cloudformation:DescribeStacks` in the application's account.
 * A region without an instance is `absent`.
 */
export async function readRegional(
  sessions: Sessions,
  application: string,
  regions: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Observed<RegionalResources>>> {
  try {
    const instances = await listInstances(sessions.application(), `${application}-infrastructure`, signal);
    const answers = await Promise.all(
      regions.map(async (region) => {
        const instance = instances.find((candidate) => candidate.Region === region);
        const stack = instance?.StackId;
        if (stack === undefined) return [region, absent] as const;
        return [region, await readInstance(sessions.application(region), region, stack, signal)] as const;
      }),
    );
    return new Map(answers);
  } catch (error) {
    const answer = unreadable(failureOf(error));
    return new Map(regions.map((region) => [region, answer]));
  }
}

async function listInstances(
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

async function readInstance(
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
