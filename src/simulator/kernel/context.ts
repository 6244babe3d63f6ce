import type { Invoker } from "./invoker.ts";
import { partitionOf } from "./principal.ts";
import type { Principal } from "./principal.ts";
import type { CallContext } from "./service.ts";
import type { World } from "./world.ts";

/** Who a context acts for, and where. */
export interface Scope {
  readonly service: string;
  readonly principal: Principal;
  readonly account: string;
  readonly region: string;
  /** The service that makes the call on the principal's behalf. */
  readonly via?: string;
  readonly requestId?: string;
}

/** The context that an operation or an event handler of `scope.service` is given. */
export function makeContext(
  scope: Scope,
  { world, invoker }: { readonly world: World; readonly invoker: Invoker },
): CallContext {
  const { service, account, region, principal } = scope;
  const context: CallContext = {
    world,
    clock: world.clock,
    random: world.random,
    get now() {
      return world.clock.now();
    },
    account,
    region,
    partition: partitionOf(region),
    principal,
    service,
    ...(scope.via === undefined ? {} : { via: scope.via }),
    requestId: scope.requestId ?? world.random.uuid(),
    state: (cell, place) => world.cells.at(cell, { account, region, ...place }),
    schedule: ({ event, afterMilliseconds, payload }) =>
      world.clock.schedule(world.clock.time + afterMilliseconds, event, {
        service,
        account,
        region,
        payload,
      }),
    cancel: (eventId) => world.clock.cancel(eventId),
    call: (inner) =>
      invoker.invoke(
        makeContext(
          {
            service: inner.service,
            principal: inner.principal ?? principal,
            account: inner.account ?? account,
            region: inner.region ?? region,
            via: `${service}.amazonaws.com`,
          },
          { world, invoker },
        ),
        inner.action,
        { ...inner.input },
      ),
    authorize: (permission, other) => {
      const asOther = other === undefined ? context : context.as(other);
      invoker.authorize(asOther, permission);
    },
    as: (other) => makeContext({ ...scope, principal: other }, { world, invoker }),
  };
  return context;
}
