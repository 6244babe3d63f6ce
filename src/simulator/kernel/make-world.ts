import { accessKeys, makeCredentials } from "./access-keys.ts";
import { CallLog } from "./call-log.ts";
import { Cells } from "./cells.ts";
import { makeContext } from "./context.ts";
import type { Scope } from "./context.ts";
import { Faults } from "./faults.ts";
import { History } from "./history.ts";
import { Invoker } from "./invoker.ts";
import { servicePrincipal } from "./principal.ts";
import { makeRandom } from "./random.ts";
import { ScaledTimeline } from "./scaled-timeline.ts";
import type { Dispatch } from "./timeline.ts";
import { VirtualTimeline } from "./virtual-timeline.ts";
import type { Interceptor, World, WorldOptions } from "./world.ts";

/** The instant at which a world begins unless told otherwise. */
const defaultStart = new Date("2026-11-20T09:00:00.000Z");

/** An event on the queue: which service handles it, and where it happens. */
interface EventEnvelope {
  readonly service: string;
  readonly account: string;
  readonly region: string;
  readonly payload: unknown;
}

/** Makes a world. No account needs to be declared: any account and region exists as soon as it is named. */
export function makeWorld(options: WorldOptions): World {
  const services = new Map(options.services.map((service) => [service.name, service]));
  const random = makeRandom(options.seed);
  const cells = new Cells();
  const log = new CallLog();
  const faults = new Faults();
  const history = new History(cells);
  const interceptors = new Set<Interceptor>();
  const activity = { count: 0, background: 0 };

  const dispatch: Dispatch = (event, queued) => {
    // Only contexts queue events, always in an envelope.
    const { service, account, region, payload } = queued as EventEnvelope;
    activity.count += 1;
    history.keep({ service, account }, clock.time, faults.longestLag(service));
    const handler = services.get(service)?.events?.[event];
    if (handler === undefined) throw new Error(`service ${service} has no handler for its event ${event}`);
    const principal = servicePrincipal(service, account);
    handler(contextFor({ service, account, region, principal }), payload as never);
  };
  const start = options.start ?? defaultStart;
  const clock =
    options.clock?.kind === "scaled"
      ? new ScaledTimeline(start, options.clock.factor, dispatch)
      : new VirtualTimeline(start, dispatch, activity);

  const contextFor = (scope: Scope) => makeContext(scope, { world, invoker });
  const world: World = {
    seed: options.seed,
    clock,
    random,
    cells,
    log,
    faults,
    call: (request) => {
      activity.count += 1;
      return invoker.receive(request);
    },
    run: (promise) => clock.run(promise),
    issueCredentials: (principal, { lifetimeSeconds } = {}) => {
      const expiresAt = lifetimeSeconds === undefined ? undefined : clock.time + lifetimeSeconds * 1000;
      const credentials = makeCredentials(random, expiresAt);
      const key = expiresAt === undefined ? { principal } : { principal, expiresAt };
      cells.at(accessKeys, { account: "", region: "" }).set(credentials.accessKeyId, key);
      return credentials;
    },
    principalOf: (accessKeyId) => {
      const key = cells.at(accessKeys, { account: "", region: "" }).get(accessKeyId);
      if (key === undefined) return undefined;
      return {
        principal: key.principal,
        expired: key.expiresAt !== undefined && key.expiresAt <= clock.time,
      };
    },
    contextFor,
    background: (work) => {
      activity.count += 1;
      activity.background += 1;
      void work().finally(() => {
        activity.count += 1;
        activity.background -= 1;
      });
    },
    intercept: (interceptor) => {
      interceptors.add(interceptor);
      return () => interceptors.delete(interceptor);
    },
    snapshot: () => {
      if (activity.background > 0)
        throw new Error("a function is running: no snapshot can hold a running program");
      return {
        timeline: clock.save(),
        random: random.state(),
        cells: cells.save(),
        faults: faults.save(),
        log: [...log.records],
      };
    },
    restore: (snapshot) => {
      clock.restore(snapshot.timeline);
      random.restore(snapshot.random);
      cells.restore(snapshot.cells);
      faults.restore(snapshot.faults);
      log.restore(snapshot.log);
    },
    stop: () => clock.stop(),
  };
  const invoker = new Invoker({ world, services, history, interceptors, authorize: options.authorize });
  return world;
}
