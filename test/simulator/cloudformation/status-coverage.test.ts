import { ChangeSetStatus, ExecutionStatus, StackStatus } from "@aws-sdk/client-cloudformation";
import { expect, test } from "vitest";
import { failResources } from "../../../src/simulator/cloudformation/resource-faults.ts";
import { AwsFault } from "../../../src/simulator/kernel/aws-fault.ts";
import { sessionOf } from "../../../src/simulator/kernel/principal.ts";
import { setStage } from "./stage.ts";
import { legalMoves, pages } from "./stack-moves.ts";
import type { Stage } from "./stage.ts";
import { one, reach, third, two, ways } from "./ways-to-statuses.ts";

/** What may be asked of a stack on its way or at rest; what its status does not allow is refused, which is another test's matter. */
const nextCalls: Readonly<Record<string, (stage: Stage, stackId: string) => Promise<unknown>>> = {
  update: (stage, StackName) => stage.call("UpdateStack", { StackName, TemplateBody: JSON.stringify(third) }),
  cancel: (stage, StackName) => stage.call("CancelUpdateStack", { StackName }),
  "roll back": (stage, StackName) => stage.call("RollbackStack", { StackName }),
  "continue the rollback": (stage, StackName) => stage.call("ContinueUpdateRollback", { StackName }),
  delete: (stage, StackName) => stage.call("DeleteStack", { StackName }),
  "execute its change set": (stage, StackName) =>
    stage.call("ExecuteChangeSet", { StackName, ChangeSetName: "plan" }),
  "take a queue in": takeIn,
};

const moments = ["at once", "in the status", "at rest"] as const;

test("whatever is asked of a stack and whenever, it visits every status of the API's model, and makes every move of AWS's pages and no other", async () => {
  const visited = new Set<string>();
  const moves = new Set<string>();
  for (const [name, way] of [...Object.entries(ways), ["CREATE_COMPLETE", importIntoExisting] as const]) {
    for (const ask of Object.values(nextCalls)) {
      for (const moment of moments) {
        const stage = setStage();
        await way(stage);
        const { StackId } = await stage.describe("s");
        if (moment === "in the status") await reach(stage, StackId, name);
        if (moment === "at rest") await stage.settled(StackId);
        await ask(stage, StackId).catch(onlyRefusal);
        await stage.settled(StackId);
        await end(stage, StackId);
        note(await stage.events(StackId), { visited, moves });
      }
    }
  }
  expect([...visited].toSorted()).toEqual(Object.values(StackStatus).toSorted());
  const legal = Object.entries(legalMoves).flatMap(([from, list]) => list.map(({ to }) => `${from} > ${to}`));
  expect([...moves].toSorted()).toEqual(legal.toSorted());
});

test("the table of moves speaks of every status once, and every row has its page", () => {
  expect(Object.keys(legalMoves).toSorted()).toEqual(["nothing", ...Object.values(StackStatus)].toSorted());
  for (const list of Object.values(legalMoves)) {
    expect(new Set(list.map(({ to }) => to)).size).toBe(list.length);
    for (const { by, page } of list)
      expect([by, pages[page]]).toEqual([
        expect.stringMatching(/./),
        expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\/AWSCloudFormation\/latest\//),
      ]);
  }
});

test.each(["CREATE_FAILED", "UPDATE_FAILED"] as const)(
  "nothing is taken into a stack that was left in %s",
  async (status) => {
    const stage = setStage();
    await ways[status](stage);
    const { StackId } = await stage.describe("s");
    await stage.settled(StackId);
    await expect(takeIn(stage, StackId)).rejects.toThrow(`is in ${status} state and can not be updated`);
  },
);

/** Takes in a queue that another stack left behind. */
async function takeIn(stage: Stage, StackName: string): Promise<unknown> {
  const Kept = { Type: "AWS::SQS::Queue", DeletionPolicy: "Retain", Properties: { QueueName: "kept" } };
  await stage.create("left", { Resources: { Kept } });
  await stage.remove("left");
  const QueueUrl = `https://sqs.${stage.region}.amazonaws.com/${stage.account}/kept`;
  const { TemplateBody } = await stage.call("GetTemplate", { StackName });
  const now = JSON.parse(String(TemplateBody)) as { readonly Resources: object };
  // A stack whose first import was rolled back has none of its template's resources.
  const { StackResources } = await stage.call("DescribeStackResources", { StackName });
  const Resources = JSON.stringify(StackResources) === "[]" ? { Kept } : { ...now.Resources, Kept };
  const { Id } = await stage.call("CreateChangeSet", {
    StackName,
    ChangeSetName: "import",
    ChangeSetType: "IMPORT",
    TemplateBody: JSON.stringify({ Resources }),
    ResourcesToImport: [
      { ResourceType: "AWS::SQS::Queue", LogicalResourceId: "Kept", ResourceIdentifier: { QueueUrl } },
    ],
  });
  await stage.world.run(stage.world.clock.sleep(30_000));
  return stage.call("ExecuteChangeSet", { ChangeSetName: Id });
}

