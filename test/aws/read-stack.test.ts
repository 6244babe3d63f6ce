import { describe, expect, test } from "vitest";
import { readStack } from "../../src/aws/read-stack.ts";
import { makeStackShelf } from "../../src/aws/stack-shelf.ts";
import type { Observed } from "../../src/domain/observed.ts";
import { type ObservedStack, stackName } from "../../src/domain/stack.ts";
import { stackStatuses } from "../../src/domain/stack-status.ts";
import { type Answer, cannedSession, errorAnswer } from "./canned-aws.ts";

const id = { account: "111111111111", region: "eu-west-1", name: stackName("shop-test-api") };
const arn = "arn:aws:cloudformation:eu-west-1:111111111111:stack/shop-test-api/1";

function described(status: string, changed = "2026-05-04T09:00:00Z"): string {
  return `<Stacks><member><StackName>shop-test-api</StackName><StackId>${arn}</StackId><StackStatus>${status}</StackStatus>
    <CreationTime>2026-01-01T00:00:00Z</CreationTime><LastUpdatedTime>${changed}</LastUpdatedTime>
    <Parameters><member><ParameterKey>Password</ParameterKey><ParameterValue>****</ParameterValue></member></Parameters>
    <Tags><member><Key>team</Key><Value>a</Value></member></Tags></member></Stacks>`;
}

const template = `<TemplateBody>{"Resources":{"Queue":{"Type":"AWS::SQS::Queue"}}}</TemplateBody>`;
const missing = errorAnswer("ValidationError", "Stack with id shop-test-api does not exist");

function look(answers: Readonly<Record<string, Answer>>): Promise<Observed<ObservedStack>> {
  return readStack(cannedSession(answers), id, makeStackShelf());
}

describe("a stack by its status", () => {
  test.each(stackStatuses)("%s", async (status) => {
    const events = "<StackEvents></StackEvents>";
    // Without an answer prepared for GetTemplate the look fails if it reads what it must not.
    const isRunning = status.endsWith("_IN_PROGRESS");
    const found = await look({
      DescribeStacks: described(status),
      DescribeStackEvents: events,
      ...(isRunning ? {} : { GetTemplate: template }),
    });
    if (status === "DELETE_COMPLETE") return expect(found).toEqual({ kind: "absent" });
    const because = status === "REVIEW_IN_PROGRESS" ? "never-deployed" : "operation-running";
    expect(found).toMatchObject({
      kind: "present",
      value: {
        status,
        arn,
        tags: { team: "a" },
        parameters: { Password: "****" },
        template: isRunning
          ? { kind: "not-read", because }
          : { kind: "read", template: { Resources: { Queue: { Type: "AWS::SQS::Queue" } } } },
      },
    });
  });
});

describe("what is not there and what cannot be read", () => {
  test.each<[string, Readonly<Record<string, Answer>>, object]>([
    ["a stack that AWS says does not exist is absent", { DescribeStacks: missing }, { kind: "absent" }],
    [
      "a stack that may not be looked at is unreadable",
      { DescribeStacks: errorAnswer("AccessDenied", "not authorized", 403) },
      { kind: "unreadable", failure: { reason: "AccessDenied" } },
    ],
    [
      "another refusal is unreadable too",
      { DescribeStacks: errorAnswer("ValidationError", "1 validation error detected") },
      { kind: "unreadable", failure: { reason: "AwsRefused" } },
    ],
    [
      "AWS's own trouble is unreadable and passes",
      { DescribeStacks: errorAnswer("InternalFailure", "try later", 500) },
      { kind: "unreadable", failure: { reason: "AwsUnavailable", disposition: "retry" } },
    ],
    [
      "a status that nobody knows is unreadable, not guessed",
      { DescribeStacks: described("SIDEWAYS_COMPLETE") },
      { kind: "unreadable", failure: { message: expect.stringContaining("SIDEWAYS_COMPLETE") } },
    ],
    [
      "a template that is no template makes the stack unreadable",
      { DescribeStacks: described("CREATE_COMPLETE"), GetTemplate: "<TemplateBody>- 1</TemplateBody>" },
      { kind: "unreadable", failure: { reason: "TemplateUnreadable" } },
    ],
    [
      "a stack whose template may not be read is unreadable as a whole",
      { DescribeStacks: described("CREATE_COMPLETE"), GetTemplate: errorAnswer("AccessDenied", "no", 403) },
      { kind: "unreadable", failure: { reason: "AccessDenied" } },
    ],
    [
      "a stack that goes away between description and template is looked at again",
      { DescribeStacks: described("CREATE_COMPLETE"), GetTemplate: missing },
      { kind: "unreadable", failure: { reason: "StackGone", disposition: "retry" } },
    ],
  ])("%s", async (_name, answers, expected) => {
    expect(await look(answers)).toMatchObject(expected);
  });
});

