import { ACMClient, DescribeCertificateCommand, ListCertificatesCommand } from "@aws-sdk/client-acm";
import {
  AppRunnerClient,
  DescribeCustomDomainsCommand,
  ListServicesCommand,
} from "@aws-sdk/client-apprunner";
import {
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { loadOwnFunctions } from "../../../src/functions/own-functions.ts";
import { setFunctionRunner } from "../../../src/simulator/cloudformation/function-registry.ts";
import { ownFunctionRunner } from "../../../src/simulator/cloudformation/own-function-runner.ts";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";
import type { World } from "../../../src/simulator/kernel/world.ts";
import { seedApplication } from "../../../src/simulator/seeding/seed-application.ts";
import { clientOptions, sdkWorld } from "../services/sdk-world.ts";

const tools = "111111111111";
const target = "222222222222";
const region = "eu-west-1";

const files = new Map(
  Object.entries({
    "copilot/.workspace": "application: shop\n",
    "copilot/environments/test/manifest.yml": "name: test\ntype: Environment\ncdn: true\n",
    "copilot/web/manifest.yml": [
      "name: web",
      "type: Load Balanced Web Service",
      "image: { location: nginx, port: 80 }",
      "http: { path: '/', alias: www.test.shop.example.com }",
      "nlb: { port: '443/tls', target_port: 80, alias: tcp.test.shop.example.com }",
      "cpu: 256",
      "memory: 512",
      "count: 1",
      "",
    ].join("\n"),
    "copilot/front/manifest.yml": [
      "name: front",
      "type: Request-Driven Web Service",
      "image: { location: public.ecr.aws/nginx/nginx, port: 80 }",
      "http: { alias: front.example.com }",
      "",
    ].join("\n"),
  }),
);

const own = await loadOwnFunctions();

const seed = (world: World): ReturnType<typeof seedApplication> =>
  seedApplication(world, {
    files,
    applicationAccount: tools,
    region,
    domain: "example.com",
    environments: [{ name: "test", account: target, region }],
    copilotVersion: "v1.34.0",
  });

test("an application with a domain: zones delegate to one another over accounts, certificates are issued, aliases lead to the balancers", async () => {
  const world = sdkWorld("2026-05-04T09:00:00Z");
  setFunctionRunner(world, ownFunctionRunner(own));
  await seed(world);
  expect(await zonesOf(world, tools)).toEqual(["example.com.", "shop.example.com."]);
  expect(await zonesOf(world, target)).toEqual(["test.shop.example.com."]);
  expect(await recordsOf(world, tools, "example.com.")).toContain("NS shop.example.com.");
  expect(await recordsOf(world, tools, "shop.example.com.")).toContain("NS test.shop.example.com.");
  const environment = await recordsOf(world, target, "test.shop.example.com.");
  expect(environment).toEqual(
    expect.arrayContaining(["A www.test.shop.example.com.", "A tcp.test.shop.example.com."]),
  );
  expect(await certificatesOf(world)).toEqual([
    ["test.shop.example.com", "ISSUED", 1],
    ["web-nlb.test.shop.example.com", "ISSUED", 1],
  ]);
  // What CloudFront serves has its certificate once more, in the one region that CloudFront reads.
  expect(await certificatesOf(world, "us-east-1")).toEqual([["test.shop.example.com", "ISSUED", 1]]);
  const runner = new AppRunnerClient(clientOptions(world, { principal: rootOf(target) }));
  const { ServiceSummaryList: [service] = [] } = await runner.send(new ListServicesCommand({}));
  const ServiceArn = service?.ServiceArn;
  const { CustomDomains } = await runner.send(new DescribeCustomDomainsCommand({ ServiceArn }));
  expect(CustomDomains).toMatchObject([{ DomainName: "front.example.com" }]);
  expect(CustomDomains?.[0]?.CertificateValidationRecords).toHaveLength(3);
  expect(await recordsOf(world, tools, "example.com.")).toContain("CNAME front.example.com.");
});

test("a world that only plays functions is refused a domain", async () => {
  await expect(seed(sdkWorld("2026-05-04T09:00:00Z"))).rejects.toThrow(/only plays functions/);
});

async function zonesOf(world: World, account: string): Promise<readonly (string | undefined)[]> {
  const client = new Route53Client(clientOptions(world, { principal: rootOf(account) }));
  const { HostedZones } = await client.send(new ListHostedZonesByNameCommand({}));
  return (HostedZones ?? [])
    .filter(({ Name }) => Name?.endsWith("example.com.") === true)
    .map(({ Name }) => Name);
}

async function recordsOf(world: World, account: string, zone: string): Promise<readonly string[]> {
  const client = new Route53Client(clientOptions(world, { principal: rootOf(account) }));
  const { HostedZones } = await client.send(new ListHostedZonesByNameCommand({ DNSName: zone }));
  const HostedZoneId = HostedZones?.[0]?.Id;
  const { ResourceRecordSets } = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
  return (ResourceRecordSets ?? []).map(({ Type, Name }) => `${Type} ${Name}`);
}

/** Subject, status and number of users of each certificate. */
async function certificatesOf(world: World, where = region): Promise<readonly (readonly unknown[])[]> {
  const client = new ACMClient(clientOptions(world, { principal: rootOf(target), region: where }));
  const { CertificateSummaryList } = await client.send(new ListCertificatesCommand({}));
  const found: (readonly unknown[])[] = [];
  for (const { CertificateArn } of CertificateSummaryList ?? []) {
    const { Certificate } = await client.send(new DescribeCertificateCommand({ CertificateArn }));
    found.push([Certificate?.DomainName, Certificate?.Status, Certificate?.InUseBy?.length]);
  }
  return found.toSorted((left, right) => (String(left) < String(right) ? -1 : 1));
}
