import type { EnvironmentPlan } from "../domain/plan.ts";
import type { EnvironmentWish } from "../plan/plan-input.ts";
import type { Look } from "./look.ts";

/** What a pass needs of a look once it is planned; every look has it. */
export type Sight = Omit<Look, "wishes"> & { readonly wishes: ReadonlyMap<string, PlannedWish> };

/** What an environment's commit asks for; of an environment in which nothing is to be done and nothing is held, no more than a release records. */
export type PlannedWish =
  | EnvironmentWish
  | {
      readonly kind: "in-sync";
      readonly workloads: readonly {
        readonly workload: string;
        readonly stack: { readonly digest: string };
        readonly images: Readonly<Record<string, string>>;
      }[];
    };

/**
 * The same look without the templates of environments that are in sync. A pass waits for health and records after it has planned, many
 * passes do so side by side, and the templates of one application are tens of megabytes.
 */
export function inBrief(look: Look): Sight {
  const idle = new Set(look.plan.environments.filter(isIdle).map(({ environment }) => environment));
  const wishes = new Map(
    [...look.wishes].map(([name, wish]) => [name, idle.has(name) ? briefly(wish) : wish] as const),
  );
  return { ...look, wishes };
}

function isIdle({ steps, held, behind }: EnvironmentPlan): boolean {
  return steps.length === 0 && held.length === 0 && behind === undefined;
}

function briefly(wish: EnvironmentWish): PlannedWish {
  if (wish.kind !== "desired") return wish;
  const workloads = wish.desired.workloads.flatMap((each) =>
    each.kind === "rendered"
      ? [{ workload: each.workload, stack: { digest: each.stack.digest }, images: each.images }]
      : [],
  );
  return { kind: "in-sync", workloads };
}
