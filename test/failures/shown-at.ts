import { regionState } from "../../src/simulator/cloudformation/state.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { ecs } from "../../src/simulator/services/ecs/ecs-state.ts";
import { shopRegion } from "../support/shop.ts";
import { environmentAccount } from "./inject.ts";

/**
 * When AWS first showed that something goes wrong, since a moment: a resource that failed, a task that stopped otherwise than by scaling,
 * a sentence of a service. Read from the simulated AWS itself, past its calls.
 */
export function shownAt(world: World, since: Date): Date | undefined {
  const place = { account: environmentAccount, region: shopRegion };
  const { stacks } = world.cells.at(regionState, place);
  const { tasks, services } = world.cells.at(ecs, place);
  const moments = [
    ...[...stacks.values()]
      .flatMap(({ events }) => events)
      .filter(({ status, reason }) => status.endsWith("_FAILED") || / not found|cannot be/.test(reason ?? ""))
      .map(({ timestamp }) => timestamp),
    ...[...tasks.values()]
      .filter(
        ({ lastStatus, stoppedReason, createdAt }) =>
          lastStatus === "STOPPED" && createdAt >= since && !(stoppedReason ?? "").startsWith("Scaling"),
      )
      .flatMap(({ stoppedAt }) => stoppedAt ?? []),
    ...[...services.values()]
      .flatMap(({ events }) => events)
      .filter(({ message }) => /unable to place|unhealthy|failed container|throttled/.test(message))
      .map(({ createdAt }) => createdAt),
  ].filter((moment) => moment >= since);
  return moments.toSorted((left, right) => left.getTime() - right.getTime())[0];
}