function note(
  events: readonly string[],
  into: { readonly visited: Set<string>; readonly moves: Set<string> },
): void {
  const own = events.filter((event) => event.startsWith("s ")).map((event) => event.slice(2));
  for (const [index, status] of own.entries()) {
    into.visited.add(status);
    into.moves.add(`${own[index - 1] ?? "nothing"} > ${status}`);
  }
}

function onlyRefusal(error: unknown): void {
  if (!(error instanceof AwsFault)) throw error;
}

/** A stack that stands takes in a queue that another one left behind. */
async function importIntoExisting(stage: Stage): Promise<void> {
  const Kept = { Type: "AWS::SQS::Queue", DeletionPolicy: "Retain", Properties: { QueueName: "kept" } };
  await stage.create("before", { Resources: { Kept } });
  await stage.remove("before");
  await stage.create("s", one);
  const QueueUrl = `https://sqs.${stage.region}.amazonaws.com/${stage.account}/kept`;
  const { Changes } = await stage.plan(
    "s",
    { Resources: { ...one.Resources, Kept } },
    {
      ChangeSetType: "IMPORT",
      ResourcesToImport: [
        { ResourceType: "AWS::SQS::Queue", LogicalResourceId: "Kept", ResourceIdentifier: { QueueUrl } },
      ],
    },
  );
  expect(
    Changes.map(({ ResourceChange }) => [ResourceChange.Action, ResourceChange.LogicalResourceId]),
  ).toEqual([["Import", "Kept"]]);
  await stage.call("ExecuteChangeSet", { StackName: "s", ChangeSetName: "plan" });
}

/** Deletes what is there; a second time where the first attempt failed. */
async function end(stage: Stage, stackId: string): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    if ((await stage.describe(stackId)).StackStatus === "DELETE_COMPLETE") return;
    await stage.call("DeleteStack", { StackName: stackId });
    await stage.settled(stackId);
  }
}

/** What happens to one change set, and the statuses that it is to pass through. */
const lives: Readonly<Record<string, (stage: Stage, seen: Seen) => Promise<void>>> = {
  "executed well": async (stage, seen) => {
    await stage.create("s", one);
    await seen.change(two);
    await stage.call("ExecuteChangeSet", { ChangeSetName: await seen.id() });
    await seen.until(({ ExecutionStatus: status }) => status === "EXECUTE_COMPLETE");
  },
  "executed badly": async (stage, seen) => {
    await stage.create("s", one);
    await seen.change(two);
    failResources(stage.world, { logicalId: "B", verb: "create", reason: "no" });
    await stage.call("ExecuteChangeSet", { ChangeSetName: await seen.id() });
    await seen.until(({ ExecutionStatus: status }) => status === "EXECUTE_FAILED");
  },
  "without a change": async (stage, seen) => {
    await stage.create("s", one);
    await seen.change(one);
  },
  "overtaken by an update": async (stage, seen) => {
    await stage.create("s", one);
    await seen.change(two);
    await stage.update("s", third);
    await seen.look();
  },
  "deleted with its nested ones": async (stage, seen) => {
    await seen.nested();
    await stage.call("DeleteChangeSet", { ChangeSetName: await seen.id() });
    await seen.until(({ Status }) => Status === "DELETE_COMPLETE");
  },
  "not deleted, because its nested ones are another's": async (stage, seen) => {
    await seen.nested();
    const RoleName = "root-only";
    await stage.call(
      "CreateRole",
      { RoleName, AssumeRolePolicyDocument: JSON.stringify({ Statement: [] }) },
      "iam",
    );
    const { StackId } = await stage.describe("s");
    const statement = { Effect: "Allow", Action: "cloudformation:*", Resource: StackId };
    const PolicyDocument = JSON.stringify({ Statement: [statement] });
    await stage.call("PutRolePolicy", { RoleName, PolicyName: "p", PolicyDocument }, "iam");
    const { world, region, account } = stage;
    const credentials = world.issueCredentials(
      sessionOf(`arn:aws:iam::${account}:role/${RoleName}`, "somebody"),
    );
    const input = { StackName: StackId, ChangeSetName: "plan" };
    await world.call({ service: "cloudformation", action: "DeleteChangeSet", credentials, region, input });
    const { StatusReason } = await seen.until(({ Status }) => Status === "DELETE_FAILED");
    expect(StatusReason).toContain("is not authorized to perform: cloudformation:DeleteChangeSet");
  },
};

