import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CustomResource } from "../../src/functions/custom-resource/custom-resource.ts";
import { lambdaHandler } from "../../src/functions/custom-resource/entry.ts";
import { cutToJsonBytes, withoutSecrets } from "../../src/functions/custom-resource/reason.ts";
import { fittingResponse, responseLimit } from "../../src/functions/custom-resource/respond.ts";
import { FakeClock } from "./fakes/clock.ts";
import { FakeAws } from "./fakes/fake-aws.ts";
import { customResourceEvent, runFunction } from "./run-function.ts";

const aws = new FakeAws({});
const context = { logGroupName: "group", logStreamName: "stream", getRemainingTimeInMillis: () => 60_000 };

function resource(create: CustomResource["create"]): CustomResource {
  return {
    doing: () => "Doing it",
    physicalId: (event) => event.PhysicalResourceId ?? "first-id",
    create,
    update: create,
    delete: async (request) => void (await create(request)),
  };
}

describe("a request always gets one answer", () => {
  test("an error becomes a failure with what was done, what went wrong and where the log is", async () => {
    const { response } = await runFunction(
      resource(() => Promise.reject(new TypeError("it broke"))),
      customResourceEvent("Create", {}),
      { aws },
    );
    expect(response).toEqual({
      Status: "FAILED",
      Reason: "Doing it: TypeError: it broke (Log: /aws/lambda/shop-test-function/2026/11/20/[$LATEST]abc)",
      PhysicalResourceId: "first-id",
      StackId: "arn:aws:cloudformation:eu-west-1:111111111111:stack/shop-test-api/5f0c",
      RequestId: "0f3d9a52-8f0b-4f6e-9a3c-000000000001",
      LogicalResourceId: "TheAction",
    });
  });

  test("the id that holds at the failure is kept", async () => {
    const made = resource(async (request) => {
      request.identify("second-id");
      throw new Error("later");
    });
    expect(
      (await runFunction(made, customResourceEvent("Create", {}), { aws })).response.PhysicalResourceId,
    ).toBe("second-id");
  });

  test("an id that cannot be formed is replaced by the one CloudFormation knows", async () => {
    const broken = {
      ...resource(async () => ({})),
      physicalId: (): string => {
        throw new Error("no name");
      },
    };
    const { response } = await runFunction(
      broken,
      customResourceEvent("Update", {}, { PhysicalResourceId: "known" }),
      { aws },
    );
    expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: "known" });
  });

  test.each(["Create", "Update"] as const)(
    "a property that is missing on %s is a failure with its name",
    async (type) => {
      const reading = resource(async ({ properties }) => ({ Key: properties.text("Needed") }));
      const { response } = await runFunction(reading, customResourceEvent(type, {}), { aws });
      expect(response.Status).toBe("FAILED");
      expect(response.Reason).toContain("Property Needed of TheAction is missing or empty");
    },
  );

  test("a property that is missing on Delete was missing on Create, so that nothing was made: the rollback goes on", async () => {
    const reading = resource(async ({ properties }) => ({ Key: properties.text("Needed") }));
    const event = customResourceEvent("Delete", {}, { PhysicalResourceId: "log-stream" });
    const { response, log } = await runFunction(reading, event, { aws });
    expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: "log-stream" });
    expect(log.join()).toContain("Nothing to delete, since nothing could be made: Property Needed");
  });

  test("a request type that does not exist fails", async () => {
    const event = { ...customResourceEvent("Create", {}), RequestType: "Import" as "Create" };
    expect(
      (
        await runFunction(
          resource(async () => ({})),
          event,
          { aws },
        )
      ).response.Reason,
    ).toContain("CloudFormation asked for Import");
  });

  test("work that hangs is answered for before Lambda's timeout, after what was made is taken back", async () => {
    const clock = new FakeClock();
    const events: string[] = [];
    const hanging = resource((request) => {
      request.onFailure(async () => events.push("first made"));
      request.onFailure(() => Promise.reject(new Error("cannot")));
      request.onFailure(async () => events.push("last made"));
      queueMicrotask(() => clock.advance(60_000));
      return new Promise(() => undefined);
    });
    const { response, log } = await runFunction(
      hanging,
      customResourceEvent("Update", {}, { PhysicalResourceId: "id" }),
      { aws, clock, timeoutSeconds: 60 },
    );
    expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: "id" });
    expect(response.Reason).toContain("Waited 48 seconds for AWS's answer");
    expect(events).toEqual(["last made", "first made"]);
    expect(log.join()).toContain("Could not take back what this request had made: cannot");
  });

  test("work that wakes up after the answer does not go on", async () => {
    const clock = new FakeClock();
    const later = Promise.withResolvers<void>();
    let wentOn = false;
    let woken: Promise<unknown> = Promise.resolve();
    const slow = resource((request) => {
      woken = later.promise.then(() => request.pause(1, "more")).then(() => (wentOn = true));
      woken.catch(() => undefined);
      queueMicrotask(() => clock.advance(60_000));
      return new Promise(() => undefined);
    });
    await runFunction(slow, customResourceEvent("Create", {}), { aws, clock, timeoutSeconds: 60 });
    later.resolve();
    await expect(woken).rejects.toThrow("Waited 48 seconds for more");
    expect(wentOn).toBe(false);
  });
});

