import { expect, test } from "vitest";
import { functionBundles } from "../../src/functions/bundle.ts";
import { functionSources } from "../../src/functions/catalog.ts";
import type { FunctionWorld } from "../../src/functions/custom-resource/world.ts";
import { loadOwnFunctions } from "../../src/functions/own-functions.ts";
import { FakeClock } from "./fakes/clock.ts";
import { FakeAws } from "./fakes/fake-aws.ts";
import { customResourceEvent } from "./run-function.ts";

const own = await loadOwnFunctions();

const world: FunctionWorld = {
  aws: new FakeAws({}).config,
  clock: new FakeClock(),
  environment: {},
  log: () => undefined,
  put: () => Promise.reject(new Error("nothing is to be sent")),
};
const context = { logGroupName: "group", logStreamName: "stream", getRemainingTimeInMillis: () => 900_000 };

test.each(functionSources().filter((source) => source !== "backlog-per-task"))(
  "a request for %s is served in process, and never rejects",
  async (source) => {
    const event = customResourceEvent("Create", {});
    const response = await own.run(source, event, { world, context });
    const fine = source === "unique-json-values";
    expect(response).toMatchObject({ Status: fine ? "SUCCESS" : "FAILED", RequestId: event.RequestId });
    expect(response.PhysicalResourceId).not.toBe("");
    if (!fine) expect(response.Reason).toMatch(/Property \w+ of TheAction is missing/);
  },
);

test("what runs on a schedule is no custom resource", async () => {
  const run = own.run("backlog-per-task", customResourceEvent("Create", {}), { world, context });
  await expect(run).rejects.toThrow("backlog-per-task is no custom resource.");
});

test("the key of a Lambda function's code tells which of our functions it is", async () => {
  const site = (await functionBundles("Static Site")).get("CustomDomainFunction");
  expect(own.sourceOf(site?.key ?? "")).toBe("workload-domain");
  const environment = (await functionBundles("Environment")).get("CustomDomainFunction");
  expect(own.sourceOf(environment?.key ?? "")).toBe("environment-domain");
});

test.each([
  `manual/scripts/custom-resources/customdomainfunction/${"0".repeat(64)}.zip`,
  "manual/7/scripts/custom-domain",
  "",
])("code that Copilot or an earlier version uploaded is not ours: %j", (key) => {
  expect(own.sourceOf(key)).toBeUndefined();
});
