import { SFNClient, StartSyncExecutionCommand } from "@aws-sdk/client-sfn";
import type { CustomResource, CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { lambdaHandler } from "../custom-resource/entry.ts";
import type { Attributes } from "../custom-resource/event.ts";

/**
 * Runs a state machine to its end, for a static site the one that copies its files into the bucket. Another
 * `AssetMappingFilePath` makes CloudFormation ask again. Delete does nothing. copilot-model.md 6.
 */
export const stateMachineTrigger: CustomResource = {
  doing: ({ properties }) => `Running state machine ${properties.text("StateMachineARN")}`,
  physicalId: (event) => event.PhysicalResourceId ?? event.LogicalResourceId,
  create: run,
  update: run,
  delete: () => Promise.resolve(),
};

/** What Lambda calls for `TriggerStateMachineFunction`. */
export const handler = lambdaHandler(stateMachineTrigger);

async function run({ aws, properties }: CustomResourceRequest): Promise<Attributes> {
  const stateMachineArn = properties.text("StateMachineARN");
  const execution = await new SFNClient(aws).send(new StartSyncExecutionCommand({ stateMachineArn }));
  if (execution.status === "SUCCEEDED") return {};
  const cause = [execution.error, execution.cause]
    .filter((part) => part !== undefined && part !== "")
    .join(": ");
  throw new Error(
    `the execution ended ${execution.status ?? "without a status"}${cause === "" ? "" : ` (${cause})`}.`,
  );
}
