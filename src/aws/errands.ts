import { AsyncLocalStorage } from "node:async_hooks";
import type { Errand } from "../domain/errand.ts";

const errands = new AsyncLocalStorage<Partial<Errand>>();

/** The errand on which the running code is; nothing is known of it outside of ports that were sent on one. */
export function currentErrand(): Partial<Errand> {
  return errands.getStore() ?? {};
}

/**
 * The same port, each of whose methods runs on this errand, down to the requests that it makes; what an outer port has said and this
 * one does not holds on. Clients are shared by all errands, and requests are made far below the ports: so it is carried beside the
 * arguments and not among them.
 */
export function onErrand<Port extends object>(port: Port, errand: Partial<Errand>): Port {
  const methods = new Map<PropertyKey, unknown>();
  return new Proxy(port, {
    get: (target, key, receiver) => {
      const found: unknown = Reflect.get(target, key, receiver);
      if (typeof found !== "function") return found;
      const known = methods.get(key);
      if (known !== undefined) return known;
      const method = (...given: unknown[]): unknown =>
        errands.run(
          { ...errands.getStore(), ...errand },
          () => Reflect.apply(found, target, given) as unknown,
        );
      methods.set(key, method);
      return method;
    },
  });
}
