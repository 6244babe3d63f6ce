import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concernedBy } from "../../src/hints/concerned.ts";
import { readEvent } from "../../src/hints/read-event.ts";

const place = { account: "222222222222", region: "eu-west-1" };
const stackId = "arn:aws:cloudformation:eu-west-1:222222222222:stack/shop-develop-api/0a1b2c3d-0000";
const stackEvent = {
  version: "0",
  id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
  source: "aws.cloudformation",
  "detail-type": "CloudFormation Stack Status Change",
  ...place,
  time: "2026-11-27T18:00:00Z",
  resources: [stackId],
  detail: {
    "stack-id": stackId,
    "status-details": { status: "UPDATE_COMPLETE", "status-reason": "" },
    "client-request-token": "x",
  },
};
const serviceArn =
  "arn:aws:ecs:eu-west-1:222222222222:service/shop-develop-Cluster-abc/shop-develop-api-Service-xyz";
const deploymentEvent = {
  ...stackEvent,
  source: "aws.ecs",
  "detail-type": "ECS Deployment State Change",
  resources: [serviceArn],
  detail: { eventType: "INFO", eventName: "SERVICE_DEPLOYMENT_COMPLETED" },
};

describe("a message", () => {
  test.each<[sentence: string, event: object, name: string]>([
    ["of a stack hints at the stack", stackEvent, "shop-develop-api"],
    ["of a rollout hints at the service", deploymentEvent, "shop-develop-api-Service-xyz"],
    [
      "of another partition is heard as well",
      {
        ...stackEvent,
        detail: { ...stackEvent.detail, "stack-id": stackId.replace("arn:aws:", "arn:aws-cn:") },
      },
      "shop-develop-api",
    ],
  ])("%s", (_sentence, event, name) => {
    expect(readEvent(JSON.stringify(event))).toEqual({ ...place, name });
  });

  const withStack = (id: unknown): object => ({
    ...stackEvent,
    detail: { ...stackEvent.detail, "stack-id": id },
  });

  test.each<[sentence: string, body: string]>([
    ["that is empty", ""],
    ["that is no JSON", "{"],
    ["that is JSON of another kind", "[1,2]"],
    ["that is null", "null"],
    ["of a source that nobody asked for", JSON.stringify({ ...stackEvent, source: "aws.s3" })],
    [
      "of a source's other events",
      JSON.stringify({ ...stackEvent, "detail-type": "CloudFormation Resource Status Change" }),
    ],
    ["without a stack", JSON.stringify({ ...stackEvent, detail: {} })],
    ["whose stack is a list", JSON.stringify(withStack([stackId]))],
    ["whose stack is no ARN", JSON.stringify(withStack("shop-develop-api"))],
    ["whose ARN goes up folders", JSON.stringify(withStack(stackId.replace("shop-develop-api", "../shop")))],
    ["whose ARN has a line's end", JSON.stringify(withStack(`${stackId}\nx`))],
    ["whose stack is another account's", JSON.stringify({ ...stackEvent, account: "333333333333" })],
    ["whose stack is another region's", JSON.stringify({ ...stackEvent, region: "us-east-1" })],
    ["of an account that is none", JSON.stringify({ ...stackEvent, account: "__proto__" })],
    ["of two services", JSON.stringify({ ...deploymentEvent, resources: [serviceArn, serviceArn] })],
    ["that is longer than any event", JSON.stringify({ ...stackEvent, padding: "x".repeat(70_000) })],
  ])("%s hints at nothing", (_sentence, body) => {
    expect(readEvent(body)).toBeUndefined();
  });

  test("whatever it is, it throws nothing and hints at nothing but names", () => {
    const mutated = fc
      .tuple(
        fc.constantFrom(stackEvent, deploymentEvent),
        fc.constantFrom("source", "account", "region", "detail", "resources"),
        fc.jsonValue(),
      )
      .map(([event, key, value]) => JSON.stringify({ ...event, [key]: value }));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), mutated), (body) => {
        const hint = readEvent(body);
        return hint === undefined || /^[\w-]{1,255}$/.test(hint.name);
      }),
      { numRuns: 500 },
    );
  });
});

const listening = [
  { application: "shop", environments: ["develop", "staging"] },
  { application: "shop-develop", environments: ["api"] },
  { application: "books", environments: ["develop"] },
];

test.each<[name: string, concerned: readonly string[]]>([
  ["shop-develop", ["shop"]],
  ["shop-staging-api-AddonsStack-1A2B", ["shop"]],
  // Both have such a stack, by name.
  ["shop-develop-api", ["shop", "shop-develop"]],
  ["StackSet-books-infrastructure-0a1b", ["books"]],
  ["shop-infrastructure-roles", ["shop"]],
  ["shop-production", []],
  ["shopdevelop", []],
  ["", []],
])("a change of %s concerns %j", (name, concerned) => {
  expect(concernedBy(name, listening)).toEqual(concerned);
});
