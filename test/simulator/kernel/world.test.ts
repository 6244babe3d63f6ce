import { expect, test } from "vitest";
import { clientFault } from "../../../src/simulator/kernel/aws-fault.ts";
import type { Cell } from "../../../src/simulator/kernel/cells.ts";
import { jsonErrors } from "../../../src/simulator/kernel/error-style.ts";
import { makeWorld } from "../../../src/simulator/kernel/make-world.ts";
import { rootOf, sessionOf } from "../../../src/simulator/kernel/principal.ts";
import { operation } from "../../../src/simulator/kernel/service.ts";
import type { CallContext, ServiceModel } from "../../../src/simulator/kernel/service.ts";
import type { World, WorldOptions } from "../../../src/simulator/kernel/world.ts";

interface Box {
  value: number;
}

const box: Cell<Box> = { name: "boxes/box", scope: "region", initial: () => ({ value: 0 }) };

/** A service with one number: reads, writes, writes later, and writes through another service. */
const boxes: ServiceModel = {
  name: "boxes",
  iamPrefix: "boxes",
  errors: jsonErrors,
  operations: {
    GetBox: operation((context: CallContext) => ({ Value: context.state(box).value })),
    PutBox: operation((context: CallContext, input: { Value: number }) => {
      if (input.Value < 0) throw clientFault("ValidationException", "Value must not be negative");
      context.state(box).value = input.Value;
      return {};
    }),
    PutBoxLater: operation((context: CallContext, input: { Value: number; Seconds: number }) => {
      const eventId = context.schedule({
        event: "put",
        afterMilliseconds: input.Seconds * 1000,
        payload: { value: input.Value },
      });
      return { EventId: eventId };
    }),
    Forward: operation((context: CallContext, input: { Value: number; Account: string }) =>
      context.call({ service: "boxes", action: "PutBox", input, account: input.Account }),
    ),
  },
  events: {
    put: (context: CallContext, payload: { value: number }) => {
      context.state(box).value = payload.value;
    },
  },
};

const region = "eu-west-1";

function setUp(options: Partial<WorldOptions> = {}): {
  readonly world: World;
  readonly call: (action: string, input?: object) => Promise<Record<string, unknown>>;
} {
  const world = makeWorld({ seed: "one", services: [boxes], ...options });
  const credentials = world.issueCredentials(rootOf("111111111111"));
  return {
    world,
    call: (action, input = {}) => world.call({ service: "boxes", action, credentials, region, input }),
  };
}

test("state belongs to one account and one region", async () => {
  const { world, call } = setUp();
  await call("PutBox", { Value: 7 });
  const other = world.issueCredentials(rootOf("222222222222"));
  const elsewhere = await world.call({
    service: "boxes",
    action: "GetBox",
    credentials: other,
    region,
    input: {},
  });
  expect(await call("GetBox")).toEqual({ Value: 7 });
  expect(elsewhere).toEqual({ Value: 0 });
});

test("an event happens at its time, and sleepers wake in order of time", async () => {
  const { world, call } = setUp();
  await call("PutBoxLater", { Value: 5, Seconds: 60 });
  const seen: unknown[] = [];
  const watch = async (seconds: number): Promise<void> => {
    await world.clock.sleep(seconds * 1000);
    seen.push([world.clock.now().toISOString(), await call("GetBox")]);
  };
  await world.run(Promise.all([watch(61), watch(59)]));
  expect(seen).toEqual([
    ["2026-11-20T09:00:59.000Z", { Value: 0 }],
    ["2026-11-20T09:01:01.000Z", { Value: 5 }],
  ]);
});

test("an aborted sleep rejects with the signal's reason and takes no time", async () => {
  const { world } = setUp();
  const controller = new AbortController();
  const sleep = world.clock.sleep(1000, controller.signal);
  controller.abort(new Error("enough"));
  await expect(world.run(sleep)).rejects.toThrow("enough");
  expect(world.clock.now()).toEqual(new Date("2026-11-20T09:00:00.000Z"));
});

test("waiting for something that nothing will bring is an error and not a hang", async () => {
  const { world } = setUp();
  await expect(world.run(new Promise(() => {}))).rejects.toThrow("no queued event");
});

test("a snapshot brings back state, time, queued events, randomness and the log", async () => {
  const { world, call } = setUp();
  await call("PutBoxLater", { Value: 5, Seconds: 60 });
  const snapshot = world.snapshot();
  const story = async (): Promise<unknown> => {
    await world.run(world.clock.sleep(61_000));
    return [await call("GetBox"), world.random.uuid(), world.log.text()];
  };
  const first = await story();
  await call("PutBox", { Value: 99 });
  world.restore(snapshot);
  expect(await story()).toEqual(first);
});

