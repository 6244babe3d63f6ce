import {
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { comparePolicy } from "../../src/aws/compare-policy.ts";
import { lookPolicy } from "../../src/aws/look-policy.ts";
import type { Session } from "../../src/aws/sessions.ts";
import { codeOf } from "../../src/aws/translate-error.ts";
import { failureOf } from "../../src/domain/failure.ts";
import { openShop, sessionsOf, shopAccount, shopRegion } from "../support/shop.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import type { Sessions } from "../../src/aws/sessions.ts";

const role = "arn:aws:iam::222222222222:role/shop-develop-EnvManagerRole";

async function bench(): Promise<{ readonly world: World; readonly sessions: Sessions }> {
  const { world } = await openShop();
  return { world, sessions: sessionsOf(world, shopAccount) };
}

function assumed(world: World): number {
  return world.log.records.filter((record) => record.action === "AssumeRole" && record.via === undefined)
    .length;
}

async function use(world: World, session: Session): Promise<string> {
  const name = "shop-develop-api";
  const answer = await world.run(session.cloudformation.send(new DescribeStacksCommand({ StackName: name })));
  return answer.Stacks?.[0]?.StackName ?? "";
}

test("credentials of a role are fetched once for all clients and regions", async () => {
  const { world, sessions } = await bench();
  const before = assumed(world);
  const session = sessions.as(role, shopRegion);
  const input = { StackName: "shop-develop-api" };
  const send = (): Promise<unknown> => session.cloudformation.send(new DescribeStacksCommand(input));
  await world.run(Promise.all([send(), send()]));
  await world.run(session.ssm.send(new GetParameterCommand({ Name: "/x" }))).catch(() => undefined);
  await world
    .run(sessions.as(role, "us-east-1").cloudformation.send(new DescribeStacksCommand({ StackName: "x" })))
    .catch(() => undefined);
  expect(assumed(world) - before).toBe(1);
  expect(sessions.as(role, shopRegion)).toBe(session);
});

test("they are fetched again before they end, and not before that", async () => {
  const { world, sessions } = await bench();
  const before = assumed(world);
  const session = sessions.as(role, shopRegion);
  await use(world, session);
  await world.run(world.clock.sleep(50 * 60_000));
  await use(world, session);
  expect(assumed(world) - before).toBe(1);
  await world.run(world.clock.sleep(6 * 60_000));
  expect(await use(world, session)).toBe("shop-develop-api");
  expect(assumed(world) - before).toBe(2);
});

test("a role that could not be assumed is asked for again by the next request", async () => {
  const { world, sessions } = await bench();
  const session = sessions.as(role, shopRegion);
  world.faults.add({ service: "sts", action: "AssumeRole", nth: [1], effect: { kind: "throttle" } });
  const failure = await use(world, session).then(() => undefined, failureOf);
  expect(failure).toMatchObject({ reason: "Throttled", message: expect.stringContaining(role) });
  expect(await use(world, session)).toBe("shop-develop-api");
});

test("a role that may not be assumed is named, and so is who asked", async () => {
  const { world, sessions } = await bench();
  const other = "arn:aws:iam::222222222222:role/nobody";
  const failure = await use(world, sessions.as(other, shopRegion)).then(() => undefined, failureOf);
  expect(failure).toMatchObject({ reason: "RoleRefused", message: expect.stringContaining(other) });
  expect(failure?.message).toContain(`as arn:aws:iam::${shopAccount}:user/admin`);
});

test("a session for looking is one of its own, and changes nothing although its role may", async () => {
  const { world, sessions } = await bench();
  const before = assumed(world);
  const [looking, changing] = [sessions.lookAs(role, shopRegion), sessions.as(role, shopRegion)];
  expect(await use(world, looking)).toBe("shop-develop-api");
  expect(await use(world, changing)).toBe("shop-develop-api");
  expect(assumed(world) - before).toBe(2);
  const ends = async (session: Session): Promise<readonly string[]> => {
    const all = await world.run(Promise.allSettled(tries(session)));
    return all.map((end) => (end.status === "rejected" ? codeOf(end.reason) : "done"));
  };
  expect((await ends(looking)).every((end) => end.startsWith("AccessDenied"))).toBe(true);
  expect((await ends(changing)).some((end) => end.startsWith("AccessDenied"))).toBe(false);
});

test("STS takes the policy of a session for looking: it is short enough", () => {
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
  expect(lookPolicy.length).toBeLessThanOrEqual(2_048);
  expect(comparePolicy.length).toBeLessThanOrEqual(2_048);
});

function tries(session: Session): readonly Promise<unknown>[] {
  return [
    session.cloudformation.send(
      new CreateChangeSetCommand({
        StackName: "shop-develop-api",
        ChangeSetName: "a",
        UsePreviousTemplate: true,
        RoleARN: "arn:aws:iam::222222222222:role/shop-develop-CFNExecutionRole",
      }),
    ),
    session.cloudformation.send(new DeleteStackCommand({ StackName: "shop-develop-worker" })),
    session.ssm.send(new GetParameterCommand({ Name: "/copilot/shop/develop/secrets/TOKEN" })),
  ];
}
