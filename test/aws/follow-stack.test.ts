import { expect, test } from "vitest";
import { makeStackWriter } from "../../src/aws/stack-writer.ts";
import type { StackChange, StackWriter } from "../../src/domain/cloud.ts";
import { failureOf } from "../../src/domain/failure.ts";
import { operationToken } from "../../src/domain/operation-token.ts";
import { stackName } from "../../src/domain/stack.ts";
import type { Template } from "../../src/domain/template.ts";
import { type AwsWorld, makeAwsWorld, makeExecutionRole } from "../support/aws-world.ts";
import { listeningWatcher } from "../support/watcher.ts";

interface Bench extends AwsWorld {
  readonly writer: StackWriter;
  readonly change: (kind: "create" | "update", delay: number) => StackChange;
}

function queue(delay: number): Template {
  return { Resources: { Queue: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: delay } } } };
}

async function bench(): Promise<Bench> {
  const aws = makeAwsWorld();
  const executionRoleArn = await aws.world.run(makeExecutionRole(aws));
  const id = { account: aws.account, region: aws.region, name: stackName("shop-test-api") };
  return {
    ...aws,
    writer: makeStackWriter(
      {
        application: () => aws.session,
        as: () => aws.session,
        assume: async () => undefined,
        compareAs: () => aws.session,
        lookAs: () => aws.session,
        self: () => aws.sessions.self(),
      },
      aws.world.clock,
    ),
    change: (kind, delay) => ({
      kind,
      stack: {
        id,
        roleArn: executionRoleArn,
        bucket: "artifacts",
        artifacts: [],
        template: queue(delay),
        parameters: {},
        tags: {},
        digest: "d".repeat(64),
      },
      changeSetName: operationToken("d".repeat(64), String(delay).repeat(64)),
      includeNested: false,
      executionRoleArn,
      managerRoleArn: "",
      roles: {},
    }),
  };
}

async function apply({ writer, world }: Bench, change: StackChange): ReturnType<StackWriter["follow"]> {
  await world.run(writer.prepare(change));
  await world.run(writer.execute(change));
  return world.run(writer.follow(change, listeningWatcher()));
}

test("a description that is older than the events does not end the operation before it has ended", async () => {
  const on = await bench();
  await apply(on, on.change("create", 1));
  await on.world.run(on.world.clock.sleep(60_000));
  const update = on.change("update", 2);
  await on.world.run(on.writer.prepare(update));
  await on.world.run(on.writer.execute(update));
  const effect = { kind: "stale-read", lagMilliseconds: 60_000 } as const;
  on.world.faults.add({ service: "cloudformation", action: "DescribeStacks", nth: [1, 2], effect });
  const told: string[] = [];
  const end = await on.world.run(on.writer.follow(update, listeningWatcher(told)));
  expect(end).toEqual({ kind: "done", status: "UPDATE_COMPLETE" });
  expect(told).toContain("shop-test-api UPDATE_COMPLETE");
});

test("what never comes to rest is given up after hours, and is not called a failure of the change", async () => {
  const on = await bench();
  const create = on.change("create", 1);
  await on.world.run(on.writer.prepare(create));
  const begun = on.world.clock.now().getTime();
  const failure = await on.world
    .run(on.writer.follow(create, listeningWatcher()))
    .then(() => undefined, failureOf);
  expect(failure).toMatchObject({ disposition: "wait", reason: "StackSlow" });
  expect(on.world.clock.now().getTime() - begun).toBeGreaterThan(3 * 3_600_000);
});

test("a change set that was executed and failed is followed to that end, and not executed again", async () => {
  const on = await bench();
  const create = on.change("create", 1);
  await apply(on, create);
  const executions = (): number =>
    on.world.log.records.filter((record) => record.action === "ExecuteChangeSet").length;
  const before = executions();
  expect(await on.world.run(on.writer.prepare(create))).toEqual({ kind: "executed" });
  expect(await on.world.run(on.writer.follow(create, listeningWatcher()))).toMatchObject({ kind: "done" });
  expect(executions()).toBe(before);
});
