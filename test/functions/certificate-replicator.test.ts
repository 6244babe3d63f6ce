import { beforeEach, expect, test } from "vitest";
import { certificateReplicator } from "../../src/functions/handlers/certificate-replicator.ts";
import { domainWorld } from "./domain-world.ts";
import type { DomainWorld } from "./domain-world.ts";
import { validationRecord } from "./fakes/certificate-manager.ts";
import type { FakeCertificate } from "./fakes/certificate-manager.ts";
import { customResourceEvent, runFunction } from "./run-function.ts";

let world: DomainWorld;
let original: FakeCertificate;
let properties: Record<string, unknown>;

beforeEach(() => {
  world = domainWorld();
  original = world.acm.add({
    domain: "test.shop.example.com",
    names: ["test.shop.example.com", "www.example.com"],
  });
  for (const [zone, name] of [
    [world.environmentZone, "test.shop.example.com"],
    [world.rootZone, "www.example.com"],
  ] as const) {
    const { Name, Value } = validationRecord(name);
    world.dns.put(zone, { name: Name, type: "CNAME", ttl: 60, values: [Value] });
  }
  properties = {
    AppName: "shop",
    EnvName: "test",
    TargetRegion: "us-east-1",
    EnvRegion: "eu-west-1",
    CertificateArn: original.arn,
  };
});

test("the copy has the same names in the other Region and is validated by the records that stand", async () => {
  const event = customResourceEvent("Create", properties);
  const { response, body } = await runFunction(certificateReplicator, event, world);
  const copy = world.acm.certificates.find(({ region }) => region === "us-east-1");
  expect(copy).toMatchObject({
    names: original.names,
    status: "ISSUED",
    tags: { "copilot-application": "shop", "copilot-environment": "test" },
  });
  expect(response).toMatchObject({
    Status: "SUCCESS",
    PhysicalResourceId: copy?.arn,
    Data: { Arn: copy?.arn },
  });
  expect((await runFunction(certificateReplicator, event, world)).body, "the same request again").toBe(body);
  expect(world.dns.batches).toBe(0);
});

test("another certificate is copied anew; the same one is not", async () => {
  const first = (await runFunction(certificateReplicator, customResourceEvent("Create", properties), world))
    .response;
  const next = world.acm.add({ domain: "test.shop.example.com" });
  const existing = {
    PhysicalResourceId: first.PhysicalResourceId,
    OldResourceProperties: properties,
    RequestId: "another",
  };
  const same = await runFunction(
    certificateReplicator,
    customResourceEvent("Update", properties, existing),
    world,
  );
  expect(same.response).toMatchObject({
    PhysicalResourceId: first.PhysicalResourceId,
    Data: { Arn: first.PhysicalResourceId },
  });
  const event = customResourceEvent("Update", { ...properties, CertificateArn: next.arn }, existing);
  const { response } = await runFunction(certificateReplicator, event, world);
  expect(response.Status).toBe("SUCCESS");
  expect(response.PhysicalResourceId).not.toBe(first.PhysicalResourceId);
  expect(world.acm.summary("us-east-1")).toEqual([
    "test.shop.example.com,www.example.com (ISSUED)",
    "test.shop.example.com (ISSUED)",
  ]);
});

test("deleting waits for the distribution to let go; again, and after a failed create, it is fine", async () => {
  const { response } = await runFunction(
    certificateReplicator,
    customResourceEvent("Create", properties),
    world,
  );
  let looks = 0;
  world.acm.beforeLook = (certificate) => {
    looks += 1;
    certificate.inUseBy = looks < 20 ? ["arn:distribution"] : [];
  };
  for (const id of [response.PhysicalResourceId, response.PhysicalResourceId, "log-stream"]) {
    const event = customResourceEvent("Delete", properties, { PhysicalResourceId: id });
    expect((await runFunction(certificateReplicator, event, world)).response.Status).toBe("SUCCESS");
  }
  expect(world.acm.summary("us-east-1")).toEqual([]);
  expect(world.acm.summary()).toHaveLength(1);
});

test("an original that is gone fails with its ARN", async () => {
  world.acm.certificates.length = 0;
  const { response } = await runFunction(
    certificateReplicator,
    customResourceEvent("Create", properties),
    world,
  );
  expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: "TheAction-not-requested" });
  expect(response.Reason).toContain(`There is no certificate ${original.arn} in eu-west-1`);
});
