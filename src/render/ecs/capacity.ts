import type { JsonMap } from "../../domain/template.ts";
import type { EcsContext } from "./ecs-context.ts";

/** When tasks run on Spot capacity. */
export type SpotUse =
  | { readonly kind: "none" }
  /** All tasks do. */
  | { readonly kind: "all" }
  /** So many do not, the others do. */
  | { readonly kind: "after"; readonly onDemand: number };

/** What a service's tasks run on: plain Fargate, or a mix with Spot (copilot-model.md 5.3). */
export function capacity({ spot }: EcsContext): JsonMap {
  switch (spot.kind) {
    case "none":
      return { LaunchType: "FARGATE" };
    case "all":
      return { CapacityProviderStrategy: [onSpot] };
    case "after":
      return {
        CapacityProviderStrategy: [onSpot, { CapacityProvider: "FARGATE", Weight: 0, Base: spot.onDemand }],
      };
  }
}

const onSpot: JsonMap = { CapacityProvider: "FARGATE_SPOT", Weight: 1 };

/**
 * How a scaled service mixes: the first tasks up to `spotFrom` run on demand, all later ones on Spot. Copilot leaves
 * the first ones on Spot, too, when the service never has fewer tasks than `minimum`, which lies above `spotFrom`.
 */
export function spotFromTask(spotFrom: number, minimum: number): SpotUse {
  if (spotFrom < minimum) return { kind: "all" };
  return { kind: "after", onDemand: Math.max(spotFrom - 1, 0) };
}