test.each([
  ["a throttled call", { kind: "throttle" }, "ThrottlingException", 1],
  ["an internal error", { kind: "server-error" }, "InternalServerError", 1],
  ["a time-out before the effect", { kind: "timeout", phase: "before-effect" }, "timeout-before-effect", 1],
  ["a time-out after the effect", { kind: "timeout", phase: "after-effect" }, "timeout-after-effect", 2],
  ["expired credentials", { kind: "expired-credentials" }, "ExpiredTokenException", 1],
] as const)("%s is logged as such and has its effect or not", async (_, effect, outcome, value) => {
  const { world, call } = setUp();
  world.faults.add({ service: "boxes", action: "PutBox", nth: [2], effect });
  await call("PutBox", { Value: 1 });
  await expect(call("PutBox", { Value: 2 })).rejects.toThrow();
  expect(await call("GetBox")).toEqual({ Value: value });
  expect(world.log.records.map((record) => record.outcome)).toEqual(["ok", outcome, "ok"]);
});

test("a stale read sees the state before the last change until the lag is over", async () => {
  const { world, call } = setUp();
  world.faults.add({ action: "GetBox", effect: { kind: "stale-read", lagMilliseconds: 2000 } });
  await call("PutBox", { Value: 1 });
  expect(await call("GetBox")).toEqual({ Value: 0 });
  await world.run(world.clock.sleep(2000));
  expect(await call("GetBox")).toEqual({ Value: 1 });
});

test("a write takes effect as ever where answers are old", async () => {
  const { world, call } = setUp();
  const end = world.faults.add({ effect: { kind: "stale-read", lagMilliseconds: 2000 } });
  await call("PutBox", { Value: 1 });
  await call("PutBox", { Value: 2 });
  end();
  expect(await call("GetBox")).toEqual({ Value: 2 });
});

test("latency passes on the world's clock", async () => {
  const { world, call } = setUp();
  world.faults.add({ action: "GetBox", effect: { kind: "latency", milliseconds: 250 } });
  await world.run(call("GetBox"));
  expect(world.clock.now()).toEqual(new Date("2026-11-20T09:00:00.250Z"));
});

test("a key that was never issued and one that expired are refused in the service's words", async () => {
  const { world } = setUp();
  const session = world.issueCredentials(sessionOf("arn:aws:iam::111111111111:role/r", "s"), {
    lifetimeSeconds: 900,
  });
  const get = (accessKeyId: string): Promise<unknown> =>
    world.call({ service: "boxes", action: "GetBox", credentials: { accessKeyId }, region, input: {} });
  await expect(get("AKIAUNKNOWN")).rejects.toMatchObject({ code: "UnrecognizedClientException" });
  expect(await get(session.accessKeyId)).toEqual({ Value: 0 });
  await world.run(world.clock.sleep(900_000));
  await expect(get(session.accessKeyId)).rejects.toMatchObject({ code: "ExpiredTokenException" });
});

test("what IAM does not allow is refused with the principal, the action and the resource", async () => {
  const { call } = setUp({
    authorize: (_, { action }) =>
      action === "boxes:PutBox"
        ? { allowed: false, because: `because no identity-based policy allows the ${action} action` }
        : { allowed: true },
  });
  await expect(call("PutBox", { Value: 1 })).rejects.toThrow(
    "User: arn:aws:iam::111111111111:root is not authorized to perform: boxes:PutBox on resource: * because no identity-based policy allows the boxes:PutBox action",
  );
});

test("a service's call of another is logged with the service on whose behalf it was made", async () => {
  const { world, call } = setUp();
  await call("Forward", { Value: 3, Account: "222222222222" });
  expect(world.log.records.map(({ action, account, via }) => [action, account, via])).toEqual([
    ["PutBox", "222222222222", "boxes.amazonaws.com"],
    ["Forward", "111111111111", undefined],
  ]);
});

test("the same seed and the same calls give the same log, byte for byte, and another seed another one", async () => {
  expect(await logOf("one")).toBe(await logOf("one"));
  expect(await logOf("one")).not.toBe(await logOf("two"));
});

test("on a scaled clock, time passes by itself and faster than real time", async () => {
  const { world, call } = setUp({ clock: { kind: "scaled", factor: 10_000 } });
  await call("PutBoxLater", { Value: 5, Seconds: 60 });
  await world.run(world.clock.sleep(61_000));
  expect(await call("GetBox")).toEqual({ Value: 5 });
  world.stop();
});

async function logOf(seed: string): Promise<string> {
  const { world, call } = setUp({ seed });
  world.faults.add({ probability: 0.5, effect: { kind: "throttle" } });
  for (let value = 0; value < 20; value += 1) await call("PutBox", { Value: value }).catch(() => {});
  return world.log.text();
}
