import { beforeEach, expect, test } from "vitest";
import { dynamicDesiredCount } from "../../src/functions/handlers/dynamic-desired-count.ts";
import { FakeAws } from "./fakes/fake-aws.ts";
import { AwsFault } from "./fakes/fault.ts";
import { FakeEcs } from "./fakes/services.ts";
import { customResourceEvent, runFunction } from "./run-function.ts";

let ecs: FakeEcs;
let aws: FakeAws;

const tags = { "copilot-application": "shop", "copilot-environment": "test", "copilot-service": "api" };
const properties = {
  Cluster: "shop-test-Cluster",
  App: "shop",
  Env: "test",
  Svc: "api",
  DefaultDesiredCount: "2",
  UpdateID: "u1",
};
const id = "copilot/apps/shop/envs/test/services/api/autoscaling";

beforeEach(() => {
  ecs = new FakeEcs();
  aws = new FakeAws({ ecs: ecs.service, tagging: ecs.tagging });
});

test("a service that does not exist yet starts with the manifest's count", async () => {
  const { response } = await runFunction(dynamicDesiredCount, customResourceEvent("Create", properties), {
    aws,
  });
  expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: id, Data: { DesiredCount: "2" } });
});

test.each([7, 0])("a service keeps the %i tasks it has, however often it is asked", async (desiredCount) => {
  ecs.add({ name: "api-1", tags, desiredCount });
  ecs.add({ name: "web-1", tags: { ...tags, "copilot-service": "web" }, desiredCount: 40 });
  for (let times = 0; times < 2; times += 1) {
    const { response } = await runFunction(
      dynamicDesiredCount,
      customResourceEvent("Update", properties, { PhysicalResourceId: id }),
      { aws },
    );
    expect(response).toMatchObject({
      Status: "SUCCESS",
      PhysicalResourceId: id,
      Data: { DesiredCount: desiredCount },
    });
  }
});

test.each([
  {
    situation: "tags of a deleted service linger beside the living one",
    others: [{ name: "api-old", tags, status: "INACTIVE", desiredCount: 0 }],
    count: 5,
  },
  {
    situation: "a service of another cluster carries the same tags",
    others: [{ name: "api-x", tags, cluster: "another", desiredCount: 9 }],
    count: 5,
  },
  {
    situation: "two living services carry the same tags",
    others: [{ name: "api-2", tags, desiredCount: 9 }],
    count: "2",
  },
])("$situation: the count is that of the one service, or the manifest's", async ({ others, count }) => {
  for (const other of others) ecs.add(other);
  ecs.add({ name: "api-1", tags, desiredCount: 5 });
  const { response } = await runFunction(dynamicDesiredCount, customResourceEvent("Update", properties), {
    aws,
  });
  expect(response.Data).toEqual({ DesiredCount: count });
});

test("a service that is being deleted does not count", async () => {
  ecs.add({ name: "api-1", tags, desiredCount: 5, status: "DRAINING" });
  const { response } = await runFunction(dynamicDesiredCount, customResourceEvent("Update", properties), {
    aws,
  });
  expect(response.Data).toEqual({ DesiredCount: "2" });
});

test("a passing fault is waited out, so that a busy moment does not scale a service in", async () => {
  ecs.add({ name: "api-1", tags, desiredCount: 20 });
  let faults = 2;
  aws.beforeCall = () => {
    faults -= 1;
    if (faults >= 0) throw new AwsFault("ThrottlingException", "Rate exceeded");
  };
  const { response, seconds } = await runFunction(
    dynamicDesiredCount,
    customResourceEvent("Update", properties),
    { aws },
  );
  expect(response.Data).toEqual({ DesiredCount: 20 });
  expect(seconds).toBe(20);
});

test("a count that stays unreadable falls back to the manifest's, and the deployment goes on", async () => {
  ecs.add({ name: "api-1", tags, desiredCount: 20 });
  aws.beforeCall = () => {
    throw new AwsFault("AccessDeniedException", "not authorized to perform: tag:GetResources");
  };
  const { response, log } = await runFunction(
    dynamicDesiredCount,
    customResourceEvent("Update", properties),
    { aws },
  );
  expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: id, Data: { DesiredCount: "2" } });
  expect(log.at(-1)).toContain("AccessDeniedException");
});

test("deleting asks nothing of AWS", async () => {
  const { response } = await runFunction(
    dynamicDesiredCount,
    customResourceEvent("Delete", properties, { PhysicalResourceId: id }),
    { aws },
  );
  expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: id });
  expect(aws.calls).toEqual([]);
});
