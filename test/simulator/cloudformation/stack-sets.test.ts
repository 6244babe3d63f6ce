import { expect, test } from "vitest";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";
import { setStage } from "./stage.ts";
import type { Stage } from "./stage.ts";

const template = (version: number): string =>
  JSON.stringify({
    Metadata: { Version: version },
    Resources: {
      Repository: { Type: "AWS::ECR::Repository", Properties: { RepositoryName: `shop/v${version}` } },
    },
    Outputs: { Repository: { Value: { "Fn::GetAtt": ["Repository", "Arn"] } } },
  });

const administrator = "arn:aws:iam::111111111111:role/shop-adminrole";

/** The roles that Copilot makes for its StackSet: one administers, the other executes in each account. */
async function withRoles(stage: Stage): Promise<void> {
  const iam = (action: string, input: object): Promise<unknown> => stage.call(action, input, "iam");
  await iam("CreateRole", {
    RoleName: "shop-adminrole",
    AssumeRolePolicyDocument: trust({ Service: "cloudformation.amazonaws.com" }),
  });
  await iam("PutRolePolicy", {
    RoleName: "shop-adminrole",
    PolicyName: "p",
    PolicyDocument: allow("sts:AssumeRole"),
  });
  await iam("CreateRole", {
    RoleName: "shop-executionrole",
    AssumeRolePolicyDocument: trust({ AWS: administrator }),
  });
  await iam("PutRolePolicy", { RoleName: "shop-executionrole", PolicyName: "p", PolicyDocument: allow("*") });
}

function trust(principal: object): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }],
  });
}

function allow(action: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: "*" }],
  });
}

async function withSet(stage: Stage): Promise<void> {
  await withRoles(stage);
  await stage.call("CreateStackSet", {
    StackSetName: "shop-infrastructure",
    TemplateBody: template(1),
    AdministrationRoleARN: administrator,
    ExecutionRoleName: "shop-executionrole",
    Tags: [{ Key: "copilot-application", Value: "shop" }],
  });
}

async function ended(stage: Stage, operationId: unknown): Promise<unknown> {
  const input = { StackSetName: "shop-infrastructure", OperationId: operationId };
  return stage.world.run(
    (async () => {
      for (;;) {
        const { StackSetOperation } = await stage.call("DescribeStackSetOperation", input);
        const { Status } = StackSetOperation as { readonly Status: string };
        if (Status !== "RUNNING" && Status !== "STOPPING") return Status;
        await stage.world.clock.sleep(1000);
      }
    })(),
  );
}

const regions = ["us-west-2", "eu-west-1"];

async function withInstances(stage: Stage): Promise<void> {
  await withSet(stage);
  const { OperationId } = await stage.call("CreateStackInstances", {
    StackSetName: "shop-infrastructure",
    Accounts: ["111111111111"],
    Regions: regions,
  });
  expect(await ended(stage, OperationId)).toBe("SUCCEEDED");
}

async function instances(
  stage: Stage,
): Promise<readonly { Region: string; StackId: string; Status: string }[]> {
  const { Summaries } = await stage.call("ListStackInstances", { StackSetName: "shop-infrastructure" });
  return Summaries as readonly { Region: string; StackId: string; Status: string }[];
}

test("instances are real stacks in their own regions, with the set's tags", async () => {
  const stage = setStage();
  await withInstances(stage);
  const credentials = stage.world.issueCredentials(rootOf(stage.account));
  for (const { Region, StackId, Status } of await instances(stage)) {
    const { Stacks } = await stage.world.call({
      service: "cloudformation",
      action: "DescribeStacks",
      credentials,
      region: Region,
      input: { StackName: StackId },
    });
    expect(Status).toBe("CURRENT");
    expect(Stacks).toMatchObject([
      { StackStatus: "CREATE_COMPLETE", Tags: [{ Key: "copilot-application", Value: "shop" }] },
    ]);
  }
});

test("an update reaches every instance", async () => {
  const stage = setStage();
  await withInstances(stage);
  const { OperationId } = await stage.call("UpdateStackSet", {
    StackSetName: "shop-infrastructure",
    TemplateBody: template(2),
    OperationId: "2",
    OperationPreferences: { RegionConcurrencyType: "PARALLEL" },
  });
  expect(await ended(stage, OperationId)).toBe("SUCCEEDED");
  const own = (await instances(stage)).find(({ Region }) => Region === stage.region);
  const stack = await stage.describe(own?.StackId ?? "");
  expect(stack.Outputs[0]?.OutputValue).toMatch(/repository\/shop\/v2$/);
});

test("an operation id is a lock: it cannot be used twice, and nothing else runs meanwhile", async () => {
  const stage = setStage();
  await withInstances(stage);
  const update = (OperationId: string): Promise<unknown> =>
    stage.call("UpdateStackSet", {
      StackSetName: "shop-infrastructure",
      TemplateBody: template(2),
      OperationId,
    });
  await update("2");
  await expect(update("3")).rejects.toMatchObject({ code: "OperationInProgressException" });
  await ended(stage, "2");
  await expect(update("2")).rejects.toMatchObject({ code: "OperationIdAlreadyExistsException" });
});

test("an account without the execution role is told apart, and the set's operation fails", async () => {
  const stage = setStage();
  await withSet(stage);
  const { OperationId } = await stage.call("CreateStackInstances", {
    StackSetName: "shop-infrastructure",
    Accounts: ["222222222222"],
    Regions: ["us-west-2"],
  });
  expect(await ended(stage, OperationId)).toBe("FAILED");
  const { Summaries } = await stage.call("ListStackSetOperationResults", {
    StackSetName: "shop-infrastructure",
    OperationId,
  });
  expect(Summaries).toMatchObject([
    {
      Status: "FAILED",
      StatusReason:
        "Account 222222222222 should have 'shop-executionrole' role with trust relationship to Role 'shop-adminrole'.",
    },
  ]);
});

test("a set is deleted only when it has no instances left", async () => {
  const stage = setStage();
  await withInstances(stage);
  const remove = (): Promise<unknown> =>
    stage.call("DeleteStackSet", { StackSetName: "shop-infrastructure" });
  await expect(remove()).rejects.toMatchObject({ code: "StackSetNotEmptyException" });
  const { OperationId } = await stage.call("DeleteStackInstances", {
    StackSetName: "shop-infrastructure",
    Accounts: ["111111111111"],
    Regions: regions,
    RetainStacks: false,
  });
  expect(await ended(stage, OperationId)).toBe("SUCCEEDED");
  await remove();
  await expect(stage.call("DescribeStackSet", { StackSetName: "shop-infrastructure" })).rejects.toMatchObject(
    {
      code: "StackSetNotFoundException",
    },
  );
});
