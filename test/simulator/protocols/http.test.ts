import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
  waitUntilStackExists,
} from "@aws-sdk/client-cloudformation";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  waitUntilServicesStable,
} from "@aws-sdk/client-ecs";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  waitUntilBucketExists,
  waitUntilObjectNotExists,
} from "@aws-sdk/client-s3";
import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Readable } from "node:stream";
import { RecordingEntrance } from "./recording-entrance.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSimulatedAws } from "../../../src/simulator/simulated-aws.ts";
import { ConnectionLost } from "../../../src/simulator/kernel/aws-fault.ts";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";
import { serveWorld, type ServedWorld } from "../../../src/simulator/protocols/serve-world.ts";

const account = "111122223333";
const world = makeSimulatedAws({
  seed: "http",
  // A simulated minute takes 60 milliseconds.
  clock: { kind: "scaled", factor: 1000 },
});
let served: ServedWorld;

beforeAll(async () => {
  served = await serveWorld(world);
});

afterAll(async () => {
  world.stop();
  await served.close();
});

const template = JSON.stringify({
  Parameters: { Name: { Type: "String" } },
  Resources: { Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: { Ref: "Name" } } } },
  Outputs: { Arn: { Value: { Ref: "Topic" } } },
});

test("CloudFormation's own waiters see a stack come up", async () => {
  const client = new CloudFormationClient(options());
  await client.send(
    new CreateStackCommand({
      StackName: "waited",
      TemplateBody: template,
      Parameters: [{ ParameterKey: "Name", ParameterValue: "waited-topic" }],
    }),
  );
  const waiting = { client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 };
  await waitUntilStackExists(waiting, { StackName: "waited" });
  const { state } = await waitUntilStackCreateComplete(waiting, { StackName: "waited" });
  expect(state).toBe("SUCCESS");
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: "waited" }));
  expect(Stacks?.[0]?.Outputs).toMatchObject([{ OutputKey: "Arn" }]);
});

test("ECS's own waiter sees a service become stable", async () => {
  const client = new ECSClient(options());
  await client.send(new CreateClusterCommand({ clusterName: "c" }));
  const { taskDefinition } = await client.send(
    new RegisterTaskDefinitionCommand({
      family: "web",
      containerDefinitions: [{ name: "web", image: "nginx" }],
    }),
  );
  const { taskDefinitionArn } = taskDefinition ?? {};
  await client.send(
    new CreateServiceCommand({
      cluster: "c",
      serviceName: "web",
      taskDefinition: taskDefinitionArn,
      desiredCount: 2,
    }),
  );
  const waiting = { client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 };
  const { state } = await waitUntilServicesStable(waiting, { cluster: "c", services: ["web"] });
  expect(state).toBe("SUCCESS");
});

test("S3's own waiters see a bucket and the end of an object", async () => {
  const client = new S3Client({ ...options(), forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: "waited-bucket" }));
  const waiting = { client, maxWaitTime: 10, minDelay: 1, maxDelay: 1 };
  expect((await waitUntilBucketExists(waiting, { Bucket: "waited-bucket" })).state).toBe("SUCCESS");
  const object = { Bucket: "waited-bucket", Key: "a/b c+d.yml" };
  await client.send(new PutObjectCommand({ ...object, Body: "x" }));
  await client.send(new DeleteObjectCommand(object));
  expect((await waitUntilObjectNotExists(waiting, object)).state).toBe("SUCCESS");
});

test("a stream, sent in chunks with a checksum behind it, arrives whole", async () => {
  const client = new S3Client({ ...options(), forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: "streams" }));
  const text = "0123456789".repeat(20_000);
  const object = { Bucket: "streams", Key: "big" };
  await client.send(
    new PutObjectCommand({
      ...object,
      Body: Readable.from([text.slice(0, 70_000), text.slice(70_000)]),
      ContentLength: text.length,
    }),
  );
  const got = await client.send(new GetObjectCommand(object));
  expect(await got.Body?.transformToString()).toBe(text);
  expect((await client.send(new HeadObjectCommand(object))).ContentLength).toBe(text.length);
});

test("one address serves all services, told apart by the signature", async () => {
  const ssm = new SSMClient(options());
  await ssm.send(new PutParameterCommand({ Name: "/x/y", Value: "ä€🚀 <&>", Type: "String" }));
  const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path: "/x" }));
  expect(Parameters?.[0]?.Value).toBe("ä€🚀 <&>");
  const { Account } = await new STSClient(options()).send(new GetCallerIdentityCommand({}));
  expect(Account).toBe(account);
});

test("a service that is not played says so, and an unsigned call is refused as AWS does", async () => {
  const signed = await fetch(served.url, {
    method: "POST",
    headers: { authorization: "AWS4-HMAC-SHA256 Credential=AKIA/20261120/eu-west-1/braket/aws4_request" },
  });
  expect([signed.status, await signed.text()]).toEqual([
    501,
    '{"__type":"NotImplemented","message":"the simulated AWS does not play the service braket"}',
  ]);
  const unsigned = await fetch(`${served.url}/`, { method: "GET" });
  expect([unsigned.status, await unsigned.text()]).toEqual([
    403,
    expect.stringContaining("<Code>AccessDenied</Code>"),
  ]);
});

test("a fault of the simulator is not dressed up as one of AWS", async () => {
  const broken = new RecordingEntrance(() => Promise.reject(new Error("a bug")));
  const address = await serveWorld(broken);
  try {
    const headers = {
      authorization: "AWS4-HMAC-SHA256 Credential=AKIA/20261120/eu-west-1/ssm/aws4_request",
      "x-amz-target": "AmazonSSM.GetParameter",
    };
    const answer = await fetch(address.url, { method: "POST", headers, body: "{}" });
    expect([answer.status, await answer.text()]).toEqual([
      500,
      expect.stringContaining("The simulated AWS itself failed: Error: a bug"),
    ]);
  } finally {
    await address.close();
  }
});

test("a broken connection is a closed socket", async () => {
  const lost = new RecordingEntrance(() => Promise.reject(new ConnectionLost("before-effect")));
  const address = await serveWorld(lost);
  try {
    await expect(
      fetch(address.url, {
        method: "POST",
        headers: {
          "x-amz-target": "AmazonSSM.GetParameter",
          authorization: "Credential=A/1/r/ssm/aws4_request",
        },
      }),
    ).rejects.toThrow("fetch failed");
  } finally {
    await address.close();
  }
});

function options(): {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
} {
  const { accessKeyId, secretAccessKey } = world.issueCredentials(rootOf(account));
  return { endpoint: served.url, region: "eu-west-1", credentials: { accessKeyId, secretAccessKey } };
}
