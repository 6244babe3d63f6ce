import type { Plan, Step } from "../../src/domain/plan.ts";
import { isDeletion } from "../../src/domain/plan.ts";
import type { PrunePolicy } from "../../src/domain/prune-policy.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import type { Shop, ShopEnvironmentName } from "./shop.ts";

/** What may be lost with the shop's workloads. */
const shopData = ["*/LogGroup", "worker/EventsQueue", "worker/DeadLetterQueue", "worker/EventsKMSKey"];

/** A policy that lets the shop's stacks go. */
export const pruneShop: PrunePolicy = { most: 1, data: shopData };

/** The shop's configuration with prune on in these environments. */
export function pruning(
  shop: Shop,
  environments: readonly ShopEnvironmentName[] = ["develop", "staging", "production"],
  policy: PrunePolicy = pruneShop,
): Subject {
  const subject = shop.subject();
  return {
    ...subject,
    environments: subject.environments.map((rule) =>
      (environments as readonly string[]).includes(rule.environment) ? { ...rule, prune: policy } : rule,
    ),
  };
}

/** Deletions that a plan has. */
export function removalsIn(plan: Plan): readonly Step[] {
  return plan.environments.flatMap(({ steps }) => steps).filter(isDeletion);
}

/** A person approves every deletion of a plan. */
export async function approveRemovals(shop: Shop, plan: Plan): Promise<void> {
  for (const { environment, revision, digest } of plan.environments.map((item) => ({
    ...item,
    digest: plan.digest,
  }))) {
    const steps = removalsIn(plan).filter((step) => step.environment === environment);
    if (steps.length === 0 || revision === undefined) continue;
    const named = Map.groupBy(steps, (step) => step.workload ?? "");
    const at = shop.world.clock.now();
    await shop.world.run(
      shop.hands.records.record("shop", {
        kind: "approval",
        environment,
        plan: digest.slice(0, 16),
        commit: revision.commit,
        steps: Object.fromEntries(
          [...named].map(([workload, some]) => [workload, some.map((step) => step.digest.slice(0, 32))]),
        ),
        classes: [],
        at,
        until: new Date(at.getTime() + 7 * 86_400_000),
      }),
    );
  }
}
