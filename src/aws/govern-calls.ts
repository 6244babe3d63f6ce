import { SMITHY_CONTEXT_KEY } from "@smithy/types";
import type { CallMade } from "../domain/call-made.ts";
import type { Budgets } from "./budget/budgets.ts";
import { checkFence } from "./check-fence.ts";
import { currentErrand } from "./errands.ts";

/** As much of an SDK client as governing needs; every client has it, each with types of its own. */
export interface Governable {
  readonly middlewareStack: {
    // Method syntax: each client's stack takes middleware of its own inputs, and this one looks at none.
    add(middleware: never, options: never): void;
    addRelativeTo(middleware: never, options: never): void;
  };
}

/** What stands between a client and AWS. */
export interface Governance {
  /** Whose budget the client's requests are paid from; the region may be unknown until a request is made. */
  readonly account: string;
  readonly region: string | undefined;
  readonly budgets?: Budgets;
  /** Told of each request that leaves; one that is tried three times is told of three times. */
  readonly onCall?: ((call: CallMade) => void) | undefined;
  /** Told of the client itself. */
  readonly onClient?: ((client: object) => void) | undefined;
}

/** Names under which AWS's services refuse what comes too often: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html. */
const throttles =
  /^(?:Throttling(?:Exception)?|ThrottledException|RequestThrottled(?:Exception)?|TooManyRequestsException|RequestLimitExceeded|BandwidthLimitExceeded|LimitExceededException|PriorRequestNotComplete|ProvisionedThroughputExceededException|SlowDown|EC2ThrottledException)$/;

type Handler = (input: unknown) => Promise<unknown>;

interface Context {
  readonly clientName?: string;
  readonly commandName?: string;
  /** Where the SDK keeps the options that `send` was given. */
  readonly [SMITHY_CONTEXT_KEY]?: { readonly abortSignal?: AbortSignal };
}

/** How long the request of a context has waited, from one middleware to the other. */
const waited = new WeakMap<object, number>();

/**
 * The one place that every request passes: first it waits for its turn in the budget, then the fence is asked whether this process may
 * still write, and at last the answer is counted and teaches the budget. Retries come from further out, so that each try pays anew.
 */
export function governCalls<Client extends Governable>(client: Client, governance: Governance): Client {
  const { budgets, onCall } = governance;
  governance.onClient?.(client);
  const spendingOf = ({ clientName = "", commandName = "" }: Context) => ({
    account: governance.account,
    region: governance.region ?? "",
    service: clientName.replace(/Client$/, "").toLowerCase(),
    operation: commandName.replace(/Command$/, ""),
  });
  const waiting =
    (next: Handler, context: Context): Handler =>
    async (input) => {
      const spending = spendingOf(context);
      if (budgets !== undefined)
        waited.set(
          context,
          await budgets.spend(spending, currentErrand(), context[SMITHY_CONTEXT_KEY]?.abortSignal),
        );
      return next(input);
    };
  const counting =
    (next: Handler, context: Context): Handler =>
    async (input) => {
      const spending = spendingOf(context);
      const { service, operation } = spending;
      // Here and not before: waiting and signing take time, in which the lease may be lost.
      checkFence(operation);
      const { purpose = "look" } = currentErrand();
      const call = { system: "aws", service, operation, purpose, waited: waited.get(context) ?? 0 } as const;
      try {
        const answer = await next(input);
        budgets?.learn(spending, false);
        onCall?.({ ...call, result: "ok", throttled: false });
        return answer;
      } catch (error) {
        const throttled = error instanceof Error && throttles.test(error.name);
        budgets?.learn(spending, throttled);
        onCall?.({ ...call, result: "error", throttled });
        throw error;
      }
    };
  // Before signing, whose signature is good for five minutes only, and after the middleware that tries again.
  const first = { relation: "before", toMiddleware: "httpSigningMiddleware", name: "autolandWait" };
  client.middlewareStack.addRelativeTo(waiting as never, first as never);
  const last = { step: "deserialize", name: "autolandGovern", priority: "high" };
  client.middlewareStack.add(counting as never, last as never);
  return client;
}
