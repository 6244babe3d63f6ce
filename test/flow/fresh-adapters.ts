import pino, { type Logger } from "pino";
import { makeCloud } from "../../src/aws/observe-application.ts";
import { makeRecords } from "../../src/aws/records.ts";
import { makeRegistry } from "../../src/aws/registry.ts";
import { makeRemover } from "../../src/aws/remove-stack.ts";
import { makeSessions } from "../../src/aws/sessions.ts";
import { makeStackListings } from "../../src/aws/stack-listings.ts";
import { makeStackWriter } from "../../src/aws/stack-writer.ts";
import type { Tell } from "../../src/domain/happening.ts";
import type { Eyes } from "../../src/reconcile/eyes.ts";
import type { Hands } from "../../src/reconcile/hands.ts";
import { makeRememberedWishes } from "../../src/reconcile/remembered-wishes.ts";
import { makeOperations } from "../../src/reconcile/operations.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { retryOnClock } from "../../src/simulator/protocols/retry-on-clock.ts";
import { administratorOf } from "../../src/simulator/seeding/caller.ts";
import { type Shop, shopAccount, shopRegion } from "../support/shop.ts";

/** Who watches a process that was started anew. */
export interface ProcessWatch {
  readonly answered: (action: string, output: Readonly<Record<string, unknown>>) => void;
  readonly log: Logger;
  readonly tell: Tell;
}

/** As a new process makes them: nothing is remembered. */
export async function freshAdapters(
  { world, source, eyes }: Pick<Shop, "world" | "source" | "eyes">,
  watch?: ProcessWatch,
): Promise<{ readonly eyes: Eyes; readonly hands: Hands }> {
  const { credentials } = await administratorOf(world, shopAccount, shopRegion);
  const entrance: World = Object.create(world, {
    call: {
      value: async (request: Parameters<World["call"]>[0]) => {
        const output = await world.call(request);
        watch?.answered(request.action, output);
        return output;
      },
    },
  });
  const sessions = makeSessions(
    {
      region: shopRegion,
      credentials,
      requestHandler: makeRequestHandler(entrance),
      retryStrategy: retryOnClock(world.clock, { maxAttempts: 5 }),
    },
    world.clock,
  );
  const listings = makeStackListings(world.clock);
  const records = makeRecords(sessions, world.clock);
  return {
    eyes: {
      source,
      cloud: makeCloud(sessions, world.clock, listings),
      records,
      functions: eyes.functions,
      wishes: makeRememberedWishes(),
      clock: world.clock,
    },
    hands: {
      writer: makeStackWriter(sessions, world.clock, listings),
      remover: makeRemover(sessions, world.clock, listings),
      registry: makeRegistry(sessions, world.clock, listings),
      records,
      clock: world.clock,
      log: watch?.log ?? pino({ level: "silent" }),
      tell: watch?.tell ?? (() => undefined),
      stalled: new Map(),
      operations: makeOperations(),
    },
  };
}
