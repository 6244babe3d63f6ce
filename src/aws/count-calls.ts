import type { CallMade } from "../domain/call-made.ts";

/** As much of an SDK client as counting needs; every client has it, each with types of its own. */
export interface Countable {
  readonly middlewareStack: {
    // Method syntax: each client's stack takes middleware of its own inputs, and this one looks at none.
    add(middleware: never, options: never): void;
  };
}

/** Names under which AWS's services refuse what comes too often: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html. */
const throttles =
  /^(?:Throttling(?:Exception)?|ThrottledException|RequestThrottled(?:Exception)?|TooManyRequestsException|RequestLimitExceeded|BandwidthLimitExceeded|LimitExceededException|PriorRequestNotComplete|ProvisionedThroughputExceededException|SlowDown|EC2ThrottledException)$/;

type Handler = (input: unknown) => Promise<unknown>;

interface Context {
  readonly clientName?: string;
  readonly commandName?: string;
}

/** Lets the client tell of each request that leaves it; a request that is tried three times is told of three times. */
export function countCalls<Client extends Countable>(
  client: Client,
  onCall: ((call: CallMade) => void) | undefined,
): Client {
  if (onCall === undefined) return client;
  const middleware =
    (next: Handler, { clientName = "", commandName = "" }: Context): Handler =>
    async (input) => {
      const call = {
        system: "aws",
        service: clientName.replace(/Client$/, "").toLowerCase(),
        operation: commandName.replace(/Command$/, ""),
      } as const;
      try {
        const answer = await next(input);
        onCall({ ...call, result: "ok", throttled: false });
        return answer;
      } catch (error) {
        const name = error instanceof Error ? error.name : "";
        onCall({ ...call, result: "error", throttled: throttles.test(name) });
        throw error;
      }
    };
  // Retries stand in an earlier step, so that this runs once for each try.
  const options = { step: "deserialize", name: "autolandCountCalls", priority: "high" };
  client.middlewareStack.add(middleware as never, options as never);
  return client;
}
