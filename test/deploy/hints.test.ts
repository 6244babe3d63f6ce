import pino from "pino";
import { beforeEach, describe, expect, test } from "vitest";
import { makeExaminer } from "../../src/aws/examine.ts";
import type { ClientDefaults } from "../../src/aws/sessions.ts";
import { hintsOf } from "../../src/config/hints-config.ts";
import { hintCheck } from "../../src/doctor/hint-check.ts";
import { openHints } from "../../src/program/open-hints.ts";
import { makeSyncQueue } from "../../src/reconcile/sync-queue.ts";
import { rootOf, sessionOf } from "../../src/simulator/kernel/principal.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { retryOnClock } from "../../src/simulator/protocols/retry-on-clock.ts";
import { pushImage } from "../../src/simulator/services/ecr/push-image.ts";
import { makeSimulatedAws } from "../../src/simulator/simulated-aws.ts";
import { loadClients } from "../support/loaded-clients.ts";
import { install } from "./install.ts";

const home = "111111111111";
const region = "eu-west-1";
const second = 1_000;

/** The templates of `deploy/` with hints: Autoland's account, another account, another region of that, and an account that nobody let in. */
async function installed(): Promise<{
  readonly world: World;
  readonly clients: ClientDefaults;
  readonly queue: string;
}> {
  const world = makeSimulatedAws({ seed: "hints" });
  const credentials = world.issueCredentials(rootOf(home));
  const input = { repositoryName: "autoland" };
  await world.run(world.call({ service: "ecr", action: "CreateRepository", credentials, region, input }));
  const digest = pushImage(world, {
    account: home,
    region,
    repository: "autoland",
    tags: ["1"],
    content: "1",
  });
  const sending = {
    file: "hint-events.yml",
    stack: "autoland-hints",
    parameters: { AutolandAccount: home, AutolandRegion: region },
  };
  return world.run(
    (async () => {
      const { TaskRoleArn = "" } = await install(world, {
        account: home,
        region,
        stack: "autoland-task-role",
        file: "task-role.yml",
        parameters: { Application: "shop", HintQueue: "autoland-hints" },
      });
      const { HintQueueUrl: queue = "" } = await install(world, {
        account: home,
        region,
        stack: "autoland",
        file: "service.yml",
        parameters: {
          Image: `${home}.dkr.ecr.${region}.amazonaws.com/autoland@${digest}`,
          TaskRoleArn,
          VpcId: "vpc-1",
          SubnetIds: "subnet-1,subnet-2",
          Hints: "on",
          HintAccounts: "222222222222",
        },
      });
      await install(world, { ...sending, account: "222222222222", region });
      await install(world, { ...sending, account: "222222222222", region: "us-east-1" });
      await install(world, { ...sending, account: "999999999999", region });
      const clients = {
        region,
        credentials: world.issueCredentials(sessionOf(TaskRoleArn, "autoland")),
        requestHandler: makeRequestHandler(world),
        retryStrategy: retryOnClock(world.clock, { maxAttempts: 3 }),
      };
      return { world, clients, queue };
    })(),
  );
}

/** A stack of the shop that somebody else makes: when it came to rest, in milliseconds. */
async function changeIn(world: World, account: string, where: string, name: string): Promise<number> {
  const credentials = world.issueCredentials(rootOf(account));
  const call = (action: string, input: object): Promise<Record<string, unknown>> =>
    world.call({ service: "cloudformation", action, credentials, region: where, input });
  const TemplateBody = JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic" } } });
  await call("CreateStack", { StackName: name, TemplateBody });
  await world.clock.sleep(120 * second);
  const { StackEvents } = await call("DescribeStackEvents", { StackName: name });
  const [last] = StackEvents as readonly { readonly ResourceStatus: string; readonly Timestamp: Date }[];
  expect(last?.ResourceStatus).toBe("CREATE_COMPLETE");
  return new Date(last?.Timestamp ?? 0).getTime();
}

