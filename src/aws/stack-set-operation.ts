import {
  DescribeStackSetOperationCommand,
  ListStackSetOperationResultsCommand,
  ListStackSetOperationsCommand,
} from "@aws-sdk/client-cloudformation";
import type { Clock } from "../domain/clock.ts";
import { ReconcileError } from "../domain/failure.ts";
import { abortable } from "./abortable.ts";
import { pollDelay } from "./poll-delay.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/** An operation that runs, and until when it is followed. */
export interface Following {
  readonly session: Session;
  readonly clock: Clock;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Waits until the operation has reached every instance; one that did not is thrown with CloudFormation's reasons, as `RegistryFailed`. */
export async function followOperation(
  { session, clock, name, until }: Following,
  operation: string,
  signal?: AbortSignal,
): Promise<void> {
  for (let attempt = 0; clock.now().getTime() < until; attempt++) {
    const answer = await session.cloudformation
      .send(
        new DescribeStackSetOperationCommand({ StackSetName: name, OperationId: operation }),
        abortable(signal),
      )
      .catch((error: unknown) => {
        throw translateAwsError(error, `follow operation ${operation} of StackSet ${name}`);
      });
    switch (answer.StackSetOperation?.Status) {
      case "SUCCEEDED":
        return;
      case "FAILED":
      case "STOPPED":
        throw await failed(session, name, operation, signal);
      case "QUEUED":
      case "RUNNING":
      case "STOPPING":
      case undefined:
        await clock.sleep(pollDelay(attempt), signal);
    }
  }
}

async function failed(
  session: Session,
  name: string,
  operation: string,
  signal?: AbortSignal,
): Promise<ReconcileError> {
  const results = await session.cloudformation
    .send(
      new ListStackSetOperationResultsCommand({ StackSetName: name, OperationId: operation }),
      abortable(signal),
    )
    .catch((error: unknown) => {
      throw translateAwsError(error, `read how operation ${operation} of StackSet ${name} ended`);
    });
  const bad = (results.Summaries ?? []).filter(({ Status: status }) => status === "FAILED");
  const reasons = bad.map(
    ({ Region: region, StatusReason: reason }) => `${region ?? "?"}: ${reason ?? "no reason was given"}`,
  );
  return new ReconcileError({
    disposition: "stall",
    reason: "RegistryFailed",
    message: `operation ${operation} of StackSet ${name} did not reach every region: ${reasons.join("; ") || "it was stopped"}`,
    remedy: `Mend what it names; it is repeated after a while. aws cloudformation list-stack-set-operation-results --stack-set-name ${name} --operation-id ${operation}`,
  });
}

/** Newest first, so the first page shows whatever still runs: a StackSet runs one operation at a time, and queues none of Copilot's. */
export async function isOperating(session: Session, name: string, signal?: AbortSignal): Promise<boolean> {
  const page = await session.cloudformation
    .send(new ListStackSetOperationsCommand({ StackSetName: name }), abortable(signal))
    .catch((error: unknown) => {
      throw translateAwsError(error, `list operations of StackSet ${name}`);
    });
  return (page.Summaries ?? []).some(
    ({ Status: status }) => status === "RUNNING" || status === "STOPPING" || status === "QUEUED",
  );
}
