import { beforeEach, expect, test } from "vitest";
import { bucketCleaner } from "../../src/functions/handlers/bucket-cleaner.ts";
import { FakeBuckets } from "./fakes/buckets.ts";
import { FakeAws } from "./fakes/fake-aws.ts";
import { AwsFault } from "./fakes/fault.ts";
import { customResourceEvent, runFunction } from "./run-function.ts";

let s3: FakeBuckets;
let aws: FakeAws;

const properties = { BucketName: "shop-test-logs" };
const id = "bucket-cleaner-TheAction";

beforeEach(() => {
  s3 = new FakeBuckets();
  aws = new FakeAws({ s3: s3.service, "shop-test-logs": s3.service });
});

test.each(["Create", "Update"] as const)("on %s nothing happens", async (type) => {
  s3.buckets.set("shop-test-logs", [{ key: "a", version: "null" }]);
  const { response } = await runFunction(bucketCleaner, customResourceEvent(type, properties), { aws });
  expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: id, Data: {} });
  expect(aws.calls).toEqual([]);
});

test("deleting removes all versions and markers over several pages, with names that XML has words for; again is fine", async () => {
  const versions = Array.from({ length: 8 }, (_, index) => ({
    key: `logs/<${index}> & co`,
    version: `v${index}`,
    marker: index % 3 === 0,
  }));
  s3.buckets.set("shop-test-logs", versions);
  for (let times = 0; times < 2; times += 1) {
    const { response } = await runFunction(
      bucketCleaner,
      customResourceEvent("Delete", properties, { PhysicalResourceId: id }),
      { aws },
    );
    expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: id });
    expect(s3.buckets.get("shop-test-logs")).toEqual([]);
  }
});

test("what a load balancer writes meanwhile goes too", async () => {
  const versions = [{ key: "a", version: "null" }];
  s3.buckets.set("shop-test-logs", versions);
  let late = 2;
  s3.afterDelete = () => {
    late -= 1;
    if (late >= 0) versions.push({ key: `late-${late}`, version: "null" });
  };
  await runFunction(bucketCleaner, customResourceEvent("Delete", properties), { aws });
  expect(versions).toEqual([]);
});

test("a bucket that is gone is fine", async () => {
  expect(
    (await runFunction(bucketCleaner, customResourceEvent("Delete", properties), { aws })).response.Status,
  ).toBe("SUCCESS");
});

test("an object that cannot be deleted fails with its name and the fix", async () => {
  s3.buckets.set("shop-test-logs", [
    { key: "a", version: "1" },
    { key: "locked", version: "2" },
  ]);
  s3.locked.add("locked");
  const { response } = await runFunction(bucketCleaner, customResourceEvent("Delete", properties), { aws });
  expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: id });
  expect(response.Reason).toContain(
    "Emptying bucket shop-test-logs: 1 of 2 objects cannot be deleted, first locked: AccessDenied Object is locked.",
  );
});

test("a bucket that may not be read fails", async () => {
  aws.beforeCall = () => {
    throw new AwsFault("Forbidden", "no", 403);
  };
  expect(
    (await runFunction(bucketCleaner, customResourceEvent("Delete", properties), { aws })).response.Status,
  ).toBe("FAILED");
});