/** Seconds from the end of each change to the next look at the shop, which is looked at every 30 s besides. */
async function secondsToTheNextLook(
  { world, clients, queue }: Awaited<ReturnType<typeof installed>>,
  changes: readonly (readonly [account: string, region: string])[],
  hear: boolean,
): Promise<readonly number[]> {
  const { clock } = world;
  const looks: number[] = [];
  const loop = makeSyncQueue({
    intervals: new Map([["shop", 30 * second]]),
    clock,
    random: () => world.random.next(),
    work: async (_application, signal) => {
      looks.push(clock.now().getTime());
      await clock.sleep(second / 2, signal);
      return "well";
    },
  });
  const applications = [
    {
      subject: { application: "shop", environments: [{ environment: "develop" }] },
      outdate: () => undefined,
    },
  ];
  const log = pino({ level: "silent" });
  const hints = openHints(
    hear ? hintsOf({ queue }) : undefined,
    applications as unknown as Parameters<typeof openHints>[1],
    { clients, clock, log },
    undefined,
  );
  const stop = new AbortController();
  const ends: number[] = [];
  const acting = (async () => {
    for (const [index, [account, where]] of changes.entries()) {
      await clock.sleep(world.random.next() * 30 * second);
      ends.push(await changeIn(world, account, where, `shop-develop-${hear ? "with" : "without"}${index}`));
    }
    stop.abort(new Error("enough"));
  })();
  await world.run(
    Promise.all([loop.run(stop.signal), hints?.run((name) => loop.wake(name), stop.signal), acting]),
  );
  return ends.map((end) => ((looks.find((look) => look >= end) ?? Infinity) - end) / second);
}

const median = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? NaN;

describe("with hints of deploy/", () => {
  let autoland: Awaited<ReturnType<typeof installed>>;
  beforeEach(async () => {
    await loadClients();
    autoland = await installed();
  });

  test("a change in any account and region that sends is looked at within three seconds; without them within an interval", async () => {
    const places = Array.from({ length: 21 }, (_, index) => {
      if (index % 3 === 0) return [home, region] as const;
      return ["222222222222", index % 3 === 1 ? region : "us-east-1"] as const;
    });
    const without = await secondsToTheNextLook(autoland, places, false);
    // What was sent meanwhile is old, and still only a hint.
    await autoland.world.run(autoland.world.clock.sleep(700 * second));
    const heard = await secondsToTheNextLook(autoland, places, true);
    expect(median(without)).toBeGreaterThan(10);
    expect(median(heard)).toBeLessThan(1.5);
    expect(Math.max(...heard)).toBeLessThanOrEqual(3);
    const refused = autoland.world.log.records.filter(({ outcome }) => /AccessDenied/.test(outcome));
    expect(refused).toEqual([]);
  });

  test("an account that nobody let in is not heard", async () => {
    const [gap = 0] = await secondsToTheNextLook(autoland, [["999999999999", region]], true);
    expect(gap).toBeGreaterThan(3);
  });

  test.each<[name: string, queue: string, outcome: string]>([
    ["the queue that is there", "autoland-hints", "ok"],
    ["one that is not there", "other-hints", "off"],
  ])("doctor says of %s that it is %s", async (_name, name, outcome) => {
    const { world, clients, queue } = autoland;
    const url = queue.replace(/[^/]+$/, name);
    const examiner = makeExaminer(clients, world.clock);
    const found = await world.run(
      examiner.findQueue({ kind: "process", region }, url, new AbortController().signal),
    );
    expect(hintCheck(url, found).outcome).toBe(outcome);
  });
});

test.each<[text: string]>([
  ["http://sqs.eu-west-1.amazonaws.com/111122223333/hints"],
  ["https://sqs.eu-west-1.amazonaws.com.evil.example/111122223333/hints"],
  ["https://evil.example/sqs.eu-west-1.amazonaws.com/111122223333/hints"],
  ["https://sqs.eu-west-1.amazonaws.com/111122223333/hints.fifo"],
  ["arn:aws:sqs:eu-west-1:111122223333:hints"],
])("%s is no queue of hints", (text) => {
  expect(hintsOf({ queue: text })).toBeUndefined();
});
