import { beforeEach, describe, expect, test } from "vitest";
import type { CustomResourceEvent } from "../../src/functions/custom-resource/event.ts";
import { environmentCertificate } from "../../src/functions/handlers/environment-certificate.ts";
import { dnsRole, domainWorld } from "./domain-world.ts";
import type { DomainWorld } from "./domain-world.ts";
import { validationRecord } from "./fakes/certificate-manager.ts";
import { AwsFault } from "./fakes/fault.ts";
import { customResourceEvent, runFunction } from "./run-function.ts";
import type { FunctionRun } from "./run-function.ts";

let world: DomainWorld;
let properties: Record<string, unknown>;
let requests: number;

beforeEach(() => {
  world = domainWorld();
  requests = 0;
  properties = {
    AppName: "shop",
    EnvName: "test",
    DomainName: "example.com",
    EnvHostedZoneId: world.environmentZone,
    Region: "eu-west-1",
    RootDNSRole: dnsRole,
    Aliases: aliases("www.example.com"),
  };
});

function aliases(...names: string[]): string {
  return JSON.stringify({ web: names });
}

function run(event: CustomResourceEvent): Promise<FunctionRun> {
  requests += 1;
  return runFunction(environmentCertificate, { ...event, RequestId: `request-${requests}` }, world);
}

async function created(): Promise<string> {
  return (await run(customResourceEvent("Create", properties))).response.PhysicalResourceId;
}

function updated(id: string, before: string, after: string): Promise<FunctionRun> {
  return run(
    customResourceEvent(
      "Update",
      { ...properties, Aliases: after },
      { PhysicalResourceId: id, OldResourceProperties: { ...properties, Aliases: before } },
    ),
  );
}

const names = "test.shop.example.com,*.test.shop.example.com,www.example.com";

describe("an environment gets its certificate", () => {
  test("for its domain, all below it and the aliases in its zones; validated in the zone of each level", async () => {
    properties["Aliases"] = aliases("www.example.com", "shop.example.com", "elsewhere.org");
    const { response } = await run(customResourceEvent("Create", properties));
    const [certificate] = world.acm.certificates;
    expect(response).toMatchObject({
      Status: "SUCCESS",
      PhysicalResourceId: certificate?.arn,
      Data: { Arn: certificate?.arn },
    });
    expect(certificate).toMatchObject({
      region: "eu-west-1",
      domain: "test.shop.example.com",
      names: ["test.shop.example.com", "*.test.shop.example.com", "www.example.com", "shop.example.com"],
      tags: { "copilot-application": "shop", "copilot-environment": "test" },
      status: "ISSUED",
    });
    expect(world.dns.records(world.environmentZone)).toEqual([
      "CNAME _v.test.shop.example.com. -> _test-shop-example-com.acm-validations.aws.",
    ]);
    expect(world.dns.records(world.applicationZone)).toEqual([
      "CNAME _v.shop.example.com. -> _shop-example-com.acm-validations.aws.",
    ]);
    expect(world.dns.records(world.rootZone)).toEqual([
      "CNAME _v.www.example.com. -> _www-example-com.acm-validations.aws.",
    ]);
  });

  test("the same request again gives the same certificate", async () => {
    const event = customResourceEvent("Create", properties);
    const first = await runFunction(environmentCertificate, event, world);
    const second = await runFunction(environmentCertificate, event, world);
    expect(second.body).toBe(first.body);
    expect(world.acm.summary()).toEqual([`${names} (ISSUED)`]);
  });
});

describe("aliases change", () => {
  test("only in their order, or among other domains: the certificate stays, whatever its state, and nobody is asked", async () => {
    const id = await created();
    const asked = world.aws.calls.length;
    Object.assign(world.acm.certificates[0] ?? {}, { status: "EXPIRED" });
    const { response } = await updated(
      id,
      aliases("www.example.com"),
      aliases("elsewhere.org", "www.example.com"),
    );
    expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: id, Data: { Arn: id } });
    expect(world.aws.calls).toHaveLength(asked);
  });

  test("another certificate takes its place, and deleting the former keeps the records that the new one needs", async () => {
    const former = await created();
    const { response } = await updated(former, aliases("www.example.com"), aliases("new.example.com"));
    expect(response.PhysicalResourceId).not.toBe(former);
    expect(response.Data).toEqual({ Arn: response.PhysicalResourceId });
    const cleanUp = await run(customResourceEvent("Delete", properties, { PhysicalResourceId: former }));
    expect(cleanUp.response.Status).toBe("SUCCESS");
    expect(world.acm.summary()).toEqual([
      "test.shop.example.com,*.test.shop.example.com,new.example.com (ISSUED)",
    ]);
    expect(world.dns.records(world.rootZone)).toEqual([
      "CNAME _v.new.example.com. -> _new-example-com.acm-validations.aws.",
    ]);
    expect(world.dns.records(world.environmentZone)).toHaveLength(1);
  });

  test("a rollback finds the certificate from before, and makes no third one", async () => {
    const former = await created();
    const { response } = await updated(former, aliases("www.example.com"), aliases("new.example.com"));
    const back = await updated(
      response.PhysicalResourceId,
      aliases("new.example.com"),
      aliases("www.example.com"),
    );
    expect(back.response).toMatchObject({
      Status: "SUCCESS",
      PhysicalResourceId: former,
      Data: { Arn: former },
    });
    expect(world.acm.certificates).toHaveLength(2);
  });

  test("a certificate with the right names that was never issued is no help", async () => {
    const former = await created();
    world.acm.add({
      domain: "test.shop.example.com",
      names: ["test.shop.example.com", "*.test.shop.example.com", "new.example.com"],
      status: "PENDING_VALIDATION",
    });
    const { response } = await updated(former, aliases("www.example.com"), aliases("new.example.com"));
    expect(response.PhysicalResourceId).toBe(world.acm.certificates.at(-1)?.arn);
    expect(world.acm.certificates).toHaveLength(3);
  });

  test("an update that fails keeps the former id and leaves no certificate behind", async () => {
    const former = await created();
    world.acm.beforeLook = (certificate) => {
      if (certificate.arn !== former)
        Object.assign(certificate, { status: "FAILED", failureReason: "CAA_ERROR" });
    };
    const { response } = await updated(former, aliases("www.example.com"), aliases("new.example.com"));
    expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: former });
    expect(response.Reason).toContain(
      "ACM gave the certificate for test.shop.example.com up: FAILED (CAA_ERROR)",
    );
    expect(world.acm.summary()).toEqual([`${names} (ISSUED)`]);
  });
});

