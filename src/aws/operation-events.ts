import type { StackEvent } from "@aws-sdk/client-cloudformation";

/** The client token of the call that ends an operation early: its own, marked, so that the events of both are told apart and belong together. */
export function endToken(token: string): string {
  return `${token}${ending}`;
}

const ending = "-end";

/** The token of the operation that an event's token belongs to. */
export function withoutEnd(token: string): string {
  return token.endsWith(ending) ? token.slice(0, -ending.length) : token;
}

/** Whether an event is of an operation or of its early end. */
export function isOfOperation(event: Pick<StackEvent, "ClientRequestToken">, token: string): boolean {
  return event.ClientRequestToken === token || event.ClientRequestToken === endToken(token);
}
