import { beforeEach, expect, test } from "vitest";
import { environmentDomain } from "../../src/functions/handlers/environment-domain.ts";
import { dnsRole, domainWorld } from "./domain-world.ts";
import type { DomainWorld } from "./domain-world.ts";
import { customResourceEvent, runFunction } from "./run-function.ts";

let world: DomainWorld;

beforeEach(() => {
  world = domainWorld();
});

const properties = {
  AppName: "shop",
  EnvName: "test",
  DomainName: "example.com",
  AppDNSRole: dnsRole,
  PublicAccessDNS: "shop-test-lb.eu-west-1.elb.amazonaws.com",
  PublicAccessHostedZone: "ZELB",
  Aliases: JSON.stringify({
    web: ["www.example.com", "example.com", "web.shop.example.com"],
    api: ["v1.test.shop.example.com", "deep.er.example.com", "elsewhere.org", "example.community"],
  }),
};

test("each alias stands in the zone of its level; names of other domains are skipped", async () => {
  const { response } = await runFunction(environmentDomain, customResourceEvent("Create", properties), world);
  expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: "TheAction", Data: {} });
  const target = "shop-test-lb.eu-west-1.elb.amazonaws.com.";
  expect(world.dns.records(world.rootZone)).toEqual([
    `A example.com. -> ${target}`,
    `A www.example.com. -> ${target}`,
  ]);
  expect(world.dns.records(world.applicationZone)).toEqual([`A web.shop.example.com. -> ${target}`]);
  expect(world.dns.records(world.environmentZone)).toEqual([`A v1.test.shop.example.com. -> ${target}`]);
  expect(world.dns.batches, "one change a zone").toBe(3);
});

test("the same request again changes nothing that is seen", async () => {
  await runFunction(environmentDomain, customResourceEvent("Create", properties), world);
  const before = world.dns.records(world.rootZone);
  expect(
    (await runFunction(environmentDomain, customResourceEvent("Create", properties), world)).response.Status,
  ).toBe("SUCCESS");
  expect(world.dns.records(world.rootZone)).toEqual(before);
});

test("an alias that is given up goes, also when the load balancer changed with it; one that leads elsewhere stays", async () => {
  await runFunction(environmentDomain, customResourceEvent("Create", properties), world);
  world.dns.put(world.applicationZone, {
    name: "web.shop.example.com",
    type: "A",
    target: { zone: "ZELB", dnsName: "another-lb.elb" },
  });
  const next = {
    ...properties,
    PublicAccessDNS: "d111.cloudfront.net",
    PublicAccessHostedZone: "Z2FDTNDATAQYW2",
    Aliases: JSON.stringify({ web: ["www.example.com"] }),
  };
  const event = customResourceEvent("Update", next, {
    PhysicalResourceId: "TheAction",
    OldResourceProperties: properties,
  });
  expect((await runFunction(environmentDomain, event, world)).response.Status).toBe("SUCCESS");
  expect(world.dns.records(world.rootZone)).toEqual(["A www.example.com. -> d111.cloudfront.net."]);
  expect(world.dns.records(world.applicationZone)).toEqual(["A web.shop.example.com. -> another-lb.elb."]);
  expect(world.dns.records(world.environmentZone)).toEqual([]);
});

test("deleting removes what leads to this environment, by whichever name of its load balancer, and again is fine", async () => {
  await runFunction(environmentDomain, customResourceEvent("Create", properties), world);
  world.dns.put(world.rootZone, {
    name: "www.example.com",
    type: "A",
    target: { zone: "ZELB", dnsName: `dualstack.${properties.PublicAccessDNS}` },
  });
  for (let times = 0; times < 2; times += 1) {
    const { response } = await runFunction(
      environmentDomain,
      customResourceEvent("Delete", properties),
      world,
    );
    expect(response.Status).toBe("SUCCESS");
  }
  expect(world.dns.records(world.rootZone)).toEqual([]);
  expect(world.dns.records(world.applicationZone)).toEqual([]);
});

test("deleting when a zone is gone already is fine", async () => {
  await runFunction(environmentDomain, customResourceEvent("Create", properties), world);
  world.dns.removeZone(world.environmentZone);
  expect(
    (await runFunction(environmentDomain, customResourceEvent("Delete", properties), world)).response.Status,
  ).toBe("SUCCESS");
});

test("a template from before 1.21 names a load balancer instead", async () => {
  const { PublicAccessDNS, PublicAccessHostedZone, ...rest } = properties;
  const former = {
    ...rest,
    LoadBalancerDNS: PublicAccessDNS,
    LoadBalancerHostedZone: PublicAccessHostedZone,
  };
  await runFunction(environmentDomain, customResourceEvent("Create", former), world);
  const before = world.dns.records(world.rootZone);
  expect(before).toHaveLength(2);
  const upgrade = customResourceEvent("Update", properties, { OldResourceProperties: former });
  expect((await runFunction(environmentDomain, upgrade, world)).response.Status).toBe("SUCCESS");
  expect(world.dns.records(world.rootZone)).toEqual(before);
  await runFunction(environmentDomain, customResourceEvent("Delete", former), world);
  expect(world.dns.records(world.rootZone)).toEqual([]);
});

test("no aliases are no work", async () => {
  const { response } = await runFunction(
    environmentDomain,
    customResourceEvent("Create", { ...properties, Aliases: "" }),
    world,
  );
  expect(response.Status).toBe("SUCCESS");
  expect(world.aws.calls).toEqual([]);
});

test("aliases that are not JSON fail with what they are", async () => {
  const { response } = await runFunction(
    environmentDomain,
    customResourceEvent("Create", { ...properties, Aliases: "[1]" }),
    world,
  );
  expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: "TheAction" });
  expect(response.Reason).toContain('Aliases holds "[1]"');
});
