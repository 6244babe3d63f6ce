import { beforeEach, expect, test } from "vitest";
import type { CustomResourceEvent } from "../../src/functions/custom-resource/event.ts";
import { dnsDelegation } from "../../src/functions/handlers/dns-delegation.ts";
import { dnsRole, domainWorld } from "./domain-world.ts";
import type { DomainWorld } from "./domain-world.ts";
import { AwsFault } from "./fakes/fault.ts";
import { customResourceEvent, runFunction } from "./run-function.ts";

let world: DomainWorld;

beforeEach(() => {
  world = domainWorld();
});

function request(
  type: CustomResourceEvent["RequestType"],
  more: Record<string, unknown> = {},
): CustomResourceEvent {
  return customResourceEvent(type, {
    DomainName: "shop.example.com",
    SubdomainName: "test.shop.example.com",
    NameServers: ["ns-1.awsdns.com", "ns-2.awsdns.org"],
    RootDNSRole: dnsRole,
    ...more,
  });
}

const delegation = "NS test.shop.example.com. -> ns-1.awsdns.com ns-2.awsdns.org";

test.each(["Create", "Update"] as const)(
  "on %s the name servers stand in the application's own zone",
  async (type) => {
    const { response, seconds } = await runFunction(dnsDelegation, request(type), world);
    expect(response).toMatchObject({
      Status: "SUCCESS",
      PhysicalResourceId: "test.shop.example.com",
      Data: {},
    });
    expect(world.dns.records(world.applicationZone)).toEqual([delegation]);
    expect(world.dns.records(world.rootZone)).toEqual([]);
    expect(seconds, "waits for the change to be in sync").toBeGreaterThan(0);
  },
);

test("the same request again leaves the same record", async () => {
  await runFunction(dnsDelegation, request("Create"), world);
  expect((await runFunction(dnsDelegation, request("Create"), world)).response.Status).toBe("SUCCESS");
  expect(world.dns.records(world.applicationZone)).toEqual([delegation]);
});

test("another subdomain is another resource", async () => {
  const { response } = await runFunction(
    dnsDelegation,
    request("Update", { SubdomainName: "qa.shop.example.com" }),
    world,
  );
  expect(response.PhysicalResourceId).toBe("qa.shop.example.com");
});

test("deleting removes the record, and deleting again is fine", async () => {
  await runFunction(dnsDelegation, request("Create"), world);
  world.dns.put(world.applicationZone, {
    name: "qa.shop.example.com",
    type: "NS",
    values: ["ns-9.awsdns.com"],
  });
  expect((await runFunction(dnsDelegation, request("Delete"), world)).response.Status).toBe("SUCCESS");
  expect(world.dns.records(world.applicationZone)).toEqual(["NS qa.shop.example.com. -> ns-9.awsdns.com"]);
  expect((await runFunction(dnsDelegation, request("Delete"), world)).response.Status).toBe("SUCCESS");
});

test("a delegation to other servers by then, with another lifetime, is not ours to remove", async () => {
  world.dns.put(world.applicationZone, {
    name: "test.shop.example.com",
    type: "NS",
    ttl: 900,
    values: ["ns-7.awsdns.com"],
  });
  const { response, log } = await runFunction(dnsDelegation, request("Delete"), world);
  expect(response.Status).toBe("SUCCESS");
  expect(world.dns.records(world.applicationZone)).toHaveLength(1);
  expect(log.join()).toContain("Left NS record test.shop.example.com in place");
});

test("servers written with a dot at the end and another lifetime are ours all the same", async () => {
  const values = ["ns-2.awsdns.org.", "ns-1.awsdns.com."];
  world.dns.put(world.applicationZone, { name: "test.shop.example.com", type: "NS", ttl: 900, values });
  await runFunction(dnsDelegation, request("Delete"), world);
  expect(world.dns.records(world.applicationZone)).toEqual([]);
});

test("deleting after the application's zone is fine", async () => {
  world.dns.removeZone(world.applicationZone);
  expect((await runFunction(dnsDelegation, request("Delete"), world)).response.Status).toBe("SUCCESS");
});

test("without the application's zone it fails, and writes into no other", async () => {
  world.dns.removeZone(world.applicationZone);
  const { response } = await runFunction(dnsDelegation, request("Create"), world);
  expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: "test.shop.example.com" });
  expect(response.Reason).toContain(
    "Delegating test.shop.example.com in hosted zone shop.example.com: The account has no public hosted zone shop.example.com",
  );
  expect(world.dns.batches).toBe(0);
});

test("a zone that is busy is waited for", async () => {
  world.dns.faults.push(
    new AwsFault(
      "PriorRequestNotComplete",
      "The request was rejected because Route 53 was still processing a prior request.",
    ),
    new AwsFault("Throttling", "Rate exceeded"),
  );
  expect((await runFunction(dnsDelegation, request("Create"), world)).response.Status).toBe("SUCCESS");
  expect(world.dns.records(world.applicationZone)).toEqual([delegation]);
});

test("a change that never comes into sync fails in time and says what was waited for", async () => {
  world.dns.looks = 1000;
  const { response } = await runFunction(dnsDelegation, request("Create"), { ...world, timeoutSeconds: 600 });
  expect(response.Status).toBe("FAILED");
  expect(response.Reason).toContain("Waited 570 seconds for Route 53 to spread change /change/C1");
});

test("a role that may not be assumed fails with AWS's words and without credentials", async () => {
  const { response, body } = await runFunction(
    dnsDelegation,
    request("Create", { RootDNSRole: "arn:aws:iam::3:role/other" }),
    world,
  );
  expect(response.Reason).toContain("sts:AssumeRole on resource: arn:aws:iam::3:role/other");
  expect(body).not.toContain("secret");
});
