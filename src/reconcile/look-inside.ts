import type { Observed } from "../domain/observed.ts";
import type { ObservedApplication, ObservedEnvironment } from "../domain/observed-application.ts";
import { present } from "../domain/observed.ts";
import type { EnvironmentWish } from "../plan/plan-input.ts";
import { nestedStacks, type NestedTemplates } from "../plan/stack-data.ts";
import type { Eyes } from "./eyes.ts";
import type { Subject } from "./subject.ts";

/**
 * Looks into the stacks that may be deleted: what is nested in them may hold data. Only where the operator lets anything be deleted, and
 * only at stacks that the commit does not ask for, so an idle pass asks nothing.
 */
export async function lookInside(
  eyes: Eyes,
  { environments }: Subject,
  wishes: ReadonlyMap<string, EnvironmentWish>,
  observed: ObservedApplication,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlyMap<string, Observed<NestedTemplates>>>> {
  const pruned = environments.filter(({ prune }) => prune !== undefined);
  const answers = await Promise.all(
    pruned.map(async ({ environment, roles }) => {
      const wish = wishes.get(environment);
      const seen = observed.environments.get(environment);
      const inside =
        wish?.kind === "desired" && seen !== undefined
          ? await ofEnvironment(eyes, { seen, inGit: wish.desired.inGit, roles }, signal)
          : new Map<string, Observed<NestedTemplates>>();
      return [environment, inside] as const;
    }),
  );
  return new Map(answers);
}

async function ofEnvironment(
  { cloud }: Eyes,
  {
    seen,
    inGit,
    roles,
  }: {
    readonly seen: ObservedEnvironment;
    readonly inGit: readonly string[];
    readonly roles: Subject["environments"][number]["roles"];
  },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Observed<NestedTemplates>>> {
  const found = new Map<string, Observed<NestedTemplates>>();
  const { record } = seen;
  if (record.kind !== "present") return found;
  for (const [workload, stack] of seen.workloads) {
    if (inGit.includes(workload) || stack.kind !== "present") continue;
    const nested = nestedStacks(stack.value);
    const request = { record: record.value, roles, stack: stack.value.arn, nested };
    found.set(workload, nested.length === 0 ? present(new Map()) : await cloud.readNested(request, signal));
  }
  return found;
}
