import {
  ACMClient,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  ListCertificatesCommand,
  RequestCertificateCommand,
} from "@aws-sdk/client-acm";
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import type {
  ChangeAction,
  ChangeResourceRecordSetsCommandOutput,
  ResourceRecordSet,
} from "@aws-sdk/client-route-53";
import { beforeEach, expect, test } from "vitest";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";
import type { World } from "../../../src/simulator/kernel/world.ts";
import { setStage } from "../cloudformation/stage.ts";
import { account, clientOptions, failureOf, sdkWorld } from "./sdk-world.ts";

let world: World;
let dns: Route53Client;
let acm: ACMClient;

beforeEach(() => {
  world = sdkWorld();
  dns = new Route53Client(clientOptions(world));
  acm = new ACMClient(clientOptions(world));
});

const www: ResourceRecordSet = {
  Name: "*.example.com",
  Type: "CNAME",
  TTL: 60,
  ResourceRecords: [{ Value: "elsewhere.example.org" }],
};

test("a zone has its NS and SOA records, keeps names in DNS's spelling, and is in sync after a while", async () => {
  const id = await zone("Example.com");
  const change = await put(id, www);
  expect(change.ChangeInfo).toMatchObject({ Status: "PENDING" });
  const Id = change.ChangeInfo?.Id ?? "";
  await pass(60);
  const { ChangeInfo } = await dns.send(new GetChangeCommand({ Id }));
  expect(ChangeInfo).toMatchObject({ Id, Status: "INSYNC" });
  const { ResourceRecordSets } = await dns.send(new ListResourceRecordSetsCommand({ HostedZoneId: id }));
  expect(ResourceRecordSets?.map(({ Name, Type }) => `${Type} ${Name}`)).toEqual([
    "NS example.com.",
    "SOA example.com.",
    String.raw`CNAME \052.example.com.`,
  ]);
  expect((await dns.send(new GetHostedZoneCommand({ Id: id }))).DelegationSet?.NameServers).toHaveLength(4);
});

test("a batch is carried out whole or not at all, and says what is wrong in Route 53's words", async () => {
  const id = await zone("example.com");
  const other: ResourceRecordSet = { ...www, Name: "other.example.com" };
  const batch = new ChangeResourceRecordSetsCommand({
    HostedZoneId: id,
    ChangeBatch: {
      Changes: [
        { Action: "UPSERT", ResourceRecordSet: www },
        { Action: "DELETE", ResourceRecordSet: other },
      ],
    },
  });
  expect(await failureOf(dns.send(batch))).toMatch(
    /^InvalidChangeBatch: .*Tried to delete resource record set \[name='other.example.com.', type='CNAME'\] but it was not found/,
  );
  expect(await names(id)).not.toContain(String.raw`\052.example.com.`);
  await put(id, www);
  const changed = { ...www, TTL: 300 };
  expect(await failureOf(put(id, changed, "DELETE"))).toContain("do not match the current values");
  expect(await failureOf(put(id, www, "CREATE"))).toContain("but it already exists");
  expect(await failureOf(put(id, { ...www, Name: "a.example.org" }))).toContain(
    "RRSet with DNS name a.example.org. is not permitted in zone example.com.",
  );
  expect(await failureOf(put(id, { ...www, Type: "A", ResourceRecords: [{ Value: "10.0.0.1" }] }))).toContain(
    "conflicts with other records with the same DNS name",
  );
  expect(await failureOf(dns.send(new DeleteHostedZoneCommand({ Id: id })))).toContain(
    "HostedZoneNotEmpty: ",
  );
  await put(id, www, "DELETE");
  await dns.send(new DeleteHostedZoneCommand({ Id: id }));
  expect(await failureOf(put(id, www))).toContain("NoSuchHostedZone: ");
});

test("zones are listed by their labels from the right, in pages, and other accounts see none of them", async () => {
  for (const name of ["b.example.com", "example.org", "example.com"]) await zone(name);
  const byName = await dns.send(new ListHostedZonesByNameCommand({ DNSName: "example.com", MaxItems: 2 }));
  expect(byName.HostedZones?.map(({ Name }) => Name)).toEqual(["example.com.", "b.example.com."]);
  expect([byName.IsTruncated, byName.NextDNSName]).toEqual([true, "example.org."]);
  const first = await dns.send(new ListHostedZonesCommand({ MaxItems: 2 }));
  const second = await dns.send(new ListHostedZonesCommand({ Marker: first.NextMarker }));
  expect([first.HostedZones?.length, second.HostedZones?.length]).toEqual([2, 1]);
  const stranger = new Route53Client(clientOptions(world, { principal: rootOf("999988887777") }));
  expect((await stranger.send(new ListHostedZonesCommand({}))).HostedZones).toEqual([]);
});

test("a certificate is issued once public DNS answers for all of its names, not before", async () => {
  const id = await zone("example.com");
  const CertificateArn = await request("example.com", ["*.example.com", "shop.example.com"]);
  await pass(60);
  const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn }));
  const records = (Certificate?.DomainValidationOptions ?? []).map(({ ResourceRecord }) => ResourceRecord);
  // A domain and its wildcard share a record.
  expect(new Set(records.map((record) => record?.Name)).size).toBe(2);
  const [first, , third] = records;
  for (const record of [first, third]) {
    expect(await status(CertificateArn)).toBe("PENDING_VALIDATION");
    await put(id, {
      Name: record?.Name,
      Type: "CNAME",
      TTL: 60,
      ResourceRecords: [{ Value: record?.Value }],
    });
    await pass(60);
  }
  expect(await status(CertificateArn)).toBe("ISSUED");
});

