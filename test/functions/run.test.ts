import { expect, test } from "vitest";
import { functionsFor } from "../../src/functions/catalog.ts";
import type { FunctionName, FunctionOwner } from "../../src/functions/catalog.ts";
import type { FunctionWorld } from "../../src/functions/custom-resource/world.ts";
import { runCustomResource } from "../../src/functions/run.ts";
import { FakeClock } from "./fakes/clock.ts";
import { FakeAws } from "./fakes/fake-aws.ts";
import { customResourceEvent } from "./run-function.ts";

const world: FunctionWorld = {
  aws: new FakeAws({}).config,
  clock: new FakeClock(),
  environment: {},
  log: () => undefined,
  put: () => Promise.reject(new Error("nothing is to be sent")),
};
const context = { logGroupName: "group", logStreamName: "stream", getRemainingTimeInMillis: () => 900_000 };

const owners: readonly FunctionOwner[] = [
  "Environment",
  "Load Balanced Web Service",
  "Worker Service",
  "Request-Driven Web Service",
  "Static Site",
];
const functions = owners.flatMap((owner) => functionsFor(owner).map(({ name }) => ({ owner, name })));

test.each(functions.filter(({ name }) => name !== "BacklogPerTaskCalculatorFunction"))(
  "a request for $name of $owner is served in process, and never rejects",
  async ({ owner, name }) => {
    const event = customResourceEvent("Create", {});
    const response = await runCustomResource({ owner, name, event }, world, context);
    const fine = name === "UniqueJSONValuesFunction";
    expect(response).toMatchObject({ Status: fine ? "SUCCESS" : "FAILED", RequestId: event.RequestId });
    expect(response.PhysicalResourceId).not.toBe("");
    if (!fine) expect(response.Reason).toMatch(/Property \w+ of TheAction is missing/);
  },
);

test.each([
  { owner: "Worker Service", name: "BacklogPerTaskCalculatorFunction" },
  { owner: "Scheduled Job", name: "RulePriorityFunction" },
] as const)(
  "$name of $owner is no custom resource",
  async (call: { owner: FunctionOwner; name: FunctionName }) => {
    const run = runCustomResource({ ...call, event: customResourceEvent("Create", {}) }, world, context);
    await expect(run).rejects.toThrow(
      `A template of ${call.owner} has no custom resource behind ${call.name}.`,
    );
  },
);
