import { beforeEach, expect, test } from "vitest";
import { appRunnerDomain } from "../../src/functions/handlers/app-runner-domain.ts";
import { dnsRole } from "./domain-world.ts";
import { FakeAppRunner } from "./fakes/app-runner.ts";
import { FakeAws } from "./fakes/fake-aws.ts";
import { AwsFault } from "./fakes/fault.ts";
import { FakeRoute53 } from "./fakes/route53.ts";
import { fakeSecurityTokens } from "./fakes/security-tokens.ts";
import { customResourceEvent, runFunction } from "./run-function.ts";

let runner: FakeAppRunner;
let dns: FakeRoute53;
let aws: FakeAws;
let zone: string;
let properties: Record<string, unknown>;

const id = "/associate-domain-app-runner/web.example.com";

beforeEach(() => {
  runner = new FakeAppRunner();
  dns = new FakeRoute53();
  zone = dns.addZone({ name: "example.com", owner: "shop-DNSDelegationRole" });
  aws = new FakeAws({ apprunner: runner.service, route53: dns.service, sts: fakeSecurityTokens([dnsRole]) });
  properties = {
    ServiceARN: runner.arn,
    CustomDomain: "web.example.com",
    AppDNSRole: dnsRole,
    AppDNSName: "example.com",
  };
});

const records = [
  "CNAME _a.web.example.com. -> _a.acm-validations.aws.",
  "CNAME _b.www.web.example.com. -> _b.www.acm-validations.aws.",
  "CNAME _c.2a57.web.example.com. -> _c.2a57.acm-validations.aws.",
  "CNAME web.example.com. -> abc.eu-west-1.awsapprunner.com",
];

test.each(["Create", "Update"] as const)(
  "on %s the domain is associated, and its records stand in the zone; again is fine",
  async (type) => {
    for (let times = 0; times < 2; times += 1) {
      const { response } = await runFunction(appRunnerDomain, customResourceEvent(type, properties), { aws });
      expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: id });
      expect(dns.records(zone)).toEqual(records);
    }
  },
);

test("a domain on a later page is found", async () => {
  runner.associations.push({ name: "other.example.com", status: "active", looks: 9 });
  await runFunction(appRunnerDomain, customResourceEvent("Create", properties), { aws });
  expect(dns.records(zone)).toEqual(records);
});

test("a domain that is active at once waits until its three records are there", async () => {
  runner.outcomes.creating = "active";
  await runFunction(appRunnerDomain, customResourceEvent("Create", properties), { aws });
  expect(dns.records(zone)).toEqual(records);
});

test("deleting ends the association, removes the records, and waits; again is fine", async () => {
  await runFunction(appRunnerDomain, customResourceEvent("Create", properties), { aws });
  for (let times = 0; times < 2; times += 1) {
    const { response } = await runFunction(
      appRunnerDomain,
      customResourceEvent("Delete", properties, { PhysicalResourceId: id }),
      { aws },
    );
    expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: id });
  }
  expect(runner.associations).toEqual([]);
  expect(dns.records(zone)).toEqual([]);
});

test("a record that leads elsewhere by then stays", async () => {
  await runFunction(appRunnerDomain, customResourceEvent("Create", properties), { aws });
  dns.put(zone, { name: "web.example.com", type: "CNAME", ttl: 60, values: ["elsewhere.org"] });
  await runFunction(appRunnerDomain, customResourceEvent("Delete", properties), { aws });
  expect(dns.records(zone)).toEqual(["CNAME web.example.com. -> elsewhere.org"]);
});

test("a deletion that was cut off is gone on with, and its records still go", async () => {
  await runFunction(appRunnerDomain, customResourceEvent("Create", properties), { aws });
  const [association] = runner.associations;
  if (association !== undefined) Object.assign(association, { status: "deleting", looks: 0 });
  runner.outcomes.deleting = "deleting";
  const first = await runFunction(appRunnerDomain, customResourceEvent("Delete", properties), {
    aws,
    timeoutSeconds: 100,
  });
  expect(first.response.Reason).toContain("for App Runner to let web.example.com go (it is deleting)");
  runner.outcomes.deleting = "gone";
  expect(
    (await runFunction(appRunnerDomain, customResourceEvent("Delete", properties), { aws })).response.Status,
  ).toBe("SUCCESS");
});

test("deleting after the service or the zone is gone is fine", async () => {
  await runFunction(appRunnerDomain, customResourceEvent("Create", properties), { aws });
  dns.removeZone(zone);
  expect(
    (await runFunction(appRunnerDomain, customResourceEvent("Delete", properties), { aws })).response.Status,
  ).toBe("SUCCESS");
  runner.exists = false;
  expect(
    (await runFunction(appRunnerDomain, customResourceEvent("Delete", properties), { aws })).response.Status,
  ).toBe("SUCCESS");
});

test.each([
  {
    outcomes: { creating: "create_failed", deleting: "gone" },
    type: "Create" as const,
    says: "App Runner could not associate web.example.com: create_failed",
  },
  {
    outcomes: { creating: "active", deleting: "delete_failed" },
    type: "Delete" as const,
    says: "App Runner could not let web.example.com go: delete_failed",
  },
])("$says", async ({ outcomes, type, says }) => {
  if (type === "Delete")
    await runFunction(appRunnerDomain, customResourceEvent("Create", properties), { aws });
  runner.outcomes = outcomes;
  const { response } = await runFunction(appRunnerDomain, customResourceEvent(type, properties), { aws });
  expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: id });
  expect(response.Reason).toContain(says);
});

test("a refusal by App Runner is passed on", async () => {
  aws.beforeCall = ({ operation }) => {
    if (operation === "AssociateCustomDomain")
      throw new AwsFault("ServiceQuotaExceededException", "5 domains a service");
  };
  const { response } = await runFunction(appRunnerDomain, customResourceEvent("Create", properties), { aws });
  expect(response.Reason).toContain("Associating web.example.com with App Runner service");
  expect(response.Reason).toContain("ServiceQuotaExceededException: 5 domains a service");
  expect(dns.records(zone)).toEqual([]);
});
