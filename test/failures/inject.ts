import { functionRunnerOf, setFunctionRunner } from "../../src/simulator/cloudformation/function-registry.ts";
import { failResources, healResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import type { FaultEffect } from "../../src/simulator/kernel/faults.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { setContainerLines } from "../../src/simulator/services/ecs/container-lines.ts";
import { failTasks, healTasks } from "../../src/simulator/services/ecs/task-faults.ts";
import { shopAccount, shopRegion } from "../support/shop.ts";
import type { Injection } from "./scenario.ts";

/** The account that scenarios happen in. */
export const environmentAccount = "222222222222";

/** Calls AWS as somebody of the environment's account. */
async function call(world: World, service: string, action: string, input: object): Promise<void> {
  const credentials = world.issueCredentials(rootOf(environmentAccount));
  await world.call({ service, action, credentials, region: shopRegion, input });
}

/** Makes something go wrong; the answer takes it away again, or is undefined for what one stroke takes away with all others. */
export async function inject(world: World, injection: Injection): Promise<() => Promise<void>> {
  if ("tasks" in injection) return plainly(() => failTasks(world, defined(injection.tasks)));
  if ("resource" in injection) return plainly(() => failResources(world, defined(injection.resource)));
  if ("call" in injection) {
    const { refuse, effect, ...rule } = injection.call;
    return plainly(() => void world.faults.add({ ...defined(rule), effect: effectOf(refuse, effect) }));
  }
  if ("parameter" in injection) return putParameter(world, injection.parameter);
  if ("stack" in injection) return fenceStack(world, injection.stack);
  if ("foreignStack" in injection) return makeStack(world, injection.foreignStack);
  if ("foreignUpdate" in injection) return updateStack(world, injection.foreignUpdate);
  if ("lines" in injection) {
    const { workload, atFailure } = injection.lines;
    const registry = `${shopAccount}.dkr.ecr.${shopRegion}.amazonaws.com`;
    return plainly(() => setContainerLines(world, `${registry}/shop/${workload}`, { atFailure }));
  }
  return silence(world, injection.silentFunction);
}

/** Takes away everything that has no end of its own: faults of tasks, resources and calls. */
export function healAll(world: World): void {
  healTasks(world);
  healResources(world);
  world.faults.clear();
}

function plainly(work: () => void): Promise<() => Promise<void>> {
  work();
  return Promise.resolve(() => Promise.resolve());
}

type Part<Key extends string> = Extract<Injection, Record<Key, unknown>>[Key];

function effectOf(refuse: Part<"call">["refuse"], effect: Part<"call">["effect"]): FaultEffect {
  if (refuse === undefined) return { kind: effect ?? "throttle" };
  const { code, message, httpStatus } = refuse;
  return { kind: "refuse", code, message, ...(httpStatus === undefined ? {} : { httpStatus }) };
}

async function putParameter(world: World, { name, tagged }: Part<"parameter">): Promise<() => Promise<void>> {
  const tags = [
    { Key: "copilot-application", Value: "shop" },
    { Key: "copilot-environment", Value: "develop" },
  ];
  const put = { Name: name, Type: "SecureString", Value: "hidden" };
  await call(world, "ssm", "PutParameter", tagged ? { ...put, Tags: tags } : put);
  return () =>
    call(world, "ssm", "AddTagsToResource", { ResourceType: "Parameter", ResourceId: name, Tags: tags });
}

async function fenceStack(
  world: World,
  { name, policy, protect }: Part<"stack">,
): Promise<() => Promise<void>> {
  const fence = async (document: object | undefined, isProtected: boolean): Promise<void> => {
    if (document !== undefined)
      await call(world, "cloudformation", "SetStackPolicy", {
        StackName: name,
        StackPolicyBody: JSON.stringify(document),
      });
    if (protect !== undefined)
      await call(world, "cloudformation", "UpdateTerminationProtection", {
        StackName: name,
        EnableTerminationProtection: isProtected,
      });
  };
  await fence(policy, protect === true);
  const open = { Statement: [{ Effect: "Allow", Action: "Update:*", Principal: "*", Resource: "*" }] };
  return () => fence(policy === undefined ? undefined : open, false);
}

async function makeStack(
  world: World,
  { name, template }: Part<"foreignStack">,
): Promise<() => Promise<void>> {
  await call(world, "cloudformation", "CreateStack", {
    StackName: name,
    TemplateBody: JSON.stringify(template),
    Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
  });
  await world.clock.sleep(120_000);
  return async () => {
    await call(world, "cloudformation", "DeleteStack", { StackName: name });
    await world.clock.sleep(120_000);
  };
}

async function updateStack(world: World, update: Part<"foreignUpdate">): Promise<() => Promise<void>> {
  const { stack, parameter, value, secondsBefore } = update;
  const credentials = world.issueCredentials(rootOf(environmentAccount));
  const described = await world.call({
    service: "cloudformation",
    action: "DescribeStacks",
    credentials,
    region: shopRegion,
    input: { StackName: stack },
  });
  const [found] = described["Stacks"] as readonly {
    readonly Parameters?: readonly { ParameterKey: string }[];
  }[];
  await call(world, "cloudformation", "UpdateStack", {
    StackName: stack,
    UsePreviousTemplate: true,
    Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
    Parameters: (found?.Parameters ?? []).map(({ ParameterKey }) =>
      ParameterKey === parameter
        ? { ParameterKey, ParameterValue: value }
        : { ParameterKey, UsePreviousValue: true },
    ),
  });
  await world.clock.sleep(secondsBefore * 1_000);
  return () => world.clock.sleep(1_200_000);
}

function silence(world: World, { type }: Part<"silentFunction">): Promise<() => Promise<void>> {
  const before = functionRunnerOf(world);
  setFunctionRunner(world, (invocation) =>
    invocation.event.ResourceType === type && invocation.event.RequestType !== "Delete"
      ? Promise.resolve({ Status: "SILENT" })
      : before(invocation),
  );
  return Promise.resolve(() => {
    setFunctionRunner(world, before);
    return Promise.resolve();
  });
}

/** Without keys that say nothing. */
function defined<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}
