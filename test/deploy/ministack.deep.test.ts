import {
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { miniStack } from "../contract/emulators.ts";
import type { Backend } from "../contract/backend.ts";
import { pythonNeeds } from "../python/python-tools.ts";

const { missing, because } = pythonNeeds("ministack");

/** The templates of `deploy/` in another implementation of CloudFormation than ours, which has all of their types. */
describe.skipIf(missing)(`deploy/ in MiniStack${because}`, () => {
  let backend: Backend;
  let taskRole = "";

  beforeAll(async () => {
    backend = await miniStack();
    const outputs = await comeUp(backend, "task-role.yml", {
      Application: "shop",
      LeaseBucket: "acme-autoland",
      BuildBucket: "acme-builds",
    });
    taskRole = outputs["TaskRoleArn"] ?? "";
  }, 120_000);
  afterAll(() => backend?.close());

  test("the roles come up", { timeout: 120_000 }, async () => {
    await comeUp(backend, "look-role.yml", { TrustedArn: taskRole });
    await comeUp(backend, "drift-policy.yml", {});
    await comeUp(backend, "apply-role.yml", {
      TrustedArn: taskRole,
      Application: "shop",
      ApplicationAccount: backend.account,
      LogLines: "yes",
      RunsJobs: "yes",
    });
  });

  test.each(["none", "webhook", "page"])(
    "the service comes up with the entrance %s",
    { timeout: 120_000 },
    async (entrance) => {
      await comeUp(
        backend,
        "service.yml",
        {
          Image: "public.ecr.aws/docker/library/busybox:1",
          TaskRoleArn: taskRole,
          VpcId: "vpc-1",
          SubnetIds: "subnet-1,subnet-2",
          Entrance: entrance,
          PublicSubnetIds: "subnet-3,subnet-4",
          CertificateArn: `arn:aws:acm:eu-west-1:${backend.account}:certificate/1`,
        },
        entrance,
      );
    },
  );

  test("hints come up, and what sends them from elsewhere", { timeout: 120_000 }, async () => {
    const { HintQueueUrl } = await comeUp(
      backend,
      "service.yml",
      {
        Image: "public.ecr.aws/docker/library/busybox:1",
        TaskRoleArn: taskRole,
        VpcId: "vpc-1",
        SubnetIds: "subnet-1,subnet-2",
        // MiniStack has no AWS::Events::EventBusPolicy, which other accounts need.
        Hints: "on",
      },
      "hints",
    );
    expect(HintQueueUrl).toMatch(/deploy-service-hints-hints$/);
    await comeUp(backend, "hint-events.yml", {
      AutolandAccount: backend.account,
      AutolandRegion: "us-east-1",
    });
  });
});

/** Creates a stack, waits until it is at rest, and answers its outputs. */
async function comeUp(
  backend: Backend,
  file: string,
  parameters: Readonly<Record<string, string>>,
  suffix = "1",
): Promise<Readonly<Record<string, string>>> {
  const { cloudFormation } = backend.clientsOf(backend.account);
  const StackName = `deploy-${file.replace(".yml", "")}-${suffix}`;
  const request = {
    StackName,
    TemplateBody: readFileSync(new URL(`../../deploy/${file}`, import.meta.url), "utf8"),
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Capabilities: ["CAPABILITY_NAMED_IAM" as const],
  };
  await backend.run(cloudFormation.send(new CreateStackCommand(request)));
  for (;;) {
    const { Stacks: stacks = [] } = await backend.run(
      cloudFormation.send(new DescribeStacksCommand({ StackName })),
    );
    const [stack] = stacks;
    if (stack?.StackStatus?.endsWith("_IN_PROGRESS") !== true) {
      const { StackEvents: events = [] } = await backend.run(
        cloudFormation.send(new DescribeStackEventsCommand({ StackName })),
      );
      const faults = events
        .filter(({ ResourceStatus: status }) => status?.endsWith("_FAILED"))
        .map(({ LogicalResourceId: id, ResourceStatusReason: why }) => `${id}: ${why}`);
      expect([stack?.StackStatus, faults]).toEqual(["CREATE_COMPLETE", []]);
      return Object.fromEntries(
        (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
      );
    }
    await backend.pause();
  }
}