test("a zone to which the one above it does not delegate answers nobody", async () => {
  await zone("example.com");
  const inner = await zone("shop.example.com");
  const CertificateArn = await request("shop.example.com");
  await pass(10);
  const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn }));
  const record = Certificate?.DomainValidationOptions?.[0]?.ResourceRecord;
  await put(inner, {
    Name: record?.Name,
    Type: "CNAME",
    TTL: 60,
    ResourceRecords: [{ Value: record?.Value }],
  });
  await pass(3600);
  expect(await status(CertificateArn)).toBe("PENDING_VALIDATION");
  await pass(73 * 3600);
  expect(await status(CertificateArn)).toBe("VALIDATION_TIMED_OUT");
});

test("the same token within an hour is the same request; more names than ten are refused", async () => {
  const token = "0123456789abcdef";
  const input = { DomainName: "example.com", ValidationMethod: "DNS" as const, IdempotencyToken: token };
  const first = await acm.send(new RequestCertificateCommand(input));
  const second = await acm.send(new RequestCertificateCommand(input));
  expect(second.CertificateArn).toBe(first.CertificateArn);
  await pass(3601);
  expect((await acm.send(new RequestCertificateCommand(input))).CertificateArn).not.toBe(
    first.CertificateArn,
  );
  const many = Array.from({ length: 10 }, (_, index) => `a${index}.example.com`);
  expect(await failureOf(request("example.com", many))).toContain("LimitExceededException: ");
  const page = await acm.send(new ListCertificatesCommand({ MaxItems: 1 }));
  expect([page.CertificateSummaryList?.length, page.NextToken === undefined]).toEqual([1, false]);
});

test("a certificate that a listener uses is not deleted", async () => {
  const stage = setStage({ account, region: "eu-west-1" });
  const client = new ACMClient(clientOptions(stage.world));
  const made = await client.send(
    new RequestCertificateCommand({ DomainName: "example.com", ValidationMethod: "DNS" }),
  );
  const { CertificateArn } = made;
  await stage.create("s", {
    Resources: {
      Balancer: { Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: { Subnets: ["a", "b"] } },
      Listener: {
        Type: "AWS::ElasticLoadBalancingV2::Listener",
        Properties: {
          LoadBalancerArn: { Ref: "Balancer" },
          Port: 443,
          Protocol: "HTTPS",
          Certificates: [{ CertificateArn }],
          DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }],
        },
      },
    },
  });
  const remove = new DeleteCertificateCommand({ CertificateArn });
  expect(await failureOf(client.send(remove))).toContain("ResourceInUseException: ");
  await stage.remove("s");
  await client.send(remove);
  const look = new DescribeCertificateCommand({ CertificateArn });
  expect(await failureOf(client.send(look))).toContain("ResourceNotFoundException: ");
});

test("a stack's certificate writes its validation record where a zone is named, and is there once issued", async () => {
  const stage = setStage({ account, region: "eu-west-1" });
  const created = await stage.create("s", {
    Resources: {
      Zone: { Type: "AWS::Route53::HostedZone", Properties: { Name: "example.com" } },
      Certificate: {
        Type: "AWS::CertificateManager::Certificate",
        Properties: {
          DomainName: "example.com",
          ValidationMethod: "DNS",
          DomainValidationOptions: [{ DomainName: "example.com", HostedZoneId: { Ref: "Zone" } }],
        },
      },
    },
  });
  expect(created.StackStatus, created.StackStatusReason).toBe("CREATE_COMPLETE");
});

async function zone(Name: string): Promise<string> {
  const CallerReference = `${Name} ${world.log.records.length}`;
  const { HostedZone } = await dns.send(new CreateHostedZoneCommand({ Name, CallerReference }));
  return HostedZone?.Id ?? "";
}

function put(
  HostedZoneId: string,
  set: ResourceRecordSet,
  Action: ChangeAction = "UPSERT",
): Promise<ChangeResourceRecordSetsCommandOutput> {
  const ChangeBatch = { Changes: [{ Action, ResourceRecordSet: set }] };
  return dns.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch }));
}

async function names(HostedZoneId: string): Promise<readonly (string | undefined)[]> {
  const { ResourceRecordSets } = await dns.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
  return (ResourceRecordSets ?? []).map(({ Name }) => Name);
}

async function request(DomainName: string, others: readonly string[] = []): Promise<string> {
  const SubjectAlternativeNames = others.length === 0 ? undefined : [...others];
  const input = { DomainName, SubjectAlternativeNames, ValidationMethod: "DNS" as const };
  return (await acm.send(new RequestCertificateCommand(input))).CertificateArn ?? "";
}

async function status(CertificateArn: string): Promise<string | undefined> {
  return (await acm.send(new DescribeCertificateCommand({ CertificateArn }))).Certificate?.Status;
}

async function pass(seconds: number): Promise<void> {
  await world.run(world.clock.sleep(seconds * 1000));
}