test("a template is read once for each change of its stack, and only the last one is kept", async () => {
  const cache = makeStackShelf();
  const first = cannedSession({ DescribeStacks: described("CREATE_COMPLETE"), GetTemplate: template });
  await readStack(first, id, cache);
  const again = cannedSession({ DescribeStacks: described("CREATE_COMPLETE") });
  expect(await readStack(again, id, cache)).toMatchObject({ kind: "present" });
  const later = described("UPDATE_COMPLETE", "2026-06-01T00:00:00Z");
  const other = template.replaceAll("Queue", "Other");
  expect(
    await readStack(cannedSession({ DescribeStacks: later, GetTemplate: other }), id, cache),
  ).toMatchObject({
    value: { template: { template: { Resources: { Other: {} } } } },
  });
  const known = (changed: string, as: string): unknown =>
    cache.get(id, { arn, begun: new Date(changed), status: as });
  expect(known("2026-06-01T00:00:00Z", "UPDATE_COMPLETE")).toBeDefined();
  expect(known("2026-05-04T09:00:00Z", "CREATE_COMPLETE")).toBeUndefined();
});

describe("what came of a failed creation", () => {
  const events = `<StackEvents><member><PhysicalResourceId>q</PhysicalResourceId><LogicalResourceId>Queue</LogicalResourceId>
    <ResourceType>AWS::SQS::Queue</ResourceType><ResourceStatus>CREATE_FAILED</ResourceStatus><ResourceStatusReason>no</ResourceStatusReason>
    <Timestamp>2026-05-04T09:01:00Z</Timestamp></member></StackEvents>`;

  test("is read once: a stack is created once, and it may stand there for weeks", async () => {
    const shelf = makeStackShelf();
    const answers = {
      DescribeStacks: described("ROLLBACK_COMPLETE"),
      GetTemplate: template,
      DescribeStackEvents: events,
    };
    const found = await readStack(cannedSession(answers), id, shelf);
    const trouble = {
      at: new Date("2026-05-04T09:01:00Z"),
      signs: [{ resource: ["Queue"], reason: "no", at: new Date("2026-05-04T09:01:00Z") }],
    };
    expect(found).toMatchObject({ value: { trouble } });
    const operation = { arn, begun: new Date("2026-05-04T09:00:00Z"), status: "ROLLBACK_COMPLETE" };
    expect(shelf.get(id, operation)).toMatchObject({ trouble });
  });

  test("is no model for a rollback that failed: continued, it may fail again and look the same", async () => {
    const shelf = makeStackShelf();
    const answers = {
      DescribeStacks: described("UPDATE_ROLLBACK_FAILED"),
      GetTemplate: template,
      DescribeStackEvents: events,
    };
    await readStack(cannedSession(answers), id, shelf);
    expect(shelf.packed(id)).toBeUndefined();
  });
});

function event(status: string, time: string, logical = "shop-test-api", physical = arn): string {
  return `<member><PhysicalResourceId>${physical}</PhysicalResourceId><LogicalResourceId>${logical}</LogicalResourceId>
    <ResourceStatus>${status}</ResourceStatus><Timestamp>2026-05-04T${time}Z</Timestamp></member>`;
}

test("events that end before the status that the stack stands in say nothing yet of what failed", async () => {
  const newestFirst = [
    event("UPDATE_ROLLBACK_IN_PROGRESS", "09:40:00"),
    event("UPDATE_IN_PROGRESS", "09:00:00"),
  ];
  const found = await look({
    DescribeStacks: described("UPDATE_ROLLBACK_COMPLETE"),
    GetTemplate: template,
    DescribeStackEvents: `<StackEvents>${newestFirst.join("")}</StackEvents>`,
  });
  expect(found).toMatchObject({
    kind: "unreadable",
    failure: { reason: "StackMoved", disposition: "retry" },
  });
});

test("what went back is dated by its turn, not its beginning: a person's word during the update is no answer to its failure", async () => {
  const newestFirst = [
    event("UPDATE_ROLLBACK_COMPLETE", "09:41:00"),
    event("UPDATE_ROLLBACK_IN_PROGRESS", "09:40:00"),
    event("UPDATE_FAILED", "09:39:59", "Queue", "q"),
    event("UPDATE_IN_PROGRESS", "09:00:00"),
  ];
  const found = await look({
    DescribeStacks: described("UPDATE_ROLLBACK_COMPLETE"),
    GetTemplate: template,
    DescribeStackEvents: `<StackEvents>${newestFirst.join("")}</StackEvents>`,
  });
  expect(found).toMatchObject({
    value: { rolledBack: { at: new Date("2026-05-04T09:40:00Z"), cause: { resource: "Queue" } } },
  });
});
