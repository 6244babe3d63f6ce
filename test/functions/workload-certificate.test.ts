import { beforeEach, describe, expect, test } from "vitest";
import type { CustomResourceEvent } from "../../src/functions/custom-resource/event.ts";
import { workloadCertificate } from "../../src/functions/handlers/workload-certificate.ts";
import { dnsRole, domainWorld } from "./domain-world.ts";
import type { DomainWorld } from "./domain-world.ts";
import { customResourceEvent, runFunction } from "./run-function.ts";
import type { FunctionRun } from "./run-function.ts";

let world: DomainWorld;
let balanced: Record<string, unknown>;
let site: Record<string, unknown>;
let requests: number;

beforeEach(() => {
  world = domainWorld();
  requests = 0;
  const common = {
    AppName: "shop",
    EnvName: "test",
    ServiceName: "feed",
    DomainName: "example.com",
    RootDNSRole: dnsRole,
    EnvHostedZoneId: world.environmentZone,
    Aliases: ["feed.example.com", "feed.test.shop.example.com"],
  };
  balanced = { ...common, LoadBalancerDNS: "Feed-NLB.elb.amazonaws.com" };
  site = { ...common, IsCloudFrontCertificate: "true", Aliases: ["feed.example.com"] };
});

function run(event: CustomResourceEvent): Promise<FunctionRun> {
  requests += 1;
  return runFunction(workloadCertificate, { ...event, RequestId: `request-${requests}` }, world);
}

async function created(properties: Record<string, unknown>): Promise<string> {
  return (await run(customResourceEvent("Create", properties))).response.PhysicalResourceId;
}

function updated(
  id: string,
  properties: Record<string, unknown>,
  aliases: { before: string[]; after: string[] },
): Promise<FunctionRun> {
  const before = { ...properties, Aliases: aliases.before };
  return run(
    customResourceEvent(
      "Update",
      { ...properties, Aliases: aliases.after },
      { PhysicalResourceId: id, OldResourceProperties: before },
    ),
  );
}

function deleted(id: string, properties: Record<string, unknown>): Promise<FunctionRun> {
  return run(customResourceEvent("Delete", properties, { PhysicalResourceId: id }));
}

