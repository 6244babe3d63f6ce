import { beforeEach, expect, test } from "vitest";
import type { CustomResourceEvent } from "../../src/functions/custom-resource/event.ts";
import { workloadDomain } from "../../src/functions/handlers/workload-domain.ts";
import { dnsRole, domainWorld } from "./domain-world.ts";
import type { DomainWorld } from "./domain-world.ts";
import { customResourceEvent, runFunction } from "./run-function.ts";

let world: DomainWorld;
let properties: Record<string, unknown>;

beforeEach(() => {
  world = domainWorld();
  properties = {
    AppName: "shop",
    EnvName: "test",
    ServiceName: "feed",
    DomainName: "example.com",
    RootDNSRole: dnsRole,
    EnvHostedZoneId: world.environmentZone,
    PublicAccessDNS: "feed-nlb.elb.amazonaws.com",
    PublicAccessHostedZoneID: "ZNLB",
    Aliases: ["feed.example.com", "feed.test.shop.example.com"],
  };
});

function update(before: Record<string, unknown>, after: Record<string, unknown>): CustomResourceEvent {
  return customResourceEvent(
    "Update",
    { ...properties, ...after },
    { PhysicalResourceId: "TheAction", OldResourceProperties: { ...properties, ...before } },
  );
}

const target = "feed-nlb.elb.amazonaws.com.";

test("aliases lead to the load balancer; the same request again leaves them", async () => {
  for (let times = 0; times < 2; times += 1) {
    const { response } = await runFunction(workloadDomain, customResourceEvent("Create", properties), world);
    expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: "TheAction" });
    expect(world.dns.records(world.rootZone)).toEqual([`A feed.example.com. -> ${target}`]);
    expect(world.dns.records(world.environmentZone)).toEqual([`A feed.test.shop.example.com. -> ${target}`]);
  }
});

test("an alias of another service is refused before anything is written", async () => {
  world.dns.put(world.rootZone, {
    name: "feed.example.com",
    type: "A",
    target: { zone: "ZELB", dnsName: "other-lb.elb" },
  });
  const { response } = await runFunction(workloadDomain, customResourceEvent("Create", properties), world);
  expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: "TheAction" });
  expect(response.Reason).toContain("Alias feed.example.com already leads to other-lb.elb.");
  expect(world.dns.batches).toBe(0);
});

test("records of other names and other types beside an alias neither stop it nor are touched", async () => {
  const mail = { name: "feed.example.com", type: "MX", ttl: 300, values: ["mail.example.org"] };
  const sixth = {
    name: "feed.test.shop.example.com",
    type: "AAAA",
    target: { zone: "ZNLB", dnsName: "feed-nlb.elb.amazonaws.com" },
  };
  const next = { name: "zoo.example.com", type: "A", target: { zone: "ZELB", dnsName: "other-lb.elb" } };
  world.dns.put(world.rootZone, mail);
  world.dns.put(world.rootZone, next);
  world.dns.put(world.environmentZone, sixth);
  properties["Aliases"] = ["feed.example.com", "feed.test.shop.example.com", "nobody.example.com"];
  const created = await runFunction(workloadDomain, customResourceEvent("Create", properties), world);
  expect(created.response.Status).toBe("SUCCESS");
  for (let times = 0; times < 2; times += 1) {
    await runFunction(workloadDomain, customResourceEvent("Delete", properties), world);
    expect(world.dns.records(world.rootZone)).toEqual([
      "A zoo.example.com. -> other-lb.elb.",
      "MX feed.example.com. -> mail.example.org",
    ]);
    expect(world.dns.records(world.environmentZone)).toEqual([
      `AAAA feed.test.shop.example.com. -> ${target}`,
    ]);
  }
});

test("an alias that stands as a plain address is refused", async () => {
  world.dns.put(world.rootZone, { name: "feed.example.com", type: "A", ttl: 60, values: ["192.0.2.1"] });
  const { response } = await runFunction(workloadDomain, customResourceEvent("Create", properties), world);
  expect(response.Reason).toContain("Alias feed.example.com already leads to other addresses");
});

