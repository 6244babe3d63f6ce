import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type StackResourceDrift,
} from "@aws-sdk/client-cloudformation";
import pLimit from "p-limit";
import type { Clock } from "../../domain/clock.ts";
import type { ComparedResource, StackComparison, StackToCheck } from "../../domain/drift-eyes.ts";
import { failureOf } from "../../domain/failure.ts";
import { stackKey } from "../../domain/stack.ts";
import type { Json, JsonMap } from "../../domain/template.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import { abortable } from "../abortable.ts";
import { pollDelay } from "../poll-delay.ts";
import type { Session } from "../sessions.ts";
import { translateAwsError } from "../translate-error.ts";

/** How many stacks of one account and region CloudFormation compares for us side by side. */
const sideBySide = 5;

/** Has CloudFormation compare stacks, and remembers what it has begun. */
export type CompareStacks = (
  stacks: readonly { readonly session: Session; readonly stack: StackToCheck }[],
  patienceMilliseconds: number,
  signal?: AbortSignal,
) => Promise<ReadonlyMap<string, StackComparison>>;

/**
 * The comparison runs in CloudFormation for seconds to minutes; its id is kept, so that one that took longer than anyone waited is
 * found again. It needs `cloudformation:DetectStackDrift` (and `DetectStackResourceDrift`), `DescribeStackDriftDetectionStatus`,
 * `DescribeStackResourceDrifts`, and permission to read every resource of the stack: CloudFormation reads them as the caller.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
 */
export function makeCompareStacks(clock: Clock): CompareStacks {
  const begun = new Map<string, string>();
  const limits = new Map<string, ReturnType<typeof pLimit>>();
  const gently = (session: Session): ReturnType<typeof pLimit> => {
    const key = `${session.principal}/${session.region ?? ""}`;
    const limit = limits.get(key) ?? pLimit(sideBySide);
    limits.set(key, limit);
    return limit;
  };

  async function compare(
    session: Session,
    { stack }: StackToCheck,
    until: number,
    signal?: AbortSignal,
  ): Promise<StackComparison> {
    const key = stackKey(stack);
    for (let attempt = 0; ; attempt += 1) {
      const id = begun.get(key) ?? (await begin(session, stack.name, signal));
      if (id !== undefined) {
        begun.set(key, id);
        const status = await session.cloudformation.send(
          new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: id }),
          abortable(signal),
        );
        if (status.DetectionStatus !== "DETECTION_IN_PROGRESS") {
          begun.delete(key);
          const resources = await comparedResources(session, stack.name, signal);
          if (status.DetectionStatus === "DETECTION_COMPLETE") return { kind: "compared", resources };
          return { kind: "compared", resources, incomplete: status.DetectionStatusReason ?? "it failed" };
        }
      }
      if (clock.now().getTime() >= until) return { kind: "running" };
      await clock.sleep(pollDelay(attempt), signal);
    }
  }

  return async (stacks, patienceMilliseconds, signal) => {
    const until = clock.now().getTime() + patienceMilliseconds;
    const answers = await Promise.all(
      stacks.map(({ session, stack }) =>
        gently(session)(async () => {
          const key = stackKey(stack.stack);
          try {
            return [key, await compare(session, stack, until, signal)] as const;
          } catch (error) {
            begun.delete(key);
            const { reason, message, remedy } = failureOf(
              translateAwsError(error, `compare stack ${key} with what is there`),
            );
            const failed: StackComparison = {
              kind: "not-compared",
              reason,
              message,
              ...(remedy === undefined ? {} : { remedy }),
            };
            return [key, failed] as const;
          }
        }),
      ),
    );
    return new Map(answers);
  };
}

/** The id of a comparison that was begun; undefined where somebody else's runs already. */
async function begin(session: Session, name: string, signal?: AbortSignal): Promise<string | undefined> {
  try {
    const answer = await session.cloudformation.send(
      new DetectStackDriftCommand({ StackName: name }),
      abortable(signal),
    );
    return answer.StackDriftDetectionId;
  } catch (error) {
    if (error instanceof Error && /already in progress/.test(error.message)) return undefined;
    throw error;
  }
}

async function comparedResources(
  session: Session,
  name: string,
  signal?: AbortSignal,
): Promise<readonly ComparedResource[]> {
  const found: ComparedResource[] = [];
  let token: string | undefined;
  do {
    const page = await session.cloudformation.send(
      new DescribeStackResourceDriftsCommand({
        StackName: name,
        MaxResults: 100,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
      abortable(signal),
    );
    found.push(...(page.StackResourceDrifts ?? []).flatMap(comparedResource));
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}

/** Resources that CloudFormation did not check say nothing. */
function comparedResource(drift: StackResourceDrift): readonly ComparedResource[] {
  const status = ({ IN_SYNC: "in-sync", MODIFIED: "modified", DELETED: "deleted" } as const)[
    drift.StackResourceDriftStatus as "IN_SYNC" | "MODIFIED" | "DELETED"
  ] as ComparedResource["status"] | undefined;
  if (status === undefined) return [];
  return [
    {
      logicalId: drift.LogicalResourceId ?? "",
      physicalId: drift.PhysicalResourceId ?? "",
      type: drift.ResourceType ?? "",
      status,
      expected: propertiesIn(drift.ExpectedProperties),
      actual: propertiesIn(drift.ActualProperties),
      differences: (drift.PropertyDifferences ?? []).map(
        ({ PropertyPath, ExpectedValue, ActualValue, DifferenceType }) => ({
          path: PropertyPath ?? "",
          ...(DifferenceType === "ADD" || ExpectedValue === undefined
            ? {}
            : { expected: valueIn(ExpectedValue) }),
          ...(DifferenceType === "REMOVE" || ActualValue === undefined
            ? {}
            : { actual: valueIn(ActualValue) }),
        }),
      ),
    },
  ];
}

function propertiesIn(text: string | undefined): JsonMap {
  const value = text === undefined ? {} : valueIn(text);
  return isJsonMap(value) ? value : {};
}

/** Values come as text; those that are not JSON are text themselves. */
function valueIn(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
