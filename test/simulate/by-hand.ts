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

/** Gives a stack's logs another retention, as somebody asks for it in the console; false when the stack does not take it. */
export async function changeByHand(world: World, name: string): Promise<boolean> {
  const stack = workloadStacks(world).find((each) => each.name === name);
  if (stack?.current === undefined || stack.operation !== undefined) return false;
  const before = stack.current.parameters;
  const Parameters = Object.keys(before).map((ParameterKey) =>
    ParameterKey === "LogRetention"
      ? { ParameterKey, ParameterValue: before[ParameterKey] === "14" ? "7" : "14" }
      : { ParameterKey, UsePreviousValue: true },
  );
  const Capabilities = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"];
  return callAsOwner(world, stack, "UpdateStack", {
    StackName: name,
    UsePreviousTemplate: true,
    Parameters,
    Capabilities,
  });
}

async function asRoot(
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
