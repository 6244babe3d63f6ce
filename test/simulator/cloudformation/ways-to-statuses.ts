import type { StackStatus } from "../../../src/domain/stack-status.ts";
import { failResources } from "../../../src/simulator/cloudformation/resource-faults.ts";
import type { Stage } from "./stage.ts";

export const one = { Resources: { A: { Type: "AWS::SQS::Queue" } } };
export const two = {
  Resources: {
    A: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: 5 } },
    B: { Type: "AWS::SQS::Queue", DependsOn: "A" },
  },
};
const other = { Resources: { B: { Type: "AWS::SQS::Queue" } } };
export const third = { Resources: { A: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: 9 } } } };

/** How a stack of the name `s` comes into each status, `DELETE_COMPLETE` excepted, which no name finds. */
export const ways: Readonly<
  Record<Exclude<StackStatus, "DELETE_COMPLETE">, (stage: Stage) => Promise<void>>
> = {
  IMPORT_IN_PROGRESS: (stage) => startImport(stage),
  IMPORT_COMPLETE: async (stage) => {
    await startImport(stage);
    await stage.settled("s");
  },
  IMPORT_ROLLBACK_IN_PROGRESS: async (stage) => {
    await startImport(stage);
    failResources(stage.world, { logicalId: "A", verb: "create", reason: "no" });
  },
  IMPORT_ROLLBACK_COMPLETE: async (stage) => {
    await startImport(stage, { QueueUrl: "https://sqs.us-west-2.amazonaws.com/111111111111/none" });
    await stage.settled("s");
  },
  IMPORT_ROLLBACK_FAILED: async (stage) => {
    failResources(stage.world, { logicalId: "A", during: "rollback", reason: "no", times: 1 });
    await startImport(stage, { QueueUrl: "https://sqs.us-west-2.amazonaws.com/111111111111/none" });
    await stage.settled("s");
  },
  REVIEW_IN_PROGRESS: async (stage) => {
    await stage.plan("s", one, { ChangeSetType: "CREATE" });
  },
  CREATE_IN_PROGRESS: (stage) => start(stage, "CreateStack", one),
  CREATE_COMPLETE: async (stage) => {
    await stage.create("s", one);
  },
  CREATE_FAILED: async (stage) => {
    failResources(stage.world, { logicalId: "A", verb: "create", reason: "no" });
    await stage.create("s", one, { OnFailure: "DO_NOTHING" });
  },
  ROLLBACK_IN_PROGRESS: async (stage) => {
    failResources(stage.world, { logicalId: "B", verb: "create", reason: "no" });
    await start(stage, "CreateStack", two);
  },
  ROLLBACK_COMPLETE: async (stage) => {
    failResources(stage.world, { logicalId: "B", verb: "create", reason: "no" });
    await stage.create("s", two);
  },
  ROLLBACK_FAILED: async (stage) => {
    failResources(stage.world, { logicalId: "B", verb: "create", reason: "no" });
    failResources(stage.world, { logicalId: "A", verb: "delete", reason: "no", times: 1 });
    await stage.create("s", two);
  },
  UPDATE_IN_PROGRESS: async (stage) => {
    await stage.create("s", one);
    await start(stage, "UpdateStack", two);
  },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: async (stage) => {
    await stage.create("s", one);
    await start(stage, "UpdateStack", other);
  },
  UPDATE_COMPLETE: async (stage) => {
    await stage.create("s", one);
    await stage.update("s", two);
  },
  UPDATE_FAILED: async (stage) => {
    await stage.create("s", one);
    failResources(stage.world, { logicalId: "B", verb: "create", reason: "no" });
    await stage.update("s", two, { DisableRollback: true });
  },
  UPDATE_ROLLBACK_IN_PROGRESS: async (stage) => {
    await stage.create("s", one);
    failResources(stage.world, { logicalId: "B", verb: "create", reason: "no" });
    await start(stage, "UpdateStack", two);
  },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: async (stage) => {
    await stage.create("s", one);
    failResources(stage.world, { logicalId: "C", verb: "create", reason: "no" });
    const C = { Type: "AWS::SQS::Queue", DependsOn: "B" };
    await start(stage, "UpdateStack", { Resources: { ...two.Resources, C } });
  },
  UPDATE_ROLLBACK_COMPLETE: async (stage) => {
    await stage.create("s", one);
    failResources(stage.world, { logicalId: "B", verb: "create", reason: "no" });
    await stage.update("s", two);
  },
  UPDATE_ROLLBACK_FAILED: async (stage) => {
    await stage.create("s", one);
    failResources(stage.world, { logicalId: "B", verb: "create", reason: "no" });
    failResources(stage.world, { logicalId: "A", during: "rollback", reason: "blocked", times: 1 });
    await stage.update("s", two);
  },
  DELETE_IN_PROGRESS: async (stage) => {
    await stage.create("s", one);
    await stage.call("DeleteStack", { StackName: "s" });
  },
  DELETE_FAILED: async (stage) => {
    await stage.create("s", one);
    failResources(stage.world, { verb: "delete", reason: "in use", times: 1 });
    await stage.remove("s");
  },
};

async function start(stage: Stage, action: string, template: object): Promise<void> {
  await stage.call(action, { StackName: "s", TemplateBody: JSON.stringify(template) });
}

/** Imports a queue that an earlier stack left behind into a new one. */
async function startImport(stage: Stage, identifier?: Readonly<Record<string, string>>): Promise<void> {
  const kept = { Resources: { A: { Type: "AWS::SQS::Queue", DeletionPolicy: "Retain" } } };
  await stage.create("before", kept);
  const { StackResourceDetail } = await stage.call("DescribeStackResource", {
    StackName: "before",
    LogicalResourceId: "A",
  });
  await stage.remove("before");
  // A stage's answers have the SDK's output types.
  const detail = StackResourceDetail as { readonly PhysicalResourceId: string };
  const ResourceIdentifier = identifier ?? { QueueUrl: detail.PhysicalResourceId };
  await stage.plan("s", kept, {
    ChangeSetType: "IMPORT",
    ResourcesToImport: [{ ResourceType: "AWS::SQS::Queue", LogicalResourceId: "A", ResourceIdentifier }],
  });
  await stage.call("ExecuteChangeSet", { StackName: "s", ChangeSetName: "plan" });
}

/** Lets time pass until the stack has the status, or is at rest without it. */
export async function reach(stage: Stage, stackId: string, status: string): Promise<void> {
  await stage.world.run(
    (async () => {
      for (let tries = 0; tries < 5000; tries += 1) {
        const { StackStatus: now } = await stage.describe(stackId);
        if (now === status || !now.endsWith("_IN_PROGRESS")) return;
        await stage.world.clock.sleep(200);
      }
      throw new Error(`the stack never came to ${status}`);
    })(),
  );
}
