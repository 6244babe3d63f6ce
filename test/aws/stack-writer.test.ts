import { DescribeStackResourceCommand, ListChangeSetsCommand } from "@aws-sdk/client-cloudformation";
import { describe, expect, test } from "vitest";
import { readStack } from "../../src/aws/read-stack.ts";
import { makeStackShelf } from "../../src/aws/stack-shelf.ts";
import { makeStackWriter } from "../../src/aws/stack-writer.ts";
import type { StackChange, StackOperationEnd, StackWriter } from "../../src/domain/cloud.ts";
import { failureOf } from "../../src/domain/failure.ts";
import { operationToken } from "../../src/domain/operation-token.ts";
import { stackName } from "../../src/domain/stack.ts";
import type { Template } from "../../src/domain/template.ts";
import { failResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { type AwsWorld, makeAwsWorld, makeExecutionRole } from "../support/aws-world.ts";
import { listeningWatcher } from "../support/watcher.ts";

const queue: Template = {
  Resources: { Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "orders" } } },
};
const slowQueue: Template = {
  Resources: { Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "orders", DelaySeconds: 5 } } },
};

interface Bench extends AwsWorld {
  /** Names of stacks that are to be read anew. */
  readonly dropped: readonly string[];
  readonly writer: StackWriter;
  readonly change: (kind: "create" | "update", template: Template, attempt?: string) => StackChange;
  readonly apply: (change: StackChange) => Promise<StackOperationEnd>;
}

async function bench(): Promise<Bench> {
  const aws = makeAwsWorld();
  const executionRoleArn = await aws.world.run(makeExecutionRole(aws));
  const signal = new AbortController().signal;
  const id = { account: aws.account, region: aws.region, name: stackName("shop-test-api") };
  const dropped: string[] = [];
  const writer = makeStackWriter(
    {
      application: () => aws.session,
      as: () => aws.session,
      assume: async () => undefined,
      compareAs: () => aws.session,
      lookAs: () => aws.session,
      self: () => aws.sessions.self(),
    },
    aws.world.clock,
    undefined,
    { drop: ({ name }) => void dropped.push(name) },
  );
  return {
    ...aws,
    writer,
    dropped,
    change: (kind, template, attempt = "0") => ({
      kind,
      stack: {
        id,
        roleArn: "",
        bucket: "artifacts",
        artifacts: [],
        template,
        parameters: {},
        tags: { team: "a" },
        digest: "d".repeat(64),
      },
      changeSetName: operationToken("d".repeat(64), `${attempt}${"0".repeat(63)}`),
      includeNested: false,
      executionRoleArn,
      managerRoleArn: "",
      roles: {},
    }),
    apply: (change) =>
      aws.world.run(
        (async () => {
          const prepared = await writer.prepare(change, signal);
          expect(prepared.kind).toBe("ready");
          await writer.execute(change, signal);
          return writer.follow(change, listeningWatcher(), signal);
        })(),
      ),
  };
}

async function changeSetsOf({ world, session }: Bench): Promise<readonly string[]> {
  const answer = await world.run(
    session.cloudformation.send(new ListChangeSetsCommand({ StackName: "shop-test-api" })),
  );
  return (answer.Summaries ?? []).map((summary) => `${summary.ChangeSetName} ${summary.Status}`);
}

const look = (on: Bench): ReturnType<typeof readStack> =>
  on.world.run(readStack(on.session, on.change("create", queue).stack.id, makeStackShelf()));

describe("applying a change", () => {
  test("a stack is created, and its template and tags can be read back", async () => {
    const on = await bench();
    expect(await on.apply(on.change("create", queue))).toEqual({ kind: "done", status: "CREATE_COMPLETE" });
    expect(await look(on)).toMatchObject({
      kind: "present",
      value: { status: "CREATE_COMPLETE", tags: { team: "a" }, template: { kind: "read", template: queue } },
    });
  });

  test("a stack is updated and the events of just this operation are told, oldest first", async () => {
    const on = await bench();
    await on.apply(on.change("create", queue));
    const told: string[] = [];
    const update = on.change("update", slowQueue, "1");
    await on.world.run(on.writer.prepare(update));
    await on.world.run(on.writer.execute(update));
    await on.world.run(on.writer.follow(update, listeningWatcher(told)));
    expect(told[0]).toMatch(/^shop-test-api UPDATE_IN_PROGRESS/);
    expect(told.at(-1)).toBe("shop-test-api UPDATE_COMPLETE");
    expect(told.filter((line) => line.includes("CREATE"))).toEqual([]);
  });

  test("a change set without changes is empty and leaves none behind", async () => {
    const on = await bench();
    await on.apply(on.change("create", queue));
    const before = await changeSetsOf(on);
    expect(on.dropped).toEqual([]);
    expect(await on.world.run(on.writer.prepare(on.change("update", queue, "1")))).toEqual({ kind: "empty" });
    // What it was planned from is not how the stack is: it is read anew.
    expect(on.dropped).toEqual(["shop-test-api"]);
    expect(await changeSetsOf(on)).toEqual(before);
  });
});

