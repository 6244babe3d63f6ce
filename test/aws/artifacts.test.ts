import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { placeTemplate } from "../../src/aws/place-template.ts";
import { uploadArtifacts } from "../../src/aws/upload-artifacts.ts";
import type { Template } from "../../src/domain/template.ts";
import { failureOf } from "../../src/domain/failure.ts";
import { readTemplate } from "../../src/template/read-template.ts";
import { type AwsWorld, makeAwsWorld } from "../support/aws-world.ts";
import { desiredStack } from "../support/stacks.ts";

const content = new TextEncoder().encode("LOG_LEVEL=debug\n");
const artifact = { bucket: "artifacts", key: "manual/env-files/api.env/1.env", content };

async function bench(): Promise<AwsWorld> {
  const aws = makeAwsWorld();
  const where = { LocationConstraint: "eu-west-1" } as const;
  const bucket = new CreateBucketCommand({ Bucket: "artifacts", CreateBucketConfiguration: where });
  await aws.world.run(aws.session.s3.send(bucket));
  return aws;
}

function puts({ world }: AwsWorld): number {
  return world.log.records.filter((record) => record.action === "PutObject").length;
}

async function textAt({ world, session }: AwsWorld, key: string): Promise<string> {
  const answer = await world.run(session.s3.send(new GetObjectCommand({ Bucket: "artifacts", Key: key })));
  return (await answer.Body?.transformToString()) ?? "";
}

describe("artifacts", () => {
  test("a file that is not there is put there once", async () => {
    const aws = await bench();
    await aws.world.run(uploadArtifacts({ environment: aws.session, application: aws.session }, [artifact]));
    await aws.world.run(uploadArtifacts({ environment: aws.session, application: aws.session }, [artifact]));
    expect(await textAt(aws, artifact.key)).toBe("LOG_LEVEL=debug\n");
    expect(puts(aws)).toBe(1);
  });

  test("a file that somebody else put there is left as it is", async () => {
    const aws = await bench();
    const input = { Bucket: "artifacts", Key: artifact.key, Body: "theirs" };
    await aws.world.run(aws.session.s3.send(new PutObjectCommand(input)));
    await aws.world.run(
      uploadArtifacts({ environment: aws.session, application: aws.session }, [
        { bucket: artifact.bucket, key: artifact.key },
      ]),
    );
    expect(await textAt(aws, artifact.key)).toBe("theirs");
  });

  test("a file that only needs to be there, and is gone, is named with what to do", async () => {
    const aws = await bench();
    const failure = await aws.world
      .run(
        uploadArtifacts({ environment: aws.session, application: aws.session }, [
          { bucket: artifact.bucket, key: artifact.key },
        ]),
      )
      .then(() => undefined, failureOf);
    expect(failure).toMatchObject({
      disposition: "stall",
      reason: "ArtifactMissing",
      message: expect.stringContaining(artifact.key),
    });
  });

  const refusal = {
    kind: "refuse",
    code: "AccessDenied",
    message: "Access Denied",
    httpStatus: 403,
  } as const;

  test("a look that is refused may mean that nothing is there: what can be uploaded is", async () => {
    const aws = await bench();
    aws.world.faults.add({ service: "s3", action: "HeadObject", effect: refusal });
    await aws.world.run(uploadArtifacts({ environment: aws.session, application: aws.session }, [artifact]));
    expect(puts(aws)).toBe(1);
  });

  test("a refused look at what cannot be uploaded is a failure, not an absence", async () => {
    const aws = await bench();
    aws.world.faults.add({ service: "s3", action: "HeadObject", effect: refusal });
    const failure = await aws.world
      .run(
        uploadArtifacts({ environment: aws.session, application: aws.session }, [
          { bucket: artifact.bucket, key: artifact.key },
        ]),
      )
      .then(() => undefined, failureOf);
    expect(failure?.message).toContain(`s3://artifacts/${artifact.key}`);
    expect(failure?.reason).not.toBe("ArtifactMissing");
  });

  test("an upload that is refused names the object", async () => {
    const aws = await bench();
    aws.world.faults.add({ service: "s3", action: "PutObject", effect: refusal });
    const failure = await aws.world
      .run(uploadArtifacts({ environment: aws.session, application: aws.session }, [artifact]))
      .then(() => undefined, failureOf);
    expect(failure).toMatchObject({ reason: "AccessDenied", message: expect.stringContaining(artifact.key) });
  });
});

function ofSize(characters: number): Template {
  return { Description: "x".repeat(characters), Resources: { Queue: { Type: "AWS::SQS::Queue" } } };
}

describe("templates on their way to CloudFormation", () => {
  test("one that fits goes into the request, and nothing is uploaded", async () => {
    const aws = await bench();
    const placed = await aws.world.run(
      placeTemplate(aws.session, desiredStack({ template: ofSize(51_000) })),
    );
    expect(Object.keys(placed)).toEqual(["TemplateBody"]);
    expect(puts(aws)).toBe(0);
  });

  test("one of more than 51,200 bytes goes by way of the bucket, counted in bytes and not in characters", async () => {
    const aws = await bench();
    const template = { ...ofSize(0), Description: "é".repeat(26_000) };
    const placed = await aws.world.run(placeTemplate(aws.session, desiredStack({ template })));
    const url = "TemplateURL" in placed ? placed.TemplateURL : "";
    expect(url).toMatch(
      /^https:\/\/artifacts\.s3\.eu-west-1\.amazonaws\.com\/manual\/templates\/shop-test-api\/[0-9a-f]{64}\.yml$/,
    );
    const text = await textAt(aws, new URL(url).pathname.slice(1));
    expect(readTemplate(text)).toMatchObject({ kind: "read", template });
  });

  test("one of more than a million bytes is refused with its size, before anything is uploaded", async () => {
    const aws = await bench();
    const failure = await aws.world
      .run(placeTemplate(aws.session, desiredStack({ template: ofSize(1_000_001) })))
      .then(() => undefined, failureOf);
    expect(failure).toMatchObject({ disposition: "stall", reason: "TemplateTooLarge" });
    expect(puts(aws)).toBe(0);
  });
});