test("an alias of a domain that is not the application's is refused", async () => {
  const event = customResourceEvent("Create", { ...properties, Aliases: ["feed.elsewhere.org"] });
  expect((await runFunction(workloadDomain, event, world)).response.Reason).toContain(
    "Alias feed.elsewhere.org is in no hosted zone of the application",
  );
});

test("a new load balancer takes over what led to the old one", async () => {
  await runFunction(workloadDomain, customResourceEvent("Create", properties), world);
  const { response } = await runFunction(
    workloadDomain,
    update({}, { PublicAccessDNS: "new-nlb.elb" }),
    world,
  );
  expect(response.Status).toBe("SUCCESS");
  expect(world.dns.records(world.rootZone)).toEqual(["A feed.example.com. -> new-nlb.elb."]);
});

test("an alias that is given up goes, one that is added comes, and a rollback brings the first back", async () => {
  await runFunction(workloadDomain, customResourceEvent("Create", properties), world);
  const next = { Aliases: ["new.example.com"] };
  await runFunction(workloadDomain, update({}, next), world);
  expect(world.dns.records(world.rootZone)).toEqual([`A new.example.com. -> ${target}`]);
  expect(world.dns.records(world.environmentZone)).toEqual([]);
  await runFunction(workloadDomain, update(next, {}), world);
  expect(world.dns.records(world.rootZone)).toEqual([`A feed.example.com. -> ${target}`]);
});

test("a template from before 1.28 names a load balancer instead", async () => {
  const { PublicAccessDNS, PublicAccessHostedZoneID, ...rest } = properties;
  const former = {
    ...rest,
    LoadBalancerDNS: PublicAccessDNS,
    LoadBalancerHostedZoneID: PublicAccessHostedZoneID,
  };
  await runFunction(workloadDomain, customResourceEvent("Create", former), world);
  expect(world.dns.records(world.rootZone)).toEqual([`A feed.example.com. -> ${target}`]);
  await runFunction(workloadDomain, customResourceEvent("Delete", former), world);
  expect(world.dns.records(world.rootZone)).toEqual([]);
});

test("deleting removes our records only, and again is fine", async () => {
  await runFunction(workloadDomain, customResourceEvent("Create", properties), world);
  world.dns.put(world.rootZone, {
    name: "feed.example.com",
    type: "A",
    target: { zone: "ZELB", dnsName: "other-lb.elb" },
  });
  for (let times = 0; times < 2; times += 1) {
    const { response } = await runFunction(workloadDomain, customResourceEvent("Delete", properties), world);
    expect(response.Status).toBe("SUCCESS");
  }
  expect(world.dns.records(world.environmentZone)).toEqual([]);
  expect(world.dns.records(world.rootZone)).toEqual(["A feed.example.com. -> other-lb.elb."]);
});

test("after a create that was refused, the rollback's delete leaves the other service's alias alone", async () => {
  world.dns.put(world.rootZone, {
    name: "feed.example.com",
    type: "A",
    target: { zone: "ZELB", dnsName: "other-lb.elb" },
  });
  await runFunction(workloadDomain, customResourceEvent("Create", properties), world);
  await runFunction(
    workloadDomain,
    customResourceEvent("Delete", properties, { PhysicalResourceId: "TheAction" }),
    world,
  );
  expect(world.dns.records(world.rootZone)).toEqual(["A feed.example.com. -> other-lb.elb."]);
});

test("a wildcard alias is written and removed under the name that Route 53 gives it", async () => {
  const wildcard = { ...properties, Aliases: ["*.example.com"] };
  await runFunction(workloadDomain, customResourceEvent("Create", wildcard), world);
  expect(world.dns.records(world.rootZone)).toEqual([String.raw`A \052.example.com. -> ${target}`]);
  expect(
    (await runFunction(workloadDomain, customResourceEvent("Create", wildcard), world)).response.Status,
  ).toBe("SUCCESS");
  await runFunction(workloadDomain, customResourceEvent("Delete", wildcard), world);
  expect(world.dns.records(world.rootZone)).toEqual([]);
});

test("deleting when the environment's zone is gone is fine", async () => {
  world.dns.removeZone(world.environmentZone);
  expect(
    (await runFunction(workloadDomain, customResourceEvent("Delete", properties), world)).response.Status,
  ).toBe("SUCCESS");
});
