import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { makeSessions } from "../../src/aws/sessions.ts";
import type { CallMade } from "../../src/domain/call-made.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { retryOnClock } from "../../src/simulator/protocols/retry-on-clock.ts";
import { makeSimulatedAws } from "../../src/simulator/simulated-aws.ts";

test("every try of every call is told of, by service and operation, with throttling told apart from other errors", async () => {
  const world = makeSimulatedAws({ seed: "counting" });
  world.faults.add({ service: "ssm", action: "GetParameter", nth: [1, 2], effect: { kind: "throttle" } });
  const calls: CallMade[] = [];
  const sessions = makeSessions(
    {
      region: "eu-west-1",
      credentials: world.issueCredentials(rootOf("111111111111")),
      requestHandler: makeRequestHandler(world),
      retryStrategy: retryOnClock(world.clock, { maxAttempts: 3 }),
      onCall: (call) => calls.push(call),
    },
    world.clock,
  );
  const read = sessions.application().ssm.send(new GetParameterCommand({ Name: "/none" }));
  await expect(world.run(read)).rejects.toThrow();
  const call = { system: "aws", service: "ssm", operation: "GetParameter", purpose: "look", waited: 0 };
  expect(calls).toEqual([
    { ...call, result: "error", throttled: true },
    { ...call, result: "error", throttled: true },
    { ...call, result: "error", throttled: false },
  ]);
});
