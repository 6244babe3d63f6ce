import { pendingHolds } from "../../src/domain/plan.ts";
import { stepsToApprove } from "../../src/domain/word-needed.ts";
import type { StackRecord } from "../../src/simulator/cloudformation/state.ts";
import { deleteFailedCreation, deleteMadeOfOtherTypes, freeStuckStacks, workloadStacks } from "./by-hand.ts";
import type { Day } from "./day.ts";
import { applications, branches, environments } from "./town.ts";

const minute = 60_000;
/** How many rounds of people's work it may take: each is ten minutes. */
const mostRounds = 60;

/**
 * Everything that goes wrong ends; people do what only they can do, and the product runs until every environment is at the head of its
 * branch. Then it is calm for an hour. Answers why that was not so, or undefined.
 */
export async function settle(day: Day): Promise<string | undefined> {
  const { clock } = day.town.world;
  day.endTrouble();
  await healthyCommits(day);
  await day.renew({ kind: "usual", except: {} });
  let open: readonly string[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    await clock.sleep(10 * minute);
    day.checkAlive();
    await freeStuckStacks(day.town.world);
    open = await workOff(day);
    if (open.length === 0) break;
  }
  if (open.length > 0) return `after ${mostRounds} rounds of people's work: ${open.join("; ")}`;
  await clock.sleep(10 * minute);
  day.witness.write({ kind: "calm" });
  await clock.sleep(30 * minute);
  day.checkAlive();
  const left = workloadStacks(day.town.world).flatMap(leftIn);
  return left.length === 0 ? undefined : `left behind: ${left.join(", ")}`;
}

/** Every workload is well again at the head of every branch, and has an image. */
async function healthyCommits(day: Day): Promise<void> {
  for (const application of applications)
    for (const branch of branches) {
      day.repositories.mend(application, branch);
      await day.pushImages(application, branch);
    }
}

/** What people do in one round, where anything waits for them; answers what is still open. */
async function workOff(day: Day): Promise<readonly string[]> {
  const open: string[] = [];
  for (const application of applications) {
    const { plan } = await day.office.look(application);
    for (const environment of environments) {
      const own = plan.environments.find((each) => each.environment === environment);
      if (own === undefined) continue;
      const waiting = [
        ...own.steps.map(({ kind, workload }) => `${kind} ${workload ?? "itself"}`),
        ...pendingHolds(own).map(({ reason, workload }) => `${reason} ${workload ?? ""}`),
        ...(own.behind === undefined ? [] : [own.behind.reason]),
      ];
      if (waiting.length > 0) open.push(`${application}/${environment}: ${waiting.join(", ")}`);
      const reasons = new Set(own.held.map(({ reason }) => reason));
      if (waiting.length > 0) await day.office.resume(application, environment);
      for (const { reason, workload } of own.held) {
        if (reason === "Quarantined") await day.office.retry(application, environment, workload);
        const stack = `${application}-${environment}-${workload ?? ""}`;
        if (reason === "RecordLost") await deleteFailedCreation(day.town.world, stack);
        if (reason === "ResourceTypeChanged") await deleteMadeOfOtherTypes(day.town.world, stack);
      }
      if (stepsToApprove(own).length > 0 && !reasons.has("HistoryRewritten"))
        await day.office.approve(application, environment);
    }
  }
  return open;
}

function leftIn(stack: StackRecord): readonly string[] {
  const waiting = [...stack.changeSets.values()].filter(
    ({ executionStatus }) => !executionStatus.startsWith("EXECUTE_"),
  );
  return [
    ...waiting.map(({ name, executionStatus }) => `change set ${name} of ${stack.name} (${executionStatus})`),
    ...(stack.status === "REVIEW_IN_PROGRESS" ? [`the shell of ${stack.name}`] : []),
  ];
}
