import { describe, expect, test } from "vitest";
import type { CustomResourceEvent } from "../../src/functions/custom-resource/event.ts";
import { functionSources } from "../../src/functions/catalog.ts";
import { loadOwnFunctions } from "../../src/functions/own-functions.ts";
import { FakeAws } from "./fakes/fake-aws.ts";
import { FakeClock } from "./fakes/clock.ts";
import { customResourceEvent } from "./run-function.ts";

const own = await loadOwnFunctions();
/** `backlog-per-task` runs every minute and is no custom resource. */
const sources = functionSources().filter((source) => source !== "backlog-per-task");

function answer(source: (typeof sources)[number], event: CustomResourceEvent): ReturnType<typeof own.run> {
  return own.run(source, event, {
    world: {
      aws: new FakeAws({}).config,
      clock: new FakeClock(),
      environment: {},
      log: () => undefined,
      put: () => Promise.reject(new Error("nothing is sent")),
    },
    context: { logGroupName: "group", logStreamName: "stream", getRemainingTimeInMillis: () => 900_000 },
  });
}

/** It has an answer all the same: of no names there are none. */
const answering = "unique-json-values";

describe.each(sources)("%s", (source) => {
  test("a request without its properties fails with what is missing, under the ids of the request", async () => {
    const event = customResourceEvent("Create", {});
    const response = await answer(source, event);
    const { StackId, RequestId, LogicalResourceId } = event;
    expect(response).toMatchObject({ StackId, RequestId, LogicalResourceId });
    expect(response.PhysicalResourceId).toMatch(/./);
    expect(response.Status).toBe(source === answering ? "SUCCESS" : "FAILED");
    if (response.Status === "FAILED") expect(response.Reason).toMatch(/\w/);
  });

  test("the delete that follows a failed create succeeds, so that the stack can roll back", async () => {
    const failed = await answer(source, customResourceEvent("Create", {}));
    const { PhysicalResourceId } = failed;
    const response = await answer(source, customResourceEvent("Delete", {}, { PhysicalResourceId }));
    expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId });
  });
});
