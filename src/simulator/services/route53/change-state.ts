import type { GetChangeRequest } from "@aws-sdk/client-route-53";
import { clientFault } from "../../kernel/aws-fault.ts";
import { upperAlphanumeric } from "../../kernel/random.ts";
import type { CallContext } from "../../kernel/service.ts";
import { plainId } from "./find-zone.ts";
import { changes } from "./zone-state.ts";

/**
 * Milliseconds until all name servers know a change: usually within a minute.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetChange.html
 */
const spreadMilliseconds = 30_000;

/** Notes a change and answers what Route 53 says of it. */
export function submitChange(context: CallContext, comment?: string): object {
  const id = `C${context.random.characters(20, upperAlphanumeric)}`;
  context.state(changes).set(id, { submittedAt: context.now.getTime(), comment });
  return changeInfo(context, id);
}

/** GetChange. */
export function getChange(context: CallContext, input: GetChangeRequest): object {
  return { ChangeInfo: changeInfo(context, plainId(input.Id)) };
}

function changeInfo(context: CallContext, id: string): object {
  const change = context.state(changes).get(id);
  if (change === undefined) throw clientFault("NoSuchChange", `Could not find resource with ID: ${id}`, 404);
  const isSpread = context.now.getTime() - change.submittedAt >= spreadMilliseconds;
  return {
    Id: `/change/${id}`,
    Status: isSpread ? "INSYNC" : "PENDING",
    SubmittedAt: new Date(change.submittedAt),
    Comment: change.comment,
  };
}
