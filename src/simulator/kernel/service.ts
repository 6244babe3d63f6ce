import type { Clock } from "../../domain/clock.ts";
import type { Cell, Place } from "./cells.ts";
import type { ErrorStyle } from "./error-style.ts";
import type { Principal } from "./principal.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/**
 * One operation of a service: input and output as the SDK's API model shapes them (member names as in the SDK, Dates
 * as `Date`, blobs as `Uint8Array`). It runs at one instant, changes cells, may queue events, and throws `AwsFault`.
 * It is synchronous: whatever takes time is a queued event.
 */
export type Operation<Input = never, Output extends object = object> = (
  context: CallContext,
  input: Input,
) => Output;

/** A permission that a call needs: an IAM action on a resource (an ARN, or `*`). */
export interface NeededPermission {
  readonly action: string;
  readonly resource: string;
  /** Values of condition keys of this call, e.g. `aws:ResourceTag/copilot-application`. */
  readonly conditionValues?: Readonly<Record<string, string | readonly string[]>>;
}

/** How a service registers one operation. */
export interface OperationModel {
  readonly run: Operation<Record<string, unknown>>;
  /** What IAM must allow; without it `<iamPrefix>:<Operation>` on `*`. An empty list needs nothing. */
  readonly permissions?: (
    context: CallContext,
    input: Record<string, unknown>,
  ) => readonly NeededPermission[];
  /** Whether the call does without credentials. */
  readonly anonymous?: true;
  /**
   * For calls that AWS answers late, such as a long poll: how many milliseconds to look again in, after the call has
   * been held for so many; 0 lets it run.
   */
  readonly holdFor?: (
    context: CallContext,
    input: Record<string, unknown>,
    heldMilliseconds: number,
  ) => number;
}

/** Handles an event that the service queued. It runs as the service itself, in the place where it was queued. */
type EventHandler = (context: CallContext, payload: never) => void;

/** A service of the simulated AWS. */
export interface ServiceModel {
  /** As in the SDK's package name: `cloudformation`, `ssm`, `resource-groups-tagging-api`, … */
  readonly name: string;
  /** Prefix of its IAM actions: `cloudformation`, `ssm`, `tag`, … */
  readonly iamPrefix: string;
  readonly errors: ErrorStyle;
  readonly operations: Readonly<Record<string, OperationModel>>;
  /** By event name without the service: `context.schedule({ event: "tick" })` in service `ecs` comes to `events.tick`. */
  readonly events?: Readonly<Record<string, EventHandler>>;
}

/**
 * Registers an operation whose input has the SDK's input type. The protocol layer decodes requests by the API model,
 * which is what makes the type true; members that the model calls required must still be checked by the operation.
 */
export function operation<Input extends object, Output extends object>(
  run: Operation<Input, Output>,
  permissions?: (context: CallContext, input: Input) => readonly NeededPermission[],
): OperationModel {
  const model = { run: run as unknown as OperationModel["run"] };
  if (permissions === undefined) return model;
  return { ...model, permissions: permissions as unknown as NonNullable<OperationModel["permissions"]> };
}

/** A call that a service makes of another one, at the same instant. */
interface InnerCall {
  readonly service: string;
  readonly action: string;
  readonly input: object;
  /** Whose permissions count; the context's own principal when absent. */
  readonly principal?: Principal;
  readonly account?: string;
  readonly region?: string;
}

/** An event to queue. */
interface EventRequest {
  /** Name of a handler of the same service. */
  readonly event: string;
  readonly afterMilliseconds: number;
  /** Plain data. */
  readonly payload: unknown;
}

/** What an operation and an event handler are given. */
export interface CallContext {
  readonly world: World;
  readonly clock: Clock;
  readonly random: Random;
  /** Simulated time now. */
  readonly now: Date;
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-us-gov` or `aws-cn`. */
  readonly partition: string;
  readonly principal: Principal;
  /** The service whose operation runs. */
  readonly service: string;
  /** The service that makes this call on the principal's behalf, e.g. `cloudformation.amazonaws.com`. */
  readonly via?: string;
  readonly requestId: string;
  /** State at this account and region, or at another place. */
  state<T>(cell: Cell<T>, place?: Partial<Place>): T;
  /** Queues an event of this service, here; answers an id for `cancel`. */
  schedule(request: EventRequest): number;
  cancel(eventId: number): void;
  /** Calls another service synchronously; logged with `via`, authorised as the principal, open to faults. Throws `AwsFault`. */
  call(inner: InnerCall): Record<string, unknown>;
  /** Whether the principal may do something here that is no call of its own; throws the service's refusal when not. */
  authorize(permission: NeededPermission, principal?: Principal): void;
  /** The same context for another principal. */
  as(principal: Principal): CallContext;
}
