import {
  CloudFormationClient,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import type { Parameter, Stack } from "@aws-sdk/client-cloudformation";
import type { CustomResource, CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { lambdaHandler } from "../custom-resource/entry.ts";
import type { Attributes } from "../custom-resource/event.ts";
import { messageOf } from "../custom-resource/reason.ts";
import { controlledParameters } from "../environment/controlled-parameters.ts";
import type { Wish } from "../environment/controlled-parameters.ts";
import { outputsForWorkload } from "../environment/outputs.ts";

const pollEvery = 15_000;
/** Another writer may undo our entry between our update and our look; more often than this is a quarrel, not a race. */
const mostUpdates = 5;

/**
 * Enters a workload in its environment stack's lists (`ALBWorkloads`, `NATWorkloads`, … and `Aliases`) so that the
 * environment makes what the workload needs, and returns the environment's outputs; on Delete takes it out of all lists.
 * An update that would change nothing is not made. copilot-model.md 2.6, 6.
 */
export const envController: CustomResource = {
  doing: ({ event, properties }) =>
    `${event.RequestType === "Delete" ? "Taking" : "Entering"} ${properties.text("Workload")} ${event.RequestType === "Delete" ? "out of" : "in"} environment stack ${properties.text("EnvStack")}`,
  // The spelling "envcontoller" is Copilot's: another id would replace the resource in every stack.
  physicalId: (event, properties) =>
    event.PhysicalResourceId ?? `envcontoller/${properties.text("EnvStack")}/${properties.text("Workload")}`,
  create: (request) => control(request, wishOf(request)),
  update: (request) => control(request, wishOf(request)),
  async delete(request) {
    await control(request, { workload: request.properties.text("Workload"), lists: [], aliases: [] });
  },
};

/** What Lambda calls for `EnvControllerFunction`. */
export const handler = lambdaHandler(envController);

function wishOf({ properties }: CustomResourceRequest): Wish {
  return {
    workload: properties.text("Workload"),
    lists: properties.texts("Parameters").filter((name) => name.endsWith("Workloads")),
    aliases: properties.texts("Aliases"),
  };
}

async function control(request: CustomResourceRequest, wish: Wish): Promise<Attributes> {
  const client = new CloudFormationClient(request.aws);
  // What is written is made from what was read just before: a request that is sent again a while later could take back what another
  // workload has entered meanwhile. So it is sent once, and what fails in passing is read and tried anew.
  const writer = new CloudFormationClient({ ...request.aws, maxAttempts: 1 });
  const name = request.properties.text("EnvStack");
  const leaving = request.event.RequestType === "Delete";
  for (let updates = 0; ;) {
    const stack = await settledStack(request, client, name);
    if (leaving && (stack === undefined || isGoing(stack))) return {};
    if (stack === undefined) {
      throw new Error(`There is no stack ${name}; deploy the environment first.`);
    }
    const parameters = controlledParameters(stack.Parameters ?? [], wish);
    if (parameters === "unchanged") return leaving ? {} : outputsForWorkload(stack.Outputs ?? [], request);
    if (updates > 0 && (stack.StackStatus ?? "").includes("ROLLBACK")) throw rolledBack(name, stack);
    if (updates === mostUpdates) {
      throw new Error(
        `${name} lost the entry ${mostUpdates} times; something else writes its parameters. Deploy one at a time.`,
      );
    }
    const outcome = await update(writer, { name, stack, parameters });
    if (outcome === "nothing to do") return leaving ? {} : outputsForWorkload(stack.Outputs ?? [], request);
    if (outcome === "started") updates += 1;
    await request.pause(pollEvery, `the update of ${name}`);
  }
}

/** The environment stack once no operation runs on it; undefined when there is none. */
async function settledStack(
  request: CustomResourceRequest,
  client: CloudFormationClient,
  name: string,
): Promise<Stack | undefined> {
  for (;;) {
    const stack = await describe(client, name);
    const busy = stack?.StackStatus?.endsWith("_IN_PROGRESS") === true;
    if (stack === undefined || !busy || isGoing(stack)) return stack;
    await request.pause(pollEvery, `${name}, which is in ${stack.StackStatus ?? "an unknown status"},`);
  }
}

async function describe(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks: stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return stacks[0];
  } catch (error) {
    if (messageOf(error).includes("does not exist")) return undefined;
    throw error;
  }
}

async function update(
  client: CloudFormationClient,
  change: { readonly name: string; readonly stack: Stack; readonly parameters: Parameter[] },
): Promise<"started" | "busy" | "nothing to do"> {
  const { name, stack, parameters } = change;
  const role = stack.Outputs?.find((output) => output.OutputKey === "CFNExecutionRoleARN")?.OutputValue;
  if (role === undefined) {
    throw new Error(
      `${name} has no output CFNExecutionRoleARN, so there is no role to update it with; deploy the environment first.`,
    );
  }
  try {
    await client.send(
      new UpdateStackCommand({
        StackName: name,
        UsePreviousTemplate: true,
        Parameters: parameters,
        RoleARN: role,
        Capabilities: stack.Capabilities,
      }),
    );
    return "started";
  } catch (error) {
    const message = messageOf(error);
    // https://github.com/aws/copilot-cli/issues/3799
    if (message.includes("No updates are to be performed")) return "nothing to do";
    if (/ is in [A-Z_]+_IN_PROGRESS state/.test(message) || isPassing(error)) return "busy";
    if (!/ is in [A-Z_]+ state/.test(message)) throw error;
    throw new Error(
      `${message} Bring the stack to a complete status (continue its rollback, or delete it) and deploy again.`,
      {
        cause: error,
      },
    );
  }
}

/** What a later request may well get through: throttling, a fault of the service, no answer. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error) || !("$metadata" in error)) return false;
  const { httpStatusCode: status } = error.$metadata as { readonly httpStatusCode?: number };
  return status === undefined || status >= 500 || /Throttl|TooManyRequests|RequestLimit/.test(error.name);
}

function isGoing(stack: Stack): boolean {
  return stack.StackStatus === "DELETE_IN_PROGRESS" || stack.StackStatus === "DELETE_COMPLETE";
}

function rolledBack(name: string, stack: Stack): Error {
  const cause = stack.StackStatusReason === undefined ? "" : `: ${stack.StackStatusReason}`;
  return new Error(
    `${name} took the entry back (${stack.StackStatus ?? "unknown status"}${cause}). Its events say which of the environment's resources failed; mend that and deploy again.`,
  );
}
