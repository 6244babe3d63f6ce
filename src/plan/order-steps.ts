import type { Step } from "../domain/plan.ts";

/**
 * Steps in an order in which the environment's own come first, and each of the others after those of the workloads that it depends
 * on; otherwise by workload name, and a target's own steps as they were. A cycle is broken at the workload whose name comes first:
 * publishers and subscribers may know each other, and one of them has to begin.
 */
export function orderSteps(steps: readonly Step[]): readonly Step[] {
  const byWorkload = Map.groupBy(steps, (step) => step.workload);
  const ordered: Step[] = [...(byWorkload.get(undefined) ?? [])];
  const seen = new Set<string>();
  const visit = (workload: string): void => {
    if (seen.has(workload)) return;
    seen.add(workload);
    const own = byWorkload.get(workload) ?? [];
    for (const dependency of own.flatMap((step) => step.dependsOn).toSorted()) visit(dependency);
    ordered.push(...own);
  };
  for (const workload of [...byWorkload.keys()].flatMap((name) => name ?? []).toSorted()) visit(workload);
  return ordered;
}
