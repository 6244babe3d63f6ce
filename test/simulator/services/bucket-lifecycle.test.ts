import {
  GetBucketLifecycleConfigurationCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";
import { setStage } from "../cloudformation/stage.ts";
import type { Stage } from "../cloudformation/stage.ts";
import { clientOptions, failureOf } from "./sdk-world.ts";

test("the rules of a stack's bucket take old objects and old versions away, below their prefix only", async () => {
  const stage = setStage();
  const Bucket = "artifacts-of-the-shop";
  await stage.create("s", template(Bucket));
  const client = clientOf(stage);
  const put = (Key: string, Body: string): Promise<unknown> =>
    client.send(new PutObjectCommand({ Bucket, Key, Body }));
  for (const Body of ["1", "2"]) await put("local-assets/a", Body);
  await put("manual/a", "kept");
  const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  expect(Rules).toMatchObject([
    { ID: "old", Filter: { Prefix: "local-assets" }, Status: "Enabled", Expiration: { Days: 30 } },
  ]);
  expect((await versions(client, Bucket)).length).toBe(3);
  await days(stage, 3);
  expect(await versions(client, Bucket)).toEqual(["local-assets/a", "manual/a"]);
  await days(stage, 29);
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(["manual/a"]);
  await days(stage, 40);
  const rest = await client.send(new ListObjectVersionsCommand({ Bucket }));
  expect([rest.Versions?.map(({ Key }) => Key), rest.DeleteMarkers]).toEqual([["manual/a"], undefined]);
});

test("a bucket without rules says so", async () => {
  const stage = setStage();
  await stage.create("s", {
    Resources: { B: { Type: "AWS::S3::Bucket", Properties: { BucketName: "plain" } } },
  });
  const look = new GetBucketLifecycleConfigurationCommand({ Bucket: "plain" });
  expect(await failureOf(clientOf(stage).send(look))).toBe(
    "NoSuchLifecycleConfiguration: The lifecycle configuration does not exist",
  );
});

function clientOf(stage: Stage): S3Client {
  return new S3Client(clientOptions(stage.world, { principal: rootOf(stage.account), region: stage.region }));
}

async function versions(client: S3Client, Bucket: string): Promise<readonly (string | undefined)[]> {
  const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket }));
  return (Versions ?? []).map(({ Key }) => Key);
}

async function days(stage: Stage, count: number): Promise<void> {
  await stage.world.run(stage.world.clock.sleep(count * 86_400_000));
}

function template(BucketName: string): object {
  const rule = {
    Id: "old",
    Status: "Enabled",
    Prefix: "local-assets",
    ExpirationInDays: 30,
    NoncurrentVersionExpirationInDays: 1,
  };
  return {
    Resources: {
      Bucket: {
        Type: "AWS::S3::Bucket",
        Properties: {
          BucketName,
          VersioningConfiguration: { Status: "Enabled" },
          LifecycleConfiguration: { Rules: [rule] },
        },
      },
    },
  };
}
