import { expect, test } from "vitest";
import { makeServiceReader } from "../../src/aws/read-services.ts";
import type { Session } from "../../src/aws/sessions.ts";
import type { RunningService } from "../../src/domain/cloud.ts";
import type { Observed } from "../../src/domain/observed.ts";
import { stackKey, stackName } from "../../src/domain/stack.ts";
import { type Answer, cannedSession, errorAnswer } from "./canned-aws.ts";
import { openShop, sessionsOf, shopRegion } from "../support/shop.ts";

const id = { account: "222222222222", region: "eu-west-1", name: stackName("shop-develop-api") };

async function readOne(session: Session): Promise<Observed<RunningService>> {
  const answers = await makeServiceReader().read([{ session, stack: id }]);
  const answer = answers.get(stackKey(id));
  if (answer === undefined) throw new Error("it was never looked at");
  return answer;
}

function resource(type: string, physicalId: string): string {
  return `<StackResourceDetail><ResourceType>${type}</ResourceType><PhysicalResourceId>${physicalId}</PhysicalResourceId></StackResourceDetail>`;
}

test.each<[string, Answer, object]>([
  [
    "a job's stack has none",
    errorAnswer("ValidationError", "Resource Service does not exist for stack shop-develop-api"),
    { kind: "absent" },
  ],
  [
    "neither has a stack that is gone",
    errorAnswer("ValidationError", "Stack 'shop-develop-api' does not exist"),
    { kind: "absent" },
  ],
  [
    "a service of App Runner is none of ECS",
    resource("AWS::AppRunner::Service", "arn:aws:apprunner:eu-west-1:222222222222:service/api/1"),
    { kind: "absent" },
  ],
  [
    "another refusal is no absence",
    errorAnswer("ValidationError", "1 validation error detected"),
    { kind: "unreadable" },
  ],
  ["neither is a permission that lacks", errorAnswer("AccessDenied", "no", 403), { kind: "unreadable" }],
])("%s", async (_name, answer, expected) => {
  expect(await readOne(cannedSession({ DescribeStackResource: answer }))).toMatchObject(expected);
});

test("a running service is read with its rollout, and one deleted by hand is inactive rather than absent", async () => {
  const shop = await openShop();
  const sessions = sessionsOf(shop.world, id.account);
  const session = sessions.application(shopRegion);
  const read = (): ReturnType<typeof readOne> => shop.world.run(readOne(session));
  expect(await read()).toMatchObject({
    kind: "present",
    value: { status: "ACTIVE", rolloutState: "COMPLETED", desiredCount: 1, runningCount: 1 },
  });
  const { DeleteServiceCommand, ListServicesCommand, ListClustersCommand } =
    await import("@aws-sdk/client-ecs");
  const clusters = await shop.world.run(session.ecs.send(new ListClustersCommand({})));
  const cluster = clusters.clusterArns?.find((candidate) => candidate.includes("develop")) ?? "";
  const services = await shop.world.run(session.ecs.send(new ListServicesCommand({ cluster })));
  const service = services.serviceArns?.find((candidate) => candidate.includes("api")) ?? "";
  await shop.world.run(session.ecs.send(new DeleteServiceCommand({ cluster, service, force: true })));
  const after = await read();
  expect(after.kind === "present" ? after.value.status : after.kind).toMatch(/INACTIVE|DRAINING/);
});
