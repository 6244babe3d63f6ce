import { failResources, slowResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import type { StackRecord } from "../../src/simulator/cloudformation/state.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { asRoot, callAsOwner, workloadStacks } from "./by-hand.ts";
import { accounts, type ApplicationName, type EnvironmentName } from "./town.ts";

/** What somebody does to a stack in the console, or with Copilot. */
export type ChangeByHand =
  /** Its logs get another retention, which may take up to an hour. */
  | "retention"
  /** The same fails, and is left as it stands. */
  | "left-failed"
  /** An older Copilot deploys it: with the functions of then. */
  | "old-functions"
  /** A bucket is taken into it. */
  | "import"
  /** A queue that there is not is to be taken into it, and the way back may fail as well. */
  | "import-nothing"
  | "import-stuck"
  /** The stack is deleted. */
  | "delete"
  | "delete-fails";

/** How a first creation by hand ends. */
export type FailedCreation = "rolled-back" | "left-failed" | "rollback-failed";

const capabilities = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"];
const reason = "it did not work out";

/** Changes a stack by hand; false when there is none, or it does not take the change. */
export async function changeByHand(
  world: World,
  name: string,
  how: ChangeByHand,
  minutes: number,
): Promise<boolean> {
  const stack = workloadStacks(world).find((each) => each.name === name);
  if (stack?.current === undefined || stack.operation !== undefined) return false;
  const { body } = stack.current;
  switch (how) {
    case "retention":
      if (minutes > 0)
        slowResources(world, {
          stackName: name,
          logicalId: "LogGroup",
          during: "forward",
          times: 1,
          seconds: minutes * 60,
        });
      return updateRetention(world, stack, {});
    case "left-failed":
      failResources(world, { stackName: name, logicalId: "LogGroup", times: 1, reason });
      return updateRetention(world, stack, { DisableRollback: true });
    case "old-functions":
      return update(world, stack, {
        TemplateBody: body.replaceAll("nodejs24.x", "nodejs22.x"),
        Parameters: asBefore(stack),
      });
    case "import":
      return importBucket(world, stack);
    case "import-nothing":
    case "import-stuck":
      if (how === "import-stuck")
        failResources(world, {
          stackName: name,
          logicalId: "Imported",
          during: "rollback",
          times: 1,
          reason,
        });
      return takeIn(world, stack, "AWS::SQS::Queue", {
        QueueUrl: `https://sqs.${stack.region}.amazonaws.com/${stack.account}/none`,
      });
    case "delete-fails":
      failResources(world, { stackName: name, verb: "delete", times: 1, reason });
      return callAsOwner(world, stack, "DeleteStack", { StackName: name });
    case "delete":
      return callAsOwner(world, stack, "DeleteStack", { StackName: name });
  }
}

/** Somebody makes a workload's first stack by hand, and that fails; false when there is one. */
export async function createByHand(
  world: World,
  place: {
    readonly application: ApplicationName;
    readonly environment: EnvironmentName;
    readonly workload: string;
  },
  ends: FailedCreation,
): Promise<boolean> {
  const { application, environment, workload } = place;
  const name = `${application}-${environment}-${workload}`;
  if (workloadStacks(world).some((each) => each.name === name)) return false;
  failResources(world, { stackName: name, logicalId: "TaskDefinition", verb: "create", times: 1, reason });
  if (ends === "rollback-failed")
    failResources(world, { stackName: name, logicalId: "Topic", verb: "delete", times: 1, reason });
  const tags = {
    "copilot-application": application,
    "copilot-environment": environment,
    "copilot-service": workload,
  };
  return asRoot(world, accounts[environment], "cloudformation", "CreateStack", {
    StackName: name,
    TemplateBody: firstTry,
    Capabilities: capabilities,
    OnFailure: ends === "left-failed" ? "DO_NOTHING" : "ROLLBACK",
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
}

const firstTry = `Resources:
  Topic:
    Type: AWS::SNS::Topic
  TaskDefinition:
    Type: AWS::SNS::Topic
    DependsOn: Topic
`;

/** Somebody gives a service one task more than its template says, by ECS's own API. */
export async function scaleByHand(world: World, name: string): Promise<boolean> {
  const stack = workloadStacks(world).find((each) => each.name === name);
  const service = stack?.resources.get("Service")?.physicalId;
  if (stack === undefined || stack.operation !== undefined || service === undefined) return false;
  const cluster = service.split("/")[1] ?? "";
  return asRoot(world, stack.account, "ecs", "UpdateService", { cluster, service, desiredCount: 3 });
}

function updateRetention(world: World, stack: StackRecord, more: object): Promise<boolean> {
  const before = stack.current?.parameters["LogRetention"];
  const Parameters = asBefore(stack).map((each) =>
    each.ParameterKey === "LogRetention"
      ? { ParameterKey: "LogRetention", ParameterValue: before === "14" ? "7" : "14" }
      : each,
  );
  return update(world, stack, { UsePreviousTemplate: true, Parameters, ...more });
}

function update(world: World, stack: StackRecord, input: object): Promise<boolean> {
  return callAsOwner(world, stack, "UpdateStack", {
    StackName: stack.name,
    Capabilities: capabilities,
    ...input,
  });
}

function asBefore({ current }: StackRecord): readonly { readonly ParameterKey: string }[] {
  return Object.keys(current?.parameters ?? {}).map((ParameterKey) => ({
    ParameterKey,
    UsePreviousValue: true,
  }));
}

async function importBucket(world: World, stack: StackRecord): Promise<boolean> {
  const BucketName = `${stack.name}-${world.random.hex(8)}`;
  const isThere = await asRoot(world, stack.account, "s3", "CreateBucket", {
    Bucket: BucketName,
    CreateBucketConfiguration: { LocationConstraint: stack.region },
  });
  return isThere && takeIn(world, stack, "AWS::S3::Bucket", { BucketName });
}

/** Takes a resource into a stack, by a change set of that kind. */
async function takeIn(
  world: World,
  stack: StackRecord,
  type: string,
  identifier: Readonly<Record<string, string>>,
): Promise<boolean> {
  const names = Object.entries(identifier).filter(([key]) => key === "BucketName");
  const properties = names.map(([key, value]) => `    Properties:\n      ${key}: ${value}\n`).join("");
  const taken = `  Imported:\n    Type: ${type}\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n${properties}`;
  const ChangeSetName = `import-${world.random.hex(8)}`;
  const isAsked = await callAsOwner(world, stack, "CreateChangeSet", {
    StackName: stack.name,
    ChangeSetName,
    ChangeSetType: "IMPORT",
    TemplateBody: stack.current?.body.replace(/^Resources:\n/m, (line) => line + taken),
    Parameters: asBefore(stack),
    Capabilities: capabilities,
    ResourcesToImport: [
      { ResourceType: type, LogicalResourceId: "Imported", ResourceIdentifier: identifier },
    ],
  });
  if (!isAsked) return false;
  await world.clock.sleep(10_000);
  const input = { StackName: stack.name, ChangeSetName };
  if (await callAsOwner(world, stack, "ExecuteChangeSet", input)) return true;
  await callAsOwner(world, stack, "DeleteChangeSet", input);
  return false;
}
