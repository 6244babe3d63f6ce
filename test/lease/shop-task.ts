import type { HttpHandler } from "@smithy/core/protocols";
import pino from "pino";
import { makeAws } from "../../src/aws/make-aws.ts";
import type { Clock } from "../../src/domain/clock.ts";
import { fenced } from "../../src/program/fenced.ts";
import { openLease } from "../../src/program/open-lease.ts";
import type { OpenApplication } from "../../src/program/open-application.ts";
import { makeOperations } from "../../src/reconcile/operations.ts";
import { makeLoop } from "../../src/reconcile/reconcile.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { administratorOf } from "../../src/simulator/seeding/caller.ts";
import { type Shop, shopAccount, shopRegion } from "../support/shop.ts";

/** The bucket that the shop's tasks keep their lease in. */
export const leaseBucket = "acme-autoland";

/** A request as it passes a task's door: which operation, and whether it changes something other than the lease. */
export interface Passing {
  readonly operation: string;
  readonly isWrite: boolean;
}

/** One task of the loop over the shop, with a lease, that can stand still at any moment. */
export interface ShopTask {
  /** Every request that left, in order. */
  readonly sent: readonly Passing[];
  holds(): boolean;
  /** Says that something was committed. */
  wake(): void;
  stop(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

/** Called before a request has its effect and after it has, with its number from 1; it may freeze the task. */
export type AtRequest = (when: "before" | "after", number: number, task: ShopTask) => void;

/** Starts a task. Requests and pauses of a frozen task end only when it is thawed. */
export async function startShopTask(
  shop: Shop,
  at: AtRequest = () => undefined,
  intervalMilliseconds = 600_000,
): Promise<ShopTask> {
  const { world, source } = shop;
  const { credentials } = await administratorOf(world, shopAccount, shopRegion);
  const stop = new AbortController();
  let ice: { readonly melted: Promise<void>; readonly melt: () => void } | undefined;
  const sent: Passing[] = [];
  const inner = makeRequestHandler(world);
  const requestHandler: HttpHandler = {
    ...inner,
    handle: async (request, options) => {
      await ice?.melted;
      const passing = passingOf(request);
      sent.push(passing);
      const number = sent.length;
      at("before", number, task);
      await ice?.melted;
      const answer = await inner.handle(request, options);
      at("after", number, task);
      await ice?.melted;
      return answer;
    },
  };
  const clock: Clock = {
    now: () => world.clock.now(),
    sleep: async (milliseconds, signal) => {
      await world.clock.sleep(milliseconds, signal);
      await ice?.melted;
    },
  };
  const clients = { region: shopRegion, credentials, requestHandler };
  const { cloud, writer, remover, registry, records } = makeAws(clients, clock);
  const log = pino({ level: "silent" });
  const hands = {
    writer,
    remover,
    registry,
    records,
    clock,
    log,
    tell: () => undefined,
    stalled: new Map(),
    operations: makeOperations(),
  };
  const application = {
    eyes: { source, cloud, records, functions: shop.eyes.functions, clock },
    hands,
    subject: developOnly(shop.subject()),
    // What is to be looked at in between is woken for, as by a webhook.
    intervalMilliseconds,
  };
  const turns = openLease(
    { lease: { bucket: leaseBucket, prefix: "lease/", shares: 1 } },
    // Of an open application the lease looks at its configuration alone.
    [application as unknown as OpenApplication],
    { clients, clock, stopwatch: () => clock.now().getTime(), log },
  );
  if (turns === undefined) throw new Error("the shop may be changed, so there is a lease");
  const loop = makeLoop({
    members: [{ ...application, ...fenced(application, turns.fenceOf("shop")) }],
    turnOf: (name) => turns.turnOf(name),
    clock,
    random: () => 0.5,
    publish: async () => undefined,
  });
  turns.onTurn((name) => loop.wake(name));
  const givenBack = new AbortController();
  const running = Promise.all([
    loop.run(stop.signal).finally(() => givenBack.abort()),
    turns.run(givenBack.signal),
  ]);
  const task: ShopTask = {
    sent,
    holds: () => turns.turnOf("shop") !== undefined,
    wake: () => loop.wake("shop"),
    stop: async () => {
      stop.abort();
      await running;
    },
    freeze: () => {
      const { promise: melted, resolve: melt } = Promise.withResolvers<void>();
      ice ??= { melted, melt };
    },
    thaw: () => {
      ice?.melt();
      ice = undefined;
    },
  };
  return task;
}

/** One environment is enough, and each costs time in each look. */
function developOnly(subject: Subject): Subject {
  return {
    ...subject,
    branches: subject.branches.filter(({ pattern }) => pattern === "develop"),
    environments: subject.environments.filter(({ environment }) => environment === "develop"),
  };
}

function passingOf(request: Parameters<HttpHandler["handle"]>[0]): Passing {
  const target = request.headers["x-amz-target"]?.split(".").at(-1);
  const action = typeof request.body === "string" ? /(?:^|&)Action=(\w+)/.exec(request.body)?.[1] : undefined;
  const operation = target ?? action ?? `${request.method} ${request.path}`;
  const isLease = operation.includes("/lease/") || request.hostname.startsWith(leaseBucket);
  const isRead = /^(?:Get|List|Describe|BatchGet|Assume|GET|HEAD)/.test(operation);
  return { operation, isWrite: !isLease && !isRead };
}