describe("failures", () => {
  test("a first creation that fails leaves no stack, and says which resource failed in AWS's words", async () => {
    const on = await bench();
    failResources(on.world, {
      logicalId: "Queue",
      verb: "create",
      reason: "A queue named orders already exists",
    });
    const end = await on.apply(on.change("create", queue));
    expect(end).toMatchObject({
      kind: "failed",
      status: "gone",
      cause: {
        resource: "Queue",
        type: "AWS::SQS::Queue",
        reason: expect.stringContaining("already exists"),
      },
    });
    expect(await look(on)).toEqual({ kind: "absent" });
  });

  test("an update that fails is rolled back, and the stack remembers whose operation that was", async () => {
    const on = await bench();
    await on.apply(on.change("create", queue));
    failResources(on.world, { logicalId: "Queue", verb: "update", during: "forward", reason: "no" });
    const update = on.change("update", slowQueue, "1");
    expect(await on.apply(update)).toMatchObject({
      kind: "failed",
      status: "UPDATE_ROLLBACK_COMPLETE",
      cause: { resource: "Queue" },
    });
    expect(await look(on)).toMatchObject({
      value: { rolledBack: { token: update.changeSetName, cause: { resource: "Queue" } } },
    });
  });

  test("a change that CloudFormation cannot work out is refused with its reason, and nothing is left", async () => {
    const on = await bench();
    const broken: Template = {
      Resources: { Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: { Ref: "Nobody" } } } },
    };
    const failure = await on.world.run(on.writer.prepare(on.change("create", broken))).then(
      (prepared) => (prepared.kind === "failed" ? prepared.failure : undefined),
      (error: unknown) => failureOf(error),
    );
    expect(failure).toMatchObject({ disposition: "stall", message: expect.stringContaining("Nobody") });
  });
});

describe("the second run", () => {
  test("preparing the same change twice finds the same change set", async () => {
    const on = await bench();
    const change = on.change("create", queue);
    await on.world.run(on.writer.prepare(change));
    expect(await on.world.run(on.writer.prepare(change))).toMatchObject({ kind: "ready" });
    expect(await changeSetsOf(on)).toHaveLength(1);
  });

  test("discarding the change set of a creation removes the shell that it had made", async () => {
    const on = await bench();
    const change = on.change("create", queue);
    await on.world.run(on.writer.prepare(change));
    await on.world.run(on.writer.discard(change));
    expect(await look(on)).toEqual({ kind: "absent" });
    await on.world.run(on.writer.discard(change));
  });

  test("discarding the change set of an update leaves the stack as it is", async () => {
    const on = await bench();
    await on.apply(on.change("create", queue));
    const update = on.change("update", slowQueue, "1");
    await on.world.run(on.writer.prepare(update));
    await on.world.run(on.writer.discard(update));
    expect(await look(on)).toMatchObject({ value: { status: "CREATE_COMPLETE" } });
  });

  test("a change set that somebody overtook is not executed but planned again", async () => {
    const on = await bench();
    await on.apply(on.change("create", queue));
    const late = on.change("update", slowQueue, "1");
    await on.world.run(on.writer.prepare(late));
    await on.apply(
      on.change("update", { Resources: { ...queue.Resources, Other: { Type: "AWS::SQS::Queue" } } }, "2"),
    );
    const failure = await on.world.run(on.writer.execute(late)).then(() => undefined, failureOf);
    expect(failure).toMatchObject({ disposition: "retry", reason: "ChangeSetObsolete" });
  });
});

function secret(delay: number): Template {
  return {
    Parameters: { Name: { Type: "String", NoEcho: true } },
    Resources: {
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: { Ref: "Name" }, DelaySeconds: delay } },
    },
  };
}

function withName(change: StackChange, name: string): StackChange {
  return { ...change, stack: { ...change.stack, parameters: { Name: name } } };
}

describe("secret parameters", () => {
  test("one that was read back as a mask keeps its deployed value", async () => {
    const on = await bench();
    await on.apply(withName(on.change("create", secret(0)), "orders"));
    expect(await look(on)).toMatchObject({ value: { parameters: { Name: "****" } } });
    await on.apply(withName(on.change("update", secret(5), "1"), "****"));
    const queue = await on.world.run(
      on.session.cloudformation.send(
        new DescribeStackResourceCommand({ StackName: "shop-test-api", LogicalResourceId: "Queue" }),
      ),
    );
    expect(queue.StackResourceDetail?.PhysicalResourceId).toMatch(/orders$/);
  });

  test("a stack that somebody changed since it was looked at is not overwritten but planned again", async () => {
    const on = await bench();
    await on.apply(on.change("create", queue));
    const seen = await look(on);
    const plannedAgainst =
      seen.kind === "present" ? (seen.value.updatedAt ?? seen.value.createdAt).toISOString() : "";
    const mine = { ...on.change("update", slowQueue, "1"), plannedAgainst };
    expect(await on.world.run(on.writer.prepare(mine))).toMatchObject({ kind: "ready" });
    await on.world.run(on.writer.discard(mine));
    const other = { Resources: { ...queue.Resources, Other: { Type: "AWS::SQS::Queue" } } };
    await on.apply(on.change("update", other, "2"));
    const failure = await on.world.run(on.writer.prepare(mine)).then(() => undefined, failureOf);
    expect(failure).toMatchObject({ disposition: "retry", reason: "StackMoved" });
  });
});
