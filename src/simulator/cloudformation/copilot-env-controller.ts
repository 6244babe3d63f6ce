import type { Output, Parameter, Stack } from "@aws-sdk/client-cloudformation";
import type { JsonMap } from "../../domain/template.ts";
import { isJsonList } from "../../template/json-pointer.ts";
import { AwsFault, validationError } from "../kernel/aws-fault.ts";
import type { FunctionInvocation } from "./function-runner.ts";

/** How often the controller looks at the environment's stack, and how long it lives. */
const pollMilliseconds = 5000;
const deadlineMilliseconds = 14.5 * 60_000;

/** Outputs that no workload is given (copilot-model.md 6). */
const withheld = new Set(["EnabledFeatures", "LastForceDeployID"]);

/**
 * Adds the workload to, or takes it out of, the lists of the environment's stack, with UpdateStack as the function's own
 * role, and gives back the stack's outputs. Waits while another update of the stack runs. A deletion of a workload whose
 * environment is gone succeeds.
 */
export async function playEnvironmentController(invocation: FunctionInvocation): Promise<JsonMap> {
  const { world } = invocation;
  const until = world.clock.time + deadlineMilliseconds;
  const credentials = world.issueCredentials(invocation.principal, { lifetimeSeconds: 900 });
  const call = (action: string, input: object): Promise<Record<string, unknown>> =>
    world.call({ service: "cloudformation", action, credentials, region: invocation.region, input });
  const name = textOf(invocation.event.ResourceProperties["EnvStack"]);
  for (;;) {
    const stack = await describe(call, name);
    if (stack === undefined) {
      if (invocation.event.RequestType === "Delete") return {};
      throw validationError(`Cannot find environment stack ${name}`);
    }
    if (stack.StackStatus?.endsWith("_IN_PROGRESS") !== true) {
      const parameters = wantedParameters(invocation, stack.Parameters ?? []);
      if (parameters === undefined) return outputsOf(stack.Outputs ?? []);
      await update(call, name, { stack, parameters });
    }
    if (world.clock.time > until) throw validationError(`Environment stack ${name} was not updated in time`);
    await world.clock.sleep(pollMilliseconds);
  }
}

type Call = (action: string, input: object) => Promise<Record<string, unknown>>;

async function describe(call: Call, name: string): Promise<Stack | undefined> {
  try {
    const answer = await call("DescribeStacks", { StackName: name });
    const stacks = answer["Stacks"];
    return Array.isArray(stacks) ? stacks[0] : undefined;
  } catch (error) {
    if (error instanceof AwsFault && error.message.includes("does not exist")) return undefined;
    throw error;
  }
}

async function update(
  call: Call,
  name: string,
  { stack, parameters }: { readonly stack: Stack; readonly parameters: readonly Parameter[] },
): Promise<void> {
  const role = (stack.Outputs ?? []).find(
    ({ OutputKey }) => OutputKey === "CFNExecutionRoleARN",
  )?.OutputValue;
  try {
    await call("UpdateStack", {
      StackName: name,
      UsePreviousTemplate: true,
      Parameters: parameters,
      Capabilities: stack.Capabilities ?? [],
      ...(role === undefined ? {} : { RoleARN: role }),
    });
  } catch (error) {
    // Somebody else was faster: the next look tells.
    if (error instanceof AwsFault && /state and can not be updated|No updates are to be/.test(error.message))
      return;
    throw error;
  }
}

/** The parameters of the update, or undefined when the stack already is as the workload wants it. */
function wantedParameters(
  invocation: FunctionInvocation,
  live: readonly Parameter[],
): readonly Parameter[] | undefined {
  const { RequestType: request, ResourceProperties: properties } = invocation.event;
  const workload = textOf(properties["Workload"]);
  const listed = properties["Parameters"];
  const lists = request === "Delete" || !isJsonList(listed) ? [] : listed.map(textOf);
  const aliases = request === "Delete" ? undefined : properties["Aliases"];
  let changes = 0;
  const parameters = live.map(({ ParameterKey: key = "", ParameterValue: before = "" }): Parameter => {
    const after = valueAfter(key, before, { workload, lists, aliases });
    if (after === before) return { ParameterKey: key, UsePreviousValue: true };
    changes += 1;
    return { ParameterKey: key, ParameterValue: after };
  });
  return changes === 0 ? undefined : parameters;
}

function valueAfter(
  key: string,
  before: string,
  wish: { readonly workload: string; readonly lists: readonly string[]; readonly aliases: unknown },
): string {
  if (key === "Aliases") return aliasesAfter(before, wish.workload, wish.aliases);
  if (!key.endsWith("Workloads")) return before;
  const names = before.split(",").filter((name) => name !== "");
  const isMember = names.includes(wish.workload);
  if (isMember === wish.lists.includes(key)) return before;
  return (isMember ? names.filter((name) => name !== wish.workload) : [...names, wish.workload]).join(",");
}

function aliasesAfter(before: string, workload: string, aliases: unknown): string {
  const known: unknown = before === "" ? {} : JSON.parse(before);
  const map = new Map(typeof known === "object" && known !== null ? Object.entries(known) : []);
  if (Array.isArray(aliases) && aliases.length > 0) map.set(workload, aliases);
  else map.delete(workload);
  return map.size === 0 ? "" : JSON.stringify(Object.fromEntries(map));
}

function outputsOf(outputs: readonly Output[]): JsonMap {
  return Object.fromEntries(
    outputs.flatMap(({ OutputKey: key, OutputValue: value }) =>
      key === undefined || value === undefined || withheld.has(key) ? [] : [[key, value]],
    ),
  );
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}
