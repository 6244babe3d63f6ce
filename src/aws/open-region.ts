import { CreateStackInstancesCommand } from "@aws-sdk/client-cloudformation";
import { sha256 } from "../template/digest.ts";
import { abortable } from "./abortable.ts";
import { pollDelay } from "./poll-delay.ts";
import { listInstances } from "./read-regional.ts";
import { followOperation, isOperating } from "./stack-set-operation.ts";
import type { StackSetTarget } from "./change-stack-set.ts";
import { ReconcileError } from "../domain/failure.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/** How long operations on the StackSet are waited for, in milliseconds: 45 minutes. */
const deadline = 45 * 60_000;

/**
 * Makes the StackSet's instance of a region, always in the application's own account (copilot-model.md 2.5), unless there is one. A
 * StackSet runs one operation at a time: that of somebody else is waited for, and then it is looked again.
 *
 * Needs `cloudformation:ListStackSetOperations`, `ListStackInstances`, `CreateStackInstances`, `DescribeStackSetOperation`,
 * `ListStackSetOperationResults`.
 */
export async function openRegion(
  { sessions, clock, application, outdate }: Omit<StackSetTarget, "tags">,
  place: { readonly account: string; readonly region: string },
  signal?: AbortSignal,
): Promise<void> {
  const session = sessions.application();
  const name = `${application}-infrastructure`;
  const { account, region } = place;
  const until = clock.now().getTime() + deadline;
  for (let attempt = 0; clock.now().getTime() < until; attempt++) {
    if (await isOperating(session, name, signal)) {
      await clock.sleep(pollDelay(attempt), signal);
      continue;
    }
    const instances = await listInstances(session, name, signal);
    if (instances.some((instance) => instance.Region === region)) return;
    // The same moment and place give the same id: the SDK's own repetitions begin no second operation.
    const operation = sha256(`${name} ${region} ${clock.now().toISOString()}`).slice(0, 32);
    try {
      await session.cloudformation.send(
        new CreateStackInstancesCommand({
          StackSetName: name,
          Accounts: [account],
          Regions: [region],
          OperationId: operation,
        }),
        abortable(signal),
      );
    } catch (error) {
      if (!overtaken.has(codeOf(error).replace(/Exception$/, "")))
        throw translateAwsError(error, `open region ${region} in StackSet ${name}`);
      await clock.sleep(pollDelay(attempt), signal);
      continue;
    }
    await followOperation({ session, clock, name, until }, operation, signal);
    outdate(region);
  }
  throw new ReconcileError({
    disposition: "wait",
    reason: "RegistryBusy",
    message: `StackSet ${name} has been changing for ${deadline / 60_000} minutes; it is tried again later`,
    remedy: `aws cloudformation list-stack-set-operations --stack-set-name ${name}`,
  });
}

/** Somebody else was faster. */
const overtaken = new Set(["OperationInProgress", "OperationIdAlreadyExists", "StaleRequest"]);
