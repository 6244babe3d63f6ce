import { expect, test } from "vitest";
import type { StackStatus } from "../../../src/domain/stack-status.ts";
import { failResources } from "../../../src/simulator/cloudformation/resource-faults.ts";
import { setStage } from "./stage.ts";
import type { Stage } from "./stage.ts";

const one = { Resources: { A: { Type: "AWS::SQS::Queue" } } };
const two = {
  Resources: {
    A: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: 5 } },
    B: { Type: "AWS::SQS::Queue", DependsOn: "A" },
  },
};
const other = { Resources: { B: { Type: "AWS::SQS::Queue" } } };
const third = { Resources: { A: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: 9 } } } };

/** How a stack comes into each status that CloudFormation has without imports. */
const ways: Partial<Record<StackStatus, (stage: Stage) => Promise<void>>> = {
  REVIEW_IN_PROGRESS: async (stage) => {
    await stage.plan("s", one, { ChangeSetType: "CREATE" });
  },
  CREATE_IN_PROGRESS: (stage) => start(stage, "CreateStack", one),
  CREATE_COMPLETE: async (stage) => {
    await stage.create("s", one);
  },
  CREATE_FAILED: async (stage) => {
    failResources(stage.world, { verb: "create", reason: "no" });
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

/** Lets time pass until the stack has a status. */
async function until(stage: Stage, status: string): Promise<void> {
  await stage.world.run(
    (async () => {
      for (let tries = 0; tries < 5000; tries += 1) {
        if ((await stage.describe("s")).StackStatus === status) return;
        await stage.world.clock.sleep(100);
      }
      throw new Error(`the stack never came to ${status}: ${(await stage.describe("s")).StackStatus}`);
    })(),
  );
}

const statuses = Object.keys(ways) as StackStatus[];

/** What may be done in which status; everything else is refused. */
const legal: Readonly<Record<string, readonly StackStatus[]>> = {
  UpdateStack: [
    "CREATE_COMPLETE",
    "CREATE_FAILED",
    "UPDATE_COMPLETE",
    "UPDATE_FAILED",
    "UPDATE_ROLLBACK_COMPLETE",
  ],
  CreateChangeSet: [
    "CREATE_COMPLETE",
    "CREATE_FAILED",
    "UPDATE_COMPLETE",
    "UPDATE_FAILED",
    "UPDATE_ROLLBACK_COMPLETE",
  ],
  CancelUpdateStack: ["UPDATE_IN_PROGRESS"],
  ContinueUpdateRollback: ["UPDATE_ROLLBACK_FAILED"],
  RollbackStack: ["CREATE_FAILED", "UPDATE_FAILED"],
  DetectStackDrift: [
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "UPDATE_ROLLBACK_FAILED",
  ],
  DeleteStack: statuses.filter((status) => !status.startsWith("UPDATE_") || !status.endsWith("_IN_PROGRESS")),
};

const requests: Readonly<Record<string, object>> = {
  UpdateStack: { TemplateBody: JSON.stringify(third) },
  CreateChangeSet: { TemplateBody: JSON.stringify(third), ChangeSetName: "later", ChangeSetType: "UPDATE" },
};

const moves = statuses.flatMap((status) => Object.keys(legal).map((action) => ({ status, action })));

test.each(statuses)("a stack comes to %s", async (status) => {
  const stage = setStage();
  await ways[status]?.(stage);
  await until(stage, status);
  expect((await stage.describe("s")).StackStatus).toBe(status);
});

test.each(moves)(
  "in $status, $action is taken or refused by CloudFormation's rules",
  async ({ status, action }) => {
    const stage = setStage();
    await ways[status]?.(stage);
    await until(stage, status);
    const call = stage.call(action, { StackName: "s", ...requests[action] });
    if (legal[action]?.includes(status) === true) {
      await call;
      return;
    }
    await expect(call).rejects.toMatchObject({ code: "ValidationError" });
    await expect(call).rejects.toThrow(
      new RegExp(`${status}|CancelUpdateStack cannot be called from current stack status`),
    );
    expect((await stage.describe("s")).StackStatus).toBe(status);
  },
);

test("whatever happened to a stack, every event's status is the stack's at that time, and operations end at rest", async () => {
  for (const status of statuses) {
    const stage = setStage();
    await ways[status]?.(stage);
    const { StackId } = await stage.describe("s");
    const rest = await stage.settled(StackId);
    const last = (await stage.events(StackId)).filter((event) => event.startsWith("s ")).at(-1);
    expect(last).toBe(`s ${rest.StackStatus}`);
  }
});

test("a failed creation is deleted, and the name is free again", async () => {
  const stage = setStage();
  await ways["ROLLBACK_COMPLETE"]?.(stage);
  await expect(stage.update("s", one)).rejects.toThrow(
    /is in ROLLBACK_COMPLETE state and can not be updated\.$/,
  );
  expect((await stage.remove("s")).StackStatus).toBe("DELETE_COMPLETE");
  expect((await stage.create("s", one)).StackStatus).toBe("CREATE_COMPLETE");
});

test("with OnFailure DELETE a failed creation leaves nothing behind", async () => {
  const stage = setStage();
  failResources(stage.world, { logicalId: "B", verb: "create", reason: "no" });
  const { StackId } = await stage.call("CreateStack", {
    StackName: "s",
    TemplateBody: JSON.stringify(two),
    OnFailure: "DELETE",
  });
  expect((await stage.settled(String(StackId))).StackStatus).toBe("DELETE_COMPLETE");
  await expect(stage.describe("s")).rejects.toThrow("Stack with id s does not exist");
});

test("a cancelled update goes back", async () => {
  const stage = setStage();
  await ways["UPDATE_IN_PROGRESS"]?.(stage);
  await stage.world.run(stage.world.clock.sleep(2000));
  await stage.call("CancelUpdateStack", { StackName: "s" });
  expect((await stage.settled("s")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
});

test("a failed rollback goes on once what blocked it is gone", async () => {
  const stage = setStage();
  await ways["UPDATE_ROLLBACK_FAILED"]?.(stage);
  await stage.call("ContinueUpdateRollback", { StackName: "s" });
  expect((await stage.settled("s")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
});

test("a failed rollback goes on without a resource that is skipped", async () => {
  const stage = setStage();
  await ways["UPDATE_ROLLBACK_FAILED"]?.(stage);
  failResources(stage.world, { logicalId: "A", reason: "still blocked" });
  await stage.call("ContinueUpdateRollback", { StackName: "s", ResourcesToSkip: ["A"] });
  expect((await stage.settled("s")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
});

test("a failed update without rollback is rolled back on request", async () => {
  const stage = setStage();
  await ways["UPDATE_FAILED"]?.(stage);
  await stage.call("RollbackStack", { StackName: "s" });
  expect((await stage.settled("s")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
});

test("a failed deletion ends well when it is told to retain what blocks it", async () => {
  const stage = setStage();
  await stage.create("s", one);
  failResources(stage.world, { verb: "delete", reason: "in use" });
  expect((await stage.remove("s")).StackStatus).toBe("DELETE_FAILED");
  const removed = await stage.remove("s", { RetainResources: ["A"] });
  expect(removed.StackStatus).toBe("DELETE_COMPLETE");
  expect(await stage.events(removed.StackId)).toContain("A DELETE_SKIPPED");
});
