import type { CallLog } from "./call-log.ts";
import type { Cells } from "./cells.ts";
import type { Faults } from "./faults.ts";
import type { Credentials, Principal } from "./principal.ts";
import type { Random } from "./random.ts";
import type { CallContext, NeededPermission, ServiceModel } from "./service.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Timeline } from "./timeline.ts";

/** How time passes: by jumps between events while `world.run` drives, or by itself, so many times real time. */
type ClockChoice = { readonly kind: "virtual" } | { readonly kind: "scaled"; readonly factor: number };

/** IAM's answer to one permission. `because` ends AWS's sentence: `because no identity-based policy allows the … action`. */
export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly because: string };

/** Decides whether a principal has a permission here; the IAM model provides it. */
export type Authorizer = (context: CallContext, permission: NeededPermission) => Decision;

/** What makes a world. Equal options and equal calls give equal logs. */
export interface WorldOptions {
  /** Any text. */
  readonly seed: string;
  /** Simulated time at the beginning; 2026-11-20T09:00:00Z when absent. */
  readonly start?: Date;
  /** Virtual when absent. */
  readonly clock?: ClockChoice;
  readonly services: readonly ServiceModel[];
  /** Allows everything when absent. */
  readonly authorize?: Authorizer;
}

/** A call from outside. */
export interface CallRequest {
  readonly service: string;
  /** Operation name as in the API model, e.g. `DescribeStacks`. */
  readonly action: string;
  /** Absent for unsigned requests. Only the key id counts. */
  readonly credentials?: Pick<Credentials, "accessKeyId">;
  readonly region: string;
  readonly input: object;
  /** The id to answer with; made from the world's seed when absent. */
  readonly requestId?: string;
}

/** What tests and the demo may watch or bend: it sees every call and may throw instead of it or after it. */
export interface Interceptor {
  readonly before?: (context: CallContext, action: string, input: Record<string, unknown>) => void;
  readonly after?: (context: CallContext, action: string, outcome: string) => void;
}

/** A simulated AWS: all accounts, regions and services, one clock, one event queue, one log. */
export interface World {
  readonly seed: string;
  readonly clock: Timeline;
  readonly random: Random;
  readonly cells: Cells;
  readonly log: CallLog;
  readonly faults: Faults;
  /** The single entrance: resolves to the operation's output; rejects with `AwsFault` or `ConnectionLost`. */
  call(request: CallRequest): Promise<Record<string, unknown>>;
  /** Lets simulated time pass until the promise settles. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** A key pair for a principal; without a lifetime it never expires. */
  issueCredentials(principal: Principal, options?: { readonly lifetimeSeconds?: number }): Credentials;
  /** Whose key this is, and whether it expired; undefined for a key that was never issued. */
  principalOf(accessKeyId: string): { readonly principal: Principal; readonly expired: boolean } | undefined;
  /** A context for work that no call from outside started. */
  contextFor(scope: {
    readonly service: string;
    readonly principal: Principal;
    readonly account: string;
    readonly region: string;
    readonly via?: string;
  }): CallContext;
  /** Starts asynchronous work that belongs to the world (a function's run); time waits for it. */
  background(work: () => Promise<void>): void;
  intercept(interceptor: Interceptor): () => void;
  /** A copy of everything but the sleepers, which live in the caller. Refused while a function runs in the background. */
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
  /** Stops real timers. */
  stop(): void;
}
