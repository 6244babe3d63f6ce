import { DescribeStacksCommand, CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, ParameterNotFound, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { AwsFault, ConnectionLost } from "../../../src/simulator/kernel/aws-fault.ts";
import type { CallRequest } from "../../../src/simulator/kernel/world.ts";
import { callDirectly, makeDirectHandler } from "../../../src/simulator/protocols/direct-calls.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "not used" };

/** Clients of a world that answers with what it is given, once. */
function clientsOf(answer: (request: CallRequest) => unknown) {
  const asked: CallRequest[] = [];
  const requestHandler = makeDirectHandler({
    // Only ids of requests are drawn.
    random: { uuid: () => "request-1" } as never,
    call: async (request) => {
      asked.push(request);
      return answer(request) as Record<string, unknown>;
    },
  });
  const settings = { region: "eu-west-1", credentials, requestHandler, maxAttempts: 1 };
  const made = {
    cloudformation: new CloudFormationClient(settings),
    ssm: new SSMClient(settings),
    s3: new S3Client(settings),
  };
  for (const client of Object.values(made)) callDirectly(client);
  return { ...made, asked };
}

describe("a client that hands its calls over as values", () => {
  it("says who calls what, where, and with which input", async () => {
    const { ssm, asked } = clientsOf(() => ({ Parameter: { Name: "/a", Value: "1" } }));
    await ssm.send(new GetParameterCommand({ Name: "/a", WithDecryption: undefined }));
    expect(asked).toEqual([
      {
        service: "ssm",
        action: "GetParameter",
        region: "eu-west-1",
        input: { Name: "/a" },
        requestId: "request-1",
        credentials: { accessKeyId: "AKIDEXAMPLE" },
      },
    ]);
  });

  it("gets a copy of the answer, with the members of the model only", async () => {
    const kept = { Stacks: [{ StackName: "a", CreationTime: new Date(5), Tags: [], hidden: 1 }] };
    const { cloudformation } = clientsOf(() => kept);
    const { Stacks, $metadata } = await cloudformation.send(new DescribeStacksCommand({}));
    expect(Stacks).toEqual([{ StackName: "a", CreationTime: new Date(5), Tags: [] }]);
    expect(Stacks?.[0]).not.toBe(kept.Stacks[0]);
    expect($metadata).toMatchObject({ httpStatusCode: 200, requestId: "request-1" });
  });

  it("gets errors of the model as the SDK makes them from HTTP", async () => {
    const { ssm } = clientsOf(() => {
      throw new AwsFault({ code: "ParameterNotFound", message: "gone", httpStatus: 400, fault: "client" });
    });
    const refusal: unknown = await ssm.send(new GetParameterCommand({ Name: "/a" })).catch((e: unknown) => e);
    expect(refusal).toBeInstanceOf(ParameterNotFound);
    expect(refusal).toMatchObject({ message: "gone", $metadata: { httpStatusCode: 400 } });
  });

  it("gets a broken connection as it is", async () => {
    const { ssm } = clientsOf(() => {
      throw new ConnectionLost("after-effect");
    });
    await expect(ssm.send(new GetParameterCommand({ Name: "/a" }))).rejects.toThrow("Connection timed out");
  });

  it("is not asked when the caller has given up before", async () => {
    const { ssm, asked } = clientsOf(() => ({}));
    const gaveUp = { abortSignal: AbortSignal.abort() };
    await expect(ssm.send(new GetParameterCommand({ Name: "/a" }), gaveUp)).rejects.toThrow();
    expect(asked).toEqual([]);
  });

  it("goes on speaking HTTP where headers and paths say part of what is asked", async () => {
    const { s3, asked } = clientsOf(() => ({ ContentLength: 3, ETag: '"x"' }));
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket: "b", Key: "k" }));
    expect(ETag).toBe('"x"');
    expect(asked[0]?.input).toMatchObject({ Bucket: "b", Key: "k" });
  });
});