describe("the environment is deleted", () => {
  test("the certificate goes with its records, and deleting again is fine", async () => {
    const id = await created();
    for (let times = 0; times < 2; times += 1) {
      const { response } = await run(customResourceEvent("Delete", properties, { PhysicalResourceId: id }));
      expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: id });
    }
    expect(world.acm.certificates).toEqual([]);
    for (const zone of [world.environmentZone, world.applicationZone, world.rootZone]) {
      expect(world.dns.records(zone)).toEqual([]);
    }
  });

  test("a listener that lets go late is waited for", async () => {
    const id = await created();
    let looks = 0;
    world.acm.beforeLook = (certificate) => {
      looks += 1;
      certificate.inUseBy = looks < 5 ? ["arn:listener"] : [];
    };
    expect(
      (await run(customResourceEvent("Delete", properties, { PhysicalResourceId: id }))).response.Status,
    ).toBe("SUCCESS");
    expect(world.acm.certificates).toEqual([]);
  });

  test("a listener that never lets go: the certificate stays, and so do the records it is renewed by", async () => {
    const id = await created();
    Object.assign(world.acm.certificates[0] ?? {}, { inUseBy: ["arn:listener/1"] });
    const { response } = await run(customResourceEvent("Delete", properties, { PhysicalResourceId: id }));
    expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: id });
    expect(response.Reason).toContain("to be released by arn:listener/1");
    expect(world.dns.records(world.environmentZone)).toHaveLength(1);
    expect(world.acm.certificates).toHaveLength(1);
  });

  test.each(["RSA_2048", "EC_prime256v1"])(
    "the record of a name that another certificate (%s) has too stays",
    async (keyType) => {
      const id = await created();
      world.acm.add({
        domain: "other.example.com",
        names: ["other.example.com", "b.example.com", "www.example.com"],
        keyType,
      });
      await run(customResourceEvent("Delete", properties, { PhysicalResourceId: id }));
      expect(world.dns.records(world.rootZone)).toEqual([
        `CNAME ${validationRecord("www.example.com").Name} -> ${validationRecord("www.example.com").Value}`,
      ]);
    },
  );

  test("a certificate whose request failed has an id that is no ARN: there is nothing to do", async () => {
    const { response } = await run(
      customResourceEvent("Delete", properties, { PhysicalResourceId: "2026/11/20/[$LATEST]abc" }),
    );
    expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: "2026/11/20/[$LATEST]abc" });
    expect(world.aws.calls).toEqual([]);
  });

  test("the environment's zone is gone already", async () => {
    const id = await created();
    world.dns.removeZone(world.environmentZone);
    expect(
      (await run(customResourceEvent("Delete", properties, { PhysicalResourceId: id }))).response.Status,
    ).toBe("SUCCESS");
    expect(world.acm.certificates).toEqual([]);
  });
});

describe("it cannot be had", () => {
  test("names that DNS never answers for: it fails in time with the names, and the certificate is there to be deleted", async () => {
    world.acm.beforeLook = (certificate) => {
      certificate.looks = Math.min(certificate.looks, 4);
    };
    const { response, seconds } = await run(customResourceEvent("Create", properties));
    expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: world.acm.certificates[0]?.arn });
    expect(response.Reason).toContain("Waited 870 seconds for ACM to see the validation records of");
    expect(seconds).toBeLessThanOrEqual(870);
    await run(customResourceEvent("Delete", properties, { PhysicalResourceId: response.PhysicalResourceId }));
    expect(world.acm.certificates).toEqual([]);
    expect(world.dns.records(world.environmentZone)).toEqual([]);
  });

  test("AWS refuses the request: the id says that nothing was requested", async () => {
    world.aws.beforeCall = ({ operation }) => {
      if (operation === "RequestCertificate")
        throw new AwsFault("LimitExceededException", "too many certificates");
    };
    const { response } = await run(customResourceEvent("Create", properties));
    expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: "TheAction-not-requested" });
    expect(response.Reason).toContain(
      "Providing the certificate of test.shop.example.com: LimitExceededException: too many certificates",
    );
  });
});
