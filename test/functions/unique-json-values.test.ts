import { expect, test } from "vitest";
import { uniqueJsonValues } from "../../src/functions/handlers/unique-json-values.ts";
import { FakeAws } from "./fakes/fake-aws.ts";
import { customResourceEvent, runFunction } from "./run-function.ts";

const aws = new FakeAws({});
const Aliases = JSON.stringify({
  web: ["www.example.com", "example.com"],
  api: ["example.com"],
  old: ["old.example.com"],
});

test.each([
  {
    situation: "two workloads share a name",
    given: { Aliases, FilterFor: "web,api" },
    values: ["example.com", "www.example.com"],
  },
  {
    situation: "a workload has no aliases",
    given: { Aliases, FilterFor: "api,worker" },
    values: ["example.com"],
  },
  {
    situation: "static content has a name of its own",
    given: { Aliases, FilterFor: "api", AdditionalStrings: ["cdn.example.com", ""] },
    values: ["cdn.example.com", "example.com"],
  },
  { situation: "no workload uses the load balancer", given: { Aliases, FilterFor: "" }, values: [] },
  { situation: "nobody has aliases", given: { Aliases: "", FilterFor: "web" }, values: [] },
])("$situation: the names come once and sorted, every time", async ({ given, values }) => {
  for (const type of ["Create", "Update", "Update"] as const) {
    const { response } = await runFunction(uniqueJsonValues, customResourceEvent(type, given), { aws });
    expect(response).toMatchObject({
      Status: "SUCCESS",
      PhysicalResourceId: "TheAction",
      Data: { UniqueValues: values },
    });
  }
});

test("deleting does nothing and keeps the id", async () => {
  const event = customResourceEvent(
    "Delete",
    { Aliases: "not even JSON" },
    { PhysicalResourceId: "UniqueAliasesAction" },
  );
  expect((await runFunction(uniqueJsonValues, event, { aws })).response).toMatchObject({
    Status: "SUCCESS",
    PhysicalResourceId: "UniqueAliasesAction",
  });
});

test("aliases that are not JSON fail", async () => {
  const { response } = await runFunction(
    uniqueJsonValues,
    customResourceEvent("Create", { Aliases: "{", FilterFor: "web" }),
    { aws },
  );
  expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: "TheAction" });
  expect(response.Reason).toContain('Aliases holds "{"');
});

test("more names than a response holds fail with the size and the limit", async () => {
  const names = Array.from({ length: 200 }, (_, index) => `service-${index}.shop.example.com`);
  const event = customResourceEvent("Create", { Aliases: JSON.stringify({ web: names }), FilterFor: "web" });
  const { response, body } = await runFunction(uniqueJsonValues, event, { aws });
  expect(response.Status).toBe("FAILED");
  expect(response.Reason).toMatch(
    /take \d+ bytes; CloudFormation reads 4096 at most. The largest are UniqueValues/,
  );
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
});