test("work that Lambda froze in its sleep, beyond its time, does not go on when it wakes", async () => {
  const clock = new FakeClock();
  clock.oversleep = 3_600_000;
  let wentOn = false;
  const sleeping = resource(async (request) => {
    await request.pause(1000, "a stack");
    wentOn = true;
    return {};
  });
  const { response } = await runFunction(sleeping, customResourceEvent("Create", {}), {
    aws,
    clock,
    timeoutSeconds: 60,
  });
  expect(response.Reason).toContain("Waited 48 seconds for a stack");
  expect(wentOn).toBe(false);
});

describe("the answer is brought to CloudFormation", () => {
  test("again when the address does not answer, or is busy: the same body", async () => {
    const { bodies, error } = await send([new Error("ECONNRESET"), 503, 429, 200]);
    expect(error).toBeUndefined();
    expect(bodies).toHaveLength(4);
    expect(new Set(bodies).size).toBe(1);
  });

  test("an address that refuses is not asked again, and Lambda is told", async () => {
    const { bodies, error } = await send([403]);
    expect(bodies).toHaveLength(1);
    expect(String(error)).toContain(
      "CloudFormation did not take the response for TheAction: HTTP status 403",
    );
  });

  test("five attempts, then Lambda is told; the address itself is never logged", async () => {
    const { bodies, log, error } = await send([500, 500, 500, 500, 500, 200]);
    expect(bodies).toHaveLength(5);
    expect(String(error)).toContain("HTTP status 500");
    expect(log.join()).not.toContain("X-Amz-Signature");
  });
});

describe("an answer fits into 4,096 bytes", () => {
  const address = { PhysicalResourceId: "id", StackId: "s", RequestId: "r", LogicalResourceId: "l" };

  test("whatever the reason is made of", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 0, maxLength: 6000 }), (reason) => {
        const response = fittingResponse({ Status: "FAILED", Reason: reason, ...address });
        expect(Buffer.byteLength(JSON.stringify(response))).toBeLessThanOrEqual(responseLimit);
        expect(reason.startsWith((response.Reason ?? "").replace(/…$/, ""))).toBe(true);
      }),
    );
  });

  test("a reason that fits is not touched, one byte more is cut", () => {
    expect(cutToJsonBytes("abc", 5)).toBe("abc");
    expect(cutToJsonBytes("abcdef", 7)).toBe("ab…");
  });
});

test.each([
  [
    "https://bucket.s3.amazonaws.com/a?X-Amz-Signature=abc&X-Amz-Credential=ASIAABCDEFGHIJKLMNOP here",
    "https://bucket.s3.amazonaws.com/a?(removed) here",
  ],
  ["key AKIAABCDEFGHIJKLMNOP is bad", "key (access key removed) is bad"],
  ["https://docs.aws.amazon.com/page.html stays", "https://docs.aws.amazon.com/page.html stays"],
])("%j is told as %j", (text, told) => {
  expect(withoutSecrets(text)).toBe(told);
});

async function send(
  statuses: (number | Error)[],
): Promise<{ bodies: string[]; log: string[]; error: unknown }> {
  const [bodies, log]: [string[], string[]] = [[], []];
  const put = async (url: string, body: string): Promise<number> => {
    bodies.push(`${url} ${body}`);
    const next = statuses.shift() ?? 200;
    if (next instanceof Error) throw next;
    return next;
  };
  const world = {
    aws: aws.config,
    clock: new FakeClock(),
    environment: {},
    log: (line: string) => void log.push(line),
    put,
  };
  const run = lambdaHandler(
    resource(async () => ({ Key: "value" })),
    world,
  )(customResourceEvent("Create", {}), context);
  return {
    bodies,
    log,
    error: await run.then(
      () => undefined,
      (error: unknown) => error,
    ),
  };
}