test("change sets pass through every status and execution status of the API's model", async () => {
  const statuses = new Set<string>();
  const executionStatuses = new Set<string>();
  for (const live of Object.values(lives)) {
    const stage = setStage();
    await live(stage, watch(stage, { statuses, executionStatuses }));
  }
  expect([...statuses].toSorted()).toEqual(Object.values(ChangeSetStatus).toSorted());
  expect([...executionStatuses].toSorted()).toEqual(Object.values(ExecutionStatus).toSorted());
});

test.each(["without a change", "overtaken by an update", "executed well", "deleted with its nested ones"])(
  "a change set that was %s cannot be executed any more",
  async (name) => {
    const stage = setStage();
    const seen = watch(stage, { statuses: new Set(), executionStatuses: new Set() });
    await lives[name]?.(stage, seen);
    const call = stage.call("ExecuteChangeSet", { ChangeSetName: await seen.id() });
    await expect(call).rejects.toMatchObject({ code: "InvalidChangeSetStatusException" });
    await expect(call).rejects.toThrow(
      /cannot be executed in its current (?:execution )?status of \[[A-Z_]+\]$/,
    );
  },
);

interface View {
  readonly Status: string;
  readonly ExecutionStatus: string;
  readonly StatusReason?: string;
}

interface Seen {
  /** Plans an update of the stack `s`, and watches it come to rest. */
  readonly change: (template: object, more?: object) => Promise<void>;
  /** Plans an update of a stack with a nested one. */
  readonly nested: () => Promise<void>;
  readonly id: () => Promise<string>;
  readonly look: () => Promise<View>;
  readonly until: (holds: (view: View) => boolean) => Promise<View>;
}

function watch(
  stage: Stage,
  into: { readonly statuses: Set<string>; readonly executionStatuses: Set<string> },
): Seen {
  let changeSetId = "";
  const look = async (): Promise<View> => {
    // The world answers in the SDK's output types.
    const view = (await stage.call("DescribeChangeSet", { ChangeSetName: changeSetId })) as unknown as View;
    into.statuses.add(view.Status);
    into.executionStatuses.add(view.ExecutionStatus);
    return view;
  };
  const until: Seen["until"] = (holds) =>
    stage.world.run(
      (async () => {
        for (let tries = 0; tries < 5000; tries += 1) {
          const view = await look();
          if (holds(view)) return view;
          await stage.world.clock.sleep(100);
        }
        throw new Error("the change set never came to the status that was waited for");
      })(),
    );
  const change: Seen["change"] = async (template, more = {}) => {
    const { Id } = await stage.call("CreateChangeSet", {
      StackName: "s",
      ChangeSetName: "plan",
      TemplateBody: JSON.stringify(template),
      ...more,
    });
    changeSetId = String(Id);
    await until(({ Status }) => Status === "CREATE_COMPLETE" || Status === "FAILED");
  };
  return {
    change,
    look,
    until,
    id: async () => changeSetId,
    nested: async () => {
      await stage.create("s", await uploaded(stage, one));
      await change(await uploaded(stage, two), { IncludeNestedStacks: true });
    },
  };
}

/** A template with a nested stack whose own template was just uploaded. */
async function uploaded(stage: Stage, template: object): Promise<object> {
  const Bucket = "templates-of-nested-stacks";
  const { Buckets } = await stage.call("ListBuckets", {}, "s3");
  if (!JSON.stringify(Buckets).includes(Bucket)) await stage.call("CreateBucket", { Bucket }, "s3");
  const Body = new TextEncoder().encode(JSON.stringify(template));
  await stage.call("PutObject", { Bucket, Key: "nested.json", Body }, "s3");
  const TemplateURL = `https://${Bucket}.s3.${stage.region}.amazonaws.com/nested.json`;
  return { Resources: { Nested: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL } } } };
}
