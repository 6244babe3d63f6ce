import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { GetObjectCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { makeSimulatedAws } from "../../../src/simulator/simulated-aws.ts";
import { retryOnClock } from "../../../src/simulator/protocols/retry-on-clock.ts";
import { clientOptions, failureOf } from "../services/sdk-world.ts";
import type { World } from "../../../src/simulator/kernel/world.ts";

function world(): World {
  return makeSimulatedAws({ seed: "handler" });
}

test.each([
  { attempts: 3, throttled: [1, 2], outcome: "answered" },
  { attempts: 2, throttled: [1, 2], outcome: "ThrottlingException: Rate exceeded" },
])(
  "SDK clients retry what is throttled: $attempts attempts, calls $throttled throttled",
  async ({ attempts, throttled, outcome }) => {
    const simulated = world();
    const ssm = new SSMClient({ ...clientOptions(simulated), maxAttempts: attempts });
    await ssm.send(new PutParameterCommand({ Name: "/a", Value: "1", Type: "String" }));
    simulated.faults.add({
      service: "ssm",
      action: "GetParameter",
      nth: throttled,
      effect: { kind: "throttle" },
    });
    const call = ssm.send(new GetParameterCommand({ Name: "/a" }));
    expect(outcome === "answered" ? (await call).Parameter?.Value : await failureOf(call)).toBe(
      outcome === "answered" ? "1" : outcome,
    );
  },
);

test("with pauses on the world's clock a throttled call takes seconds of it, and the same ones each time", async () => {
  expect(await throttledThreeTimes()).toEqual(new Date("2026-11-20T09:00:07Z"));
  expect(await throttledThreeTimes()).toEqual(await throttledThreeTimes());
});

test("attempts end, and what is the caller's fault is not tried again", async () => {
  const simulated = world();
  const retryStrategy = retryOnClock(simulated.clock, { maxAttempts: 3 });
  const ssm = new SSMClient({ ...clientOptions(simulated), retryStrategy });
  await failureOf(simulated.run(ssm.send(new GetParameterCommand({ Name: "/none" }))));
  expect(simulated.log.records.length).toBe(1);
  simulated.faults.add({ service: "ssm", effect: { kind: "server-error" } });
  const failed = failureOf(simulated.run(ssm.send(new GetParameterCommand({ Name: "/none" }))));
  expect(await failed).toContain("InternalServerError");
  expect(simulated.log.records.length).toBe(4);
});

test("a connection that breaks after the effect is retried, and the effect stands", async () => {
  const simulated = world();
  const ssm = new SSMClient({ ...clientOptions(simulated), maxAttempts: 2 });
  const effect = { kind: "timeout", phase: "after-effect" } as const;
  simulated.faults.add({ service: "ssm", action: "PutParameter", nth: [1], effect });
  const put = ssm.send(new PutParameterCommand({ Name: "/a", Value: "1", Type: "String" }));
  expect(await failureOf(put)).toContain("ParameterAlreadyExists");
  expect(simulated.log.records.map(({ outcome }) => outcome)).toEqual([
    "timeout-after-effect",
    "ParameterAlreadyExists",
  ]);
});

test("an abort ends a call that the world answers late, at once", async () => {
  const simulated = world();
  const ssm = new SSMClient(clientOptions(simulated));
  simulated.faults.add({ service: "ssm", effect: { kind: "latency", milliseconds: 60_000 } });
  const controller = new AbortController();
  const call = ssm.send(new GetParameterCommand({ Name: "/a" }), { abortSignal: controller.signal });
  const failed = failureOf(call);
  controller.abort();
  expect(await failed).toContain("AbortError");
  expect(simulated.clock.now()).toEqual(new Date("2026-11-20T09:00:00Z"));
});

test("an answer that takes a minute takes a minute of the world's clock", async () => {
  const simulated = world();
  const ssm = new SSMClient(clientOptions(simulated));
  simulated.faults.add({ service: "ssm", effect: { kind: "latency", milliseconds: 60_000 } });
  const call = failureOf(ssm.send(new GetParameterCommand({ Name: "/a" })));
  expect(await simulated.run(call)).toContain("ParameterNotFound");
  expect(simulated.clock.now()).toEqual(new Date("2026-11-20T09:01:00Z"));
});

const errors: readonly {
  readonly what: string;
  readonly fails: (world: World) => Promise<unknown>;
  readonly as: object;
}[] = [
  {
    what: "a Query service",
    fails: (simulated) =>
      new CloudFormationClient(clientOptions(simulated)).send(
        new DescribeStacksCommand({ StackName: "none" }),
      ),
    as: {
      name: "ValidationError",
      message: "Stack with id none does not exist",
      $metadata: { httpStatusCode: 400 },
    },
  },
  {
    what: "a Query service, where the code differs from the name of the exception",
    fails: async (simulated) => {
      const client = new CloudFormationClient(clientOptions(simulated));
      const set = { StackName: "s", ChangeSetName: "c" };
      const TemplateBody = '{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}';
      await client.send(new CreateChangeSetCommand({ ...set, TemplateBody, ChangeSetType: "CREATE" }));
      return await client.send(new DescribeChangeSetCommand({ StackName: "s", ChangeSetName: "other" }));
    },
    as: { name: "ChangeSetNotFoundException", $metadata: { httpStatusCode: 404 } },
  },
  {
    what: "a JSON service",
    fails: (simulated) =>
      new SSMClient(clientOptions(simulated)).send(new GetParameterCommand({ Name: "/none" })),
    as: { name: "ParameterNotFound", $metadata: { httpStatusCode: 400 } },
  },
  {
    what: "S3",
    fails: (simulated) =>
      new S3Client(clientOptions(simulated)).send(new GetObjectCommand({ Bucket: "none", Key: "k" })),
    as: { name: "NoSuchBucket", $metadata: { httpStatusCode: 404 } },
  },
  {
    what: "S3 for a key that it does not know",
    fails: (simulated) => {
      const credentials = { accessKeyId: "AKIANOBODY", secretAccessKey: "x" };
      return new S3Client(clientOptions(simulated, { credentials })).send(new ListBucketsCommand({}));
    },
    as: { name: "InvalidAccessKeyId", $metadata: { httpStatusCode: 403 } },
  },
  {
    what: "a JSON service for a key that it does not know",
    fails: (simulated) => {
      const credentials = { accessKeyId: "AKIANOBODY", secretAccessKey: "x" };
      return new SSMClient(clientOptions(simulated, { credentials })).send(
        new GetParameterCommand({ Name: "/a" }),
      );
    },
    as: {
      name: "UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
    },
  },
];

test.each(errors)(
  "$what answers errors in the shape that SDK clients know, with a request id",
  async ({ fails, as }) => {
    const error: unknown = await fails(world()).catch((reason: unknown) => reason);
    expect(error).toMatchObject(as);
    expect(error).toMatchObject({ $metadata: { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
  },
);

async function throttledThreeTimes(): Promise<Date> {
  const simulated = world();
  const retryStrategy = retryOnClock(simulated.clock, { maxAttempts: 5 });
  const ssm = new SSMClient({ ...clientOptions(simulated), retryStrategy });
  simulated.faults.add({ service: "ssm", nth: [1, 2, 3], effect: { kind: "throttle" } });
  const put = ssm.send(new PutParameterCommand({ Name: "/a", Value: "1", Type: "String" }));
  expect((await simulated.run(put)).$metadata.attempts).toBe(4);
  return simulated.clock.now();
}
