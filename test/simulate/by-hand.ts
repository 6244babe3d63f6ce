import { regionState, type StackRecord } from "../../src/simulator/cloudformation/state.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { homeAccount, region } from "./town.ts";

/** The stacks of workloads that are not deleted, straight from the simulated AWS: no call is made, nothing is logged. */
export function workloadStacks(world: World): readonly StackRecord[] {
  return world.cells
    .everywhere(regionState)
    .flatMap(({ value }) => [...value.stacks.values()])
    .filter(
      ({ deletedAt, name, parentId }) =>
        deletedAt === undefined &&
        parentId === undefined &&
        /^(?:shop|depot)-(?:develop|staging|production)-[a-z-]+$/.test(name),
    );
}

/** A call of CloudFormation by the owner of a stack's account, who may do everything. What AWS refuses is refused to people as well. */
export function callAsOwner(
  world: World,
  stack: StackRecord,
  action: string,
  input: object,
): Promise<boolean> {
  return asRoot(world, stack.account, "cloudformation", action, input);
}

/** Deletes Copilot's record of a workload. */
export function loseRecord(world: World, application: string, workload: string): Promise<boolean> {
  const Name = `/copilot/applications/${application}/components/${workload}`;
  return asRoot(world, homeAccount, "ssm", "DeleteParameter", { Name });
}

/** Frees what takes no change any more and only people may touch: they go on with what can be gone on with, and delete the rest. */
export async function freeStuckStacks(world: World): Promise<void> {
  for (const stack of workloadStacks(world)) {
    if (stack.operation !== undefined) continue;
    const input = { StackName: stack.name };
    if (stack.status === "UPDATE_ROLLBACK_FAILED")
      await callAsOwner(world, stack, "ContinueUpdateRollback", input);
    // What was never complete has nothing to go back to.
    const isBeyondHelp =
      beyondHelp.has(stack.status) || (stack.status === "UPDATE_FAILED" && !wasComplete(stack));
    if (stack.status === "UPDATE_FAILED" && !isBeyondHelp)
      await callAsOwner(world, stack, "RollbackStack", input);
    if (isBeyondHelp) await callAsOwner(world, stack, "DeleteStack", input);
  }
}

function wasComplete({ name, events }: StackRecord): boolean {
  return events.some(
    ({ logicalId, status }) => logicalId === name && /^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status),
  );
}

/** Deletes a stack whose first creation failed, as people do where nothing else may. */
export async function deleteFailedCreation(world: World, name: string): Promise<void> {
  await deleteAtRest(world, name, ({ status }) => status === "ROLLBACK_COMPLETE");
}

/** Deletes a stack that somebody made of other things than Git asks for under the same names. */
export async function deleteMadeOfOtherTypes(world: World, name: string): Promise<void> {
  await deleteAtRest(world, name, () => true);
}

async function deleteAtRest(
  world: World,
  name: string,
  isMeant: (stack: StackRecord) => boolean,
): Promise<void> {
  const stack = workloadStacks(world).find((each) => each.name === name);
  if (stack === undefined || stack.operation !== undefined || !isMeant(stack)) return;
  await callAsOwner(world, stack, "DeleteStack", { StackName: name });
}

const beyondHelp: ReadonlySet<string> = new Set([
  "ROLLBACK_FAILED",
  "CREATE_FAILED",
  "DELETE_FAILED",
  "IMPORT_ROLLBACK_FAILED",
]);

/** A call by the owner of an account; false when AWS refuses it. */
export async function asRoot(
  world: World,
  account: string,
  service: string,
  action: string,
  input: object,
): Promise<boolean> {
  const credentials = world.issueCredentials(rootOf(account));
  try {
    await world.call({ service, action, credentials, region, input });
    return true;
  } catch {
    return false;
  }
}
