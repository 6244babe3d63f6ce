import * as acm from "@aws-sdk/client-acm";
import * as apprunner from "@aws-sdk/client-apprunner";
import * as scaling from "@aws-sdk/client-application-auto-scaling";
import * as cloudformation from "@aws-sdk/client-cloudformation";
import * as cloudtrail from "@aws-sdk/client-cloudtrail";
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as codebuild from "@aws-sdk/client-codebuild";
import * as codepipeline from "@aws-sdk/client-codepipeline";
import * as ecr from "@aws-sdk/client-ecr";
import * as ecs from "@aws-sdk/client-ecs";
import * as balancing from "@aws-sdk/client-elastic-load-balancing-v2";
import * as iam from "@aws-sdk/client-iam";
import * as tagging from "@aws-sdk/client-resource-groups-tagging-api";
import * as secrets from "@aws-sdk/client-secrets-manager";
import * as sfn from "@aws-sdk/client-sfn";
import * as ssm from "@aws-sdk/client-ssm";
import * as sts from "@aws-sdk/client-sts";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { callDirectly, makeDirectHandler } from "../../../src/simulator/protocols/direct-calls.ts";
import { makeRequestHandler } from "../../../src/simulator/protocols/make-request-handler.ts";
import { serviceModelOf } from "../../../src/simulator/protocols/service-model.ts";
import { arbitraryOf } from "./arbitrary-shape.ts";
import { RecordingEntrance } from "./recording-entrance.ts";

interface Sdk {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly client: new (options: object) => { send(command: unknown): Promise<Record<string, unknown>> };
}

const sdks: readonly Sdk[] = [
  sdk("cloudformation", cloudformation, cloudformation.CloudFormationClient),
  sdk("elastic-load-balancing-v2", balancing, balancing.ElasticLoadBalancingV2Client),
  sdk("ssm", ssm, ssm.SSMClient),
  sdk("ecs", ecs, ecs.ECSClient),
  sdk("ecr", ecr, ecr.ECRClient),
  sdk("resource-groups-tagging-api", tagging, tagging.ResourceGroupsTaggingAPIClient),
  sdk("sts", sts, sts.STSClient),
  sdk("application-auto-scaling", scaling, scaling.ApplicationAutoScalingClient),
  sdk("cloudtrail", cloudtrail, cloudtrail.CloudTrailClient),
  sdk("cloudwatch", cloudwatch, cloudwatch.CloudWatchClient),
  sdk("codebuild", codebuild, codebuild.CodeBuildClient),
  sdk("iam", iam, iam.IAMClient),
  sdk("acm", acm, acm.ACMClient),
  sdk("apprunner", apprunner, apprunner.AppRunnerClient),
  sdk("codepipeline", codepipeline, codepipeline.CodePipelineClient),
  sdk("secrets-manager", secrets, secrets.SecretsManagerClient),
  sdk("sfn", sfn, sfn.SFNClient),
];

const ways = ["over HTTP", "as values"] as const;
type Way = (typeof ways)[number];

const trips = sdks.flatMap((sdk) => ways.map((way) => ({ name: sdk.name, sdk, way })));

test.each(trips)(
  "$name $way: whatever an SDK client sends is what the world is called with",
  async ({ sdk, way }) => {
    await eachOperation(sdk, way, async (name, send) => {
      const { input, calls } = send;
      const unsigned = name.startsWith("AssumeRoleWith");
      expect(calls.at(-1)).toMatchObject({ service: sdk.name, action: name, region: regionOf(sdk) });
      expect(calls.at(-1)?.credentials).toEqual(unsigned ? undefined : { accessKeyId: "AKIDEXAMPLE" });
      expect(withoutTokens(calls.at(-1)?.input, input)).toEqual(input);
    });
  },
);

test.each(trips)(
  "$name $way: whatever the world answers is what an SDK client receives",
  async ({ sdk, way }) => {
    await eachOperation(sdk, way, async (_name, { output, received }) => {
      const { $metadata, ...rest } = received;
      expect($metadata).toMatchObject({ httpStatusCode: 200 });
      expect(withoutUndefined(rest)).toEqual(output);
    });
  },
);

/** IAM is one service for all regions, and signs for the first of them. */
function regionOf({ name }: Sdk): string {
  return name === "iam" ? "us-east-1" : "eu-west-1";
}

interface Sent {
  readonly input: unknown;
  readonly output: unknown;
  readonly received: Record<string, unknown>;
  readonly calls: RecordingEntrance["calls"];
}

async function eachOperation(
  sdk: Sdk,
  way: Way,
  check: (name: string, sent: Sent) => Promise<void>,
): Promise<void> {
  const model = serviceModelOf(sdk.exports);
  expect(model.operations.size).toBeGreaterThan(5);
  for (const operation of model.operations.values()) {
    const cases = fc.record({
      input: arbitraryOf(operation.input, 4),
      output: arbitraryOf(operation.output, 5),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ input, output }) => {
        const entrance = new RecordingEntrance(async () => record(output));
        const client = new sdk.client(clientOptions(entrance, way));
        if (way === "as values") callDirectly(client);
        const received = await client.send(commandOf(sdk, operation.name, record(input)));
        await check(operation.name, {
          input: record(input),
          output: record(output),
          received,
          calls: entrance.calls,
        });
      }),
      { numRuns: 3 },
    );
  }
}

function sdk(name: string, exports: object, client: unknown): Sdk {
  return { name, exports: { ...exports }, client: client as Sdk["client"] };
}

function clientOptions(entrance: RecordingEntrance, way: Way): object {
  return {
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    requestHandler: way === "over HTTP" ? makeRequestHandler(entrance) : makeDirectHandler(entrance),
  };
}

function commandOf(sdk: Sdk, operation: string, input: object): unknown {
  const command = sdk.exports[`${operation}Command`] as new (input: object) => unknown;
  return new command(input);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** The SDK fills in idempotency tokens by itself. */
function withoutTokens(actual: unknown, expected: unknown): unknown {
  const known = record(expected);
  return Object.fromEntries(
    Object.entries(record(actual)).filter(
      ([name]) => name in known || !/Token$|^ClientRequestToken$|OperationId/.test(name),
    ),
  );
}

function withoutUndefined(value: unknown): unknown {
  if (value instanceof Date || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, withoutUndefined(item)]),
  );
}