describe("a service with a network load balancer", () => {
  test("gets a certificate for its own domain and its aliases, in its Region", async () => {
    const { response } = await run(customResourceEvent("Create", balanced));
    const [certificate] = world.acm.certificates;
    expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: certificate?.arn });
    expect(certificate).toMatchObject({
      region: "eu-west-1",
      domain: "feed-nlb.test.shop.example.com",
      names: ["feed-nlb.test.shop.example.com", "feed.example.com", "feed.test.shop.example.com"],
      tags: { "copilot-application": "shop", "copilot-environment": "test", "copilot-service": "feed" },
    });
    expect(world.dns.records(world.rootZone)).toEqual([
      "CNAME _v.feed.example.com. -> _feed-example-com.acm-validations.aws.",
    ]);
    expect(world.dns.records(world.environmentZone)).toHaveLength(2);
  });

  test("without aliases the certificate has its own domain alone", async () => {
    await created({ ...balanced, Aliases: [] });
    expect(world.acm.summary()).toEqual(["feed-nlb.test.shop.example.com (ISSUED)"]);
  });

  test("an alias that leads to itself already is fine, one of another service is refused before anything is requested", async () => {
    world.dns.put(world.rootZone, {
      name: "feed.example.com",
      type: "A",
      target: { zone: "Z", dnsName: "feed-nlb.elb.amazonaws.com" },
    });
    expect((await run(customResourceEvent("Create", balanced))).response.Status).toBe("SUCCESS");
    world.dns.put(world.rootZone, {
      name: "feed.example.com",
      type: "A",
      target: { zone: "Z", dnsName: "other.elb.amazonaws.com" },
    });
    const { response } = await run(customResourceEvent("Create", balanced));
    expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: "TheAction-not-requested" });
    expect(response.Reason).toContain("Alias feed.example.com already leads to other.elb.amazonaws.com.");
    expect(world.acm.certificates).toHaveLength(1);
  });

  test("the same request again gives the same certificate; the same aliases in another order keep it", async () => {
    const event = customResourceEvent("Create", balanced);
    const first = await runFunction(workloadCertificate, event, world);
    expect((await runFunction(workloadCertificate, event, world)).body).toBe(first.body);
    const names = ["feed.example.com", "feed.test.shop.example.com"];
    const id = first.response.PhysicalResourceId;
    const same = await updated(id, balanced, { before: names, after: names.toReversed() });
    expect(same.response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: id });
    expect(world.acm.certificates).toHaveLength(1);
  });

  test("other aliases: another certificate; the former's records go unless the new one needs them; a rollback finds it again", async () => {
    const aliases = {
      before: ["feed.example.com", "feed.test.shop.example.com"],
      after: ["feed.example.com", "new.example.com"],
    };
    const former = await created(balanced);
    const next = (await updated(former, balanced, aliases)).response.PhysicalResourceId;
    expect(next).not.toBe(former);
    const back = await updated(next, balanced, { before: aliases.after, after: aliases.before });
    expect(back.response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: former });
    expect(world.acm.certificates).toHaveLength(2);
    await deleted(former, balanced);
    expect(world.dns.records(world.rootZone)).toEqual([
      "CNAME _v.feed.example.com. -> _feed-example-com.acm-validations.aws.",
      "CNAME _v.new.example.com. -> _new-example-com.acm-validations.aws.",
    ]);
    expect(world.dns.records(world.environmentZone)).toEqual([
      "CNAME _v.feed-nlb.test.shop.example.com. -> _feed-nlb-test-shop-example-com.acm-validations.aws.",
    ]);
  });

  test("an update that fails keeps the former id and leaves no certificate behind", async () => {
    const former = await created(balanced);
    world.acm.beforeLook = (certificate) => {
      if (certificate.arn !== former) certificate.status = "VALIDATION_TIMED_OUT";
    };
    const { response } = await updated(former, balanced, {
      before: ["feed.example.com"],
      after: ["new.example.com"],
    });
    expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: former });
    expect(world.acm.certificates).toHaveLength(1);
  });

  test("the rollback of an update that failed keeps the certificate that it finds under its id, and looks no further", async () => {
    const names = ["feed.example.com", "feed.test.shop.example.com"];
    const former = await created(balanced);
    const asked = world.aws.calls.length;
    const { response } = await updated(former, balanced, { before: ["new.example.com"], after: names });
    expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: former });
    expect(world.aws.calls.slice(asked)).toEqual(["acm:DescribeCertificate"]);
  });

  test("deleting removes certificate and records, again is fine, and names that others hold keep their records", async () => {
    const id = await created(balanced);
    world.acm.add({
      domain: "api-nlb.test.shop.example.com",
      names: ["api-nlb.test.shop.example.com", "feed.test.shop.example.com"],
      tags: { "copilot-application": "shop" },
    });
    world.dns.put(world.rootZone, {
      name: "feed.example.com",
      type: "A",
      target: { zone: "Z", dnsName: "prod-nlb.elb" },
    });
    for (let times = 0; times < 2; times += 1) {
      expect((await deleted(id, balanced)).response).toMatchObject({
        Status: "SUCCESS",
        PhysicalResourceId: id,
      });
    }
    expect(world.acm.certificates).toHaveLength(1);
    expect(world.dns.records(world.environmentZone)).toEqual([
      "CNAME _v.feed.test.shop.example.com. -> _feed-test-shop-example-com.acm-validations.aws.",
    ]);
    expect(world.dns.records(world.rootZone)).toContain(
      "CNAME _v.feed.example.com. -> _feed-example-com.acm-validations.aws.",
    );
  });

  test("a listener that takes the certificate at the last moment is waited for", async () => {
    const id = await created(balanced);
    let attempts = 0;
    world.aws.beforeCall = ({ operation }) => {
      if (operation !== "DeleteCertificate") return;
      attempts += 1;
      const [certificate] = world.acm.certificates;
      if (certificate !== undefined) certificate.inUseBy = attempts === 1 ? ["arn:listener"] : [];
      if (attempts === 1) world.acm.beforeLook = (looked) => void (looked.inUseBy = []);
    };
    expect((await deleted(id, balanced)).response.Status).toBe("SUCCESS");
    expect(attempts).toBe(2);
    expect(world.acm.certificates).toEqual([]);
  });

  test("after a create that failed early there is nothing to delete", async () => {
    expect((await deleted("2026/11/20/[$LATEST]abc", balanced)).response.Status).toBe("SUCCESS");
    expect(world.aws.calls).toEqual([]);
  });
});

describe("a static site", () => {
  test("gets its certificate where CloudFront reads it, and loses it with its records", async () => {
    const id = await created(site);
    expect(world.acm.summary("us-east-1")).toEqual(["feed.test.shop.example.com,feed.example.com (ISSUED)"]);
    world.dns.put(world.rootZone, {
      name: "feed.example.com",
      type: "A",
      target: { zone: "Z", dnsName: "d1.cloudfront.net" },
    });
    await deleted(id, site);
    expect(world.acm.summary("us-east-1")).toEqual([]);
    expect(world.dns.records(world.rootZone)).toEqual(["A feed.example.com. -> d1.cloudfront.net."]);
  });

  test("an alias that leads anywhere already is refused, unless it was the site's before", async () => {
    const id = await created(site);
    world.dns.put(world.rootZone, {
      name: "feed.example.com",
      type: "A",
      target: { zone: "Z", dnsName: "d1.cloudfront.net" },
    });
    const more = await updated(id, site, {
      before: ["feed.example.com"],
      after: ["feed.example.com", "new.example.com"],
    });
    expect(more.response.Status).toBe("SUCCESS");
    const { response } = await run(customResourceEvent("Create", site));
    expect(response.Reason).toContain("Alias feed.example.com already leads to d1.cloudfront.net.");
  });
});
