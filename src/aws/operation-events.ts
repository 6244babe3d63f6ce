import type { StackEvent } from "@aws-sdk/client-cloudformation";
import type { NewestOperation } from "../domain/cloud.ts";

/** The client token of the call that ends an operation early: its own, marked, so that the events of both are told apart and belong together. */
export function endToken(token: string): string {
  return `${token}${ending}`;
}

const ending = "-end";

/** The operation that an event's token belongs to. */
export function operationIn(token: string): NewestOperation {
  const isEnding = token.endsWith(ending);
  return { token: isEnding ? token.slice(0, -ending.length) : token, isEnding };
}

/** Whether an event is of an operation or of its early end. */
export function isOfOperation(event: Pick<StackEvent, "ClientRequestToken">, token: string): boolean {
  return event.ClientRequestToken === token || event.ClientRequestToken === endToken(token);
}
