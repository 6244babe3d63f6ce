import { expect, test } from "vitest";
import { stackStatuses, type StackStatus } from "../../../src/domain/stack-status.ts";
import { failResources } from "../../../src/simulator/cloudformation/resource-faults.ts";
import { setStage } from "./stage.ts";
import type { Stage } from "./stage.ts";
import { one, third, two, ways } from "./ways-to-statuses.ts";

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

const statuses = stackStatuses.filter((status) => status !== "DELETE_COMPLETE");

/** What may be done in which status; everything else is refused. */
const legal: Readonly<Record<string, readonly StackStatus[]>> = {
  UpdateStack: [
    "CREATE_COMPLETE",
    "CREATE_FAILED",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_FAILED",
    "UPDATE_ROLLBACK_COMPLETE",
  ],
  CreateChangeSet: [
    "CREATE_COMPLETE",
    "CREATE_FAILED",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_FAILED",
    "UPDATE_ROLLBACK_COMPLETE",
  ],
  CancelUpdateStack: ["UPDATE_IN_PROGRESS"],
  ContinueUpdateRollback: ["UPDATE_ROLLBACK_FAILED"],
  RollbackStack: ["CREATE_FAILED", "UPDATE_FAILED"],
  DetectStackDrift: [
    "CREATE_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "UPDATE_ROLLBACK_FAILED",
  ],
  DeleteStack: statuses.filter((status) => !/^(?:UPDATE|IMPORT)_.*IN_PROGRESS$/.test(status)),
};

const requests: Readonly<Record<string, object>> = {
  UpdateStack: { TemplateBody: JSON.stringify(third) },
  CreateChangeSet: { TemplateBody: JSON.stringify(third), ChangeSetName: "later", ChangeSetType: "UPDATE" },
};

const moves = statuses.flatMap((status) => Object.keys(legal).map((action) => ({ status, action })));

test.each(statuses)("a stack comes to %s", async (status) => {
  const stage = setStage();
  await ways[status](stage);
  await until(stage, status);
  expect((await stage.describe("s")).StackStatus).toBe(status);
});

test.each(moves)(
  "in $status, $action is taken or refused by CloudFormation's rules",
  async ({ status, action }) => {
    const stage = setStage();
    await ways[status](stage);
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
    await ways[status](stage);
    const { StackId } = await stage.describe("s");
    const rest = await stage.settled(StackId);
    const last = (await stage.events(StackId)).filter((event) => event.startsWith("s ")).at(-1);
    expect(last).toBe(`s ${rest.StackStatus}`);
  }
});

test("a failed creation is deleted, and the name is free again", async () => {
  const stage = setStage();
  await ways.ROLLBACK_COMPLETE(stage);
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
  await ways.UPDATE_IN_PROGRESS(stage);
  await stage.world.run(stage.world.clock.sleep(2000));
  await stage.call("CancelUpdateStack", { StackName: "s" });
  expect((await stage.settled("s")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
});

test("a failed rollback goes on once what blocked it is gone", async () => {
  const stage = setStage();
  await ways.UPDATE_ROLLBACK_FAILED(stage);
  await stage.call("ContinueUpdateRollback", { StackName: "s" });
  expect((await stage.settled("s")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
});

test("a failed rollback goes on without a resource that is skipped", async () => {
  const stage = setStage();
  await ways.UPDATE_ROLLBACK_FAILED(stage);
  failResources(stage.world, { logicalId: "A", reason: "still blocked" });
  await stage.call("ContinueUpdateRollback", { StackName: "s", ResourcesToSkip: ["A"] });
  expect((await stage.settled("s")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
});

test("a failed update without rollback is rolled back on request", async () => {
  const stage = setStage();
  await ways.UPDATE_FAILED(stage);
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
