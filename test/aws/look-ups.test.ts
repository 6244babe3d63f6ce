import { Readable } from "node:stream";
import { type HttpRequest, HttpResponse } from "@smithy/core/protocols";
import { describe, expect, test } from "vitest";
import { findCertificateNames } from "../../src/aws/find-certificate.ts";
import { findLoadBalancer } from "../../src/aws/find-load-balancer.ts";
import { findPrefixLists } from "../../src/aws/find-prefix-lists.ts";
import { findSubnets } from "../../src/aws/find-subnets.ts";
import { makeSessions, type Session } from "../../src/aws/sessions.ts";
import { importCertificate } from "../../src/simulator/services/acm/certificate-state.ts";
import { systemClock } from "../../src/program/system-clock.ts";
import { makeAwsWorld } from "../support/aws-world.ts";

describe("a certificate", () => {
  test("is found with all of its names", async () => {
    const { world, account, region, session } = makeAwsWorld();
    const arn = importCertificate(world, { account, region, names: ["shop.test", "*.shop.test"] });
    expect(await world.run(findCertificateNames(session, arn))).toEqual({
      kind: "present",
      value: ["shop.test", "*.shop.test"],
    });
  });

  test("that does not exist is absent", async () => {
    const { world, session } = makeAwsWorld();
    const arn = "arn:aws:acm:eu-west-1:111111111111:certificate/gone";
    expect(await world.run(findCertificateNames(session, arn))).toEqual({ kind: "absent" });
  });

  test("that may not be read is unreadable, never absent", async () => {
    const { world, session } = makeAwsWorld();
    const effect = { kind: "refuse", code: "AccessDeniedException", message: "not authorized" } as const;
    world.faults.add({ service: "acm", effect });
    const answer = await world.run(
      findCertificateNames(session, "arn:aws:acm:eu-west-1:111111111111:certificate/a"),
    );
    expect(answer).toMatchObject({ kind: "unreadable", failure: { reason: "AccessDenied" } });
  });
});

describe("a load balancer", () => {
  test.each([
    "other",
    "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/other/0123456789abcdef",
  ])("that does not exist (%s) is absent", async (nameOrArn) => {
    const { world, session } = makeAwsWorld();
    expect(await world.run(findLoadBalancer(session, nameOrArn))).toEqual({ kind: "absent" });
  });

  test("that could not be looked for is unreadable", async () => {
    const { world, session } = makeAwsWorld();
    world.faults.add({ service: "elastic-load-balancing-v2", effect: { kind: "throttle" } });
    const answer = await world.run(findLoadBalancer(session, "other"));
    expect(answer).toMatchObject({
      kind: "unreadable",
      failure: { disposition: "retry", reason: "Throttled" },
    });
  });
});

/** EC2, which the simulated AWS does not play: it answers pages of subnets in EC2's own protocol, and keeps what it was asked. */
function ec2Answering(pages: readonly string[]): { readonly session: Session; readonly asked: string[] } {
  const asked: string[] = [];
  const requestHandler = {
    handle: async (request: HttpRequest) => {
      const page = pages[asked.length] ?? "";
      asked.push(decodeURIComponent(String(request.body)));
      const isError = page.startsWith("<Response><Errors>");
      const body = isError ? page : `<Response>${page}</Response>`;
      const response = new HttpResponse({
        statusCode: isError ? 403 : 200,
        headers: { "content-type": "text/xml" },
        body: Readable.from([Buffer.from(body)]),
      });
      return { response };
    },
  };
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
  const sessions = makeSessions(
    { region: "eu-west-1", credentials, requestHandler, maxAttempts: 1 },
    systemClock,
  );
  return { session: sessions.application("eu-west-1"), asked };
}

function subnets(ids: readonly string[], token = ""): string {
  const items = ids.map((id) => `<item><subnetId>${id}</subnetId></item>`).join("");
  return `<subnetSet>${items}</subnetSet><nextToken>${token}</nextToken>`;
}

describe("subnets by their tags", () => {
  test("are sorted, over all pages, and every tag is asked for", async () => {
    const { session, asked } = ec2Answering([subnets(["subnet-b"], "more"), subnets(["subnet-a"])]);
    const found = await findSubnets(session, { Name: ["web", "edge*"], private: [] });
    expect(found).toEqual({ kind: "present", value: ["subnet-a", "subnet-b"] });
    expect(asked).toHaveLength(2);
    expect(asked[0]).toContain("Filter.1.Name=tag:Name&Filter.1.Value.1=web&Filter.1.Value.2=edge*");
    expect(asked[0]).toContain("Filter.2.Name=tag-key&Filter.2.Value.1=private");
    expect(asked[1]).toContain("NextToken=more");
  });

  test("of which there are none are absent", async () => {
    const { session } = ec2Answering([subnets([])]);
    expect(await findSubnets(session, { Name: ["web"] })).toEqual({ kind: "absent" });
  });

  test("that may not be listed are unreadable", async () => {
    const refusal = "<Code>UnauthorizedOperation</Code><Message>not authorized</Message>";
    const { session } = ec2Answering([`<Response><Errors><Error>${refusal}</Error></Errors></Response>`]);
    expect(await findSubnets(session, { Name: ["web"] })).toMatchObject({
      kind: "unreadable",
      failure: { reason: "AccessDenied" },
    });
  });
});

describe("a prefix list that AWS keeps", () => {
  test("is asked for by its name, over all pages", async () => {
    const { session, asked } = ec2Answering([lists([], "more"), lists(["pl-1"])]);
    const name = "com.amazonaws.global.cloudfront.origin-facing";
    expect(await findPrefixLists(session, name)).toEqual({ kind: "present", value: ["pl-1"] });
    expect(asked[0]).toContain(`Filter.1.Name=prefix-list-name&Filter.1.Value.1=${name}`);
    expect(asked[1]).toContain("NextToken=more");
  });

  test("that the region does not have is absent, and one that may not be listed unreadable", async () => {
    expect(await findPrefixLists(ec2Answering([lists([])]).session, "none")).toEqual({ kind: "absent" });
    const refusal = "<Code>UnauthorizedOperation</Code><Message>not authorized</Message>";
    const { session } = ec2Answering([`<Response><Errors><Error>${refusal}</Error></Errors></Response>`]);
    expect(await findPrefixLists(session, "none")).toMatchObject({
      kind: "unreadable",
      failure: { reason: "AccessDenied" },
    });
  });
});

function lists(ids: readonly string[], token = ""): string {
  const items = ids.map((id) => `<item><prefixListId>${id}</prefixListId></item>`).join("");
  return `<prefixListSet>${items}</prefixListSet><nextToken>${token}</nextToken>`;
}
