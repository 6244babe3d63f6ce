import { describe, expect, test } from "vitest";
import type { ListedChange } from "../../src/domain/cloud.ts";
import type { DesiredStack } from "../../src/domain/desired.ts";
import { present } from "../../src/domain/observed.ts";
import type { StackStep } from "../../src/domain/plan.ts";
import type { Template, TemplateResource } from "../../src/domain/template.ts";
import { explainChangeSet } from "../../src/plan/explain-change-set.ts";
import { createStep, updateStep } from "../../src/plan/step.ts";
import {
  deployedStack,
  desiredStack,
  serviceTemplate,
  withProperties,
  withResource,
} from "../support/stacks.ts";

const target = { environment: "test", workload: "api", dependsOn: [] };

function update(desired: DesiredStack): StackStep {
  const stack = deployedStack();
  const content = { template: serviceTemplate, parameters: stack.parameters, tags: stack.tags };
  const step = updateStep("update-stack", target, { stack, content }, desired);
  if (step === undefined) throw new Error("nothing to update");
  return step;
}

function listed(resource: string, type: string, changes: Partial<ListedChange> = {}): ListedChange {
  return {
    resource: [resource],
    type,
    action: "Modify",
    replacement: "False",
    scope: ["Properties"],
    details: [],
    ...changes,
  };
}

const image = update(
  desiredStack({ parameters: { ContainerImage: "repo:2", TaskCount: "1", AddonsTemplateURL: "" } }),
);
const queue = update(desiredStack({ template: withProperties("Queue", { DelaySeconds: 5 }) }));
const tags = update(desiredStack({ tags: { "copilot-application": "shop", team: "a" } }));
/** What Git wants with addons of this template; the empty text: without any. */
function withAddons(template: Template | undefined): DesiredStack {
  const key = "manual/addons/api/1.yml";
  const url = template === undefined ? "" : `https://artifacts.s3.eu-west-1.amazonaws.com/${key}`;
  const desired = desiredStack({
    parameters: { ContainerImage: "repo:1", TaskCount: "1", AddonsTemplateURL: url },
  });
  if (template === undefined) return desired;
  const content = new TextEncoder().encode(JSON.stringify(template));
  return { ...desired, artifacts: [{ bucket: "artifacts", key, content }] };
}

const table: TemplateResource = {
  Type: "AWS::DynamoDB::Table",
  Properties: { TableName: "orders", BillingMode: "PAY_PER_REQUEST", KeySchema: [{ AttributeName: "id" }] },
};
const policy: TemplateResource = {
  Type: "AWS::IAM::ManagedPolicy",
  Properties: { PolicyDocument: { Statement: [] } },
};
const before: Template = { Resources: { Table: table, Policy: policy } };

/** An update from deployed addons to others, or to none. */
function addonsUpdate(after: Template | undefined, deployed: Template | "unknown" = before): StackStep {
  const url = "https://artifacts.s3.eu-west-1.amazonaws.com/manual/addons/api/0.yml";
  const stack = deployedStack(
    desiredStack({ parameters: { ContainerImage: "repo:1", TaskCount: "1", AddonsTemplateURL: url } }),
    deployed === "unknown" ? {} : { addons: present({ template: deployed, parameters: {}, tags: {} }) },
  );
  const content = { template: serviceTemplate, parameters: stack.parameters, tags: stack.tags };
  const step = updateStep("update-stack", target, { stack, content }, withAddons(after));
  if (step === undefined) throw new Error("nothing to update");
  return step;
}

function inAddons(id: string, type: string, changes: Partial<ListedChange> = {}): ListedChange {
  return listed(id, type, { ...changes, resource: ["AddonsStack", id] });
}

const addons = update(withAddons({ Resources: { Table: table } }));
const removed = update(desiredStack({ template: withResource("Function", undefined) }));

const newTask = listed("TaskDefinition", "AWS::ECS::TaskDefinition", { replacement: "True" });
const service = listed("Service", "AWS::ECS::Service", { replacement: "Conditional" });

describe("changes that the plan explains", () => {
  test.each<[string, StackStep, readonly ListedChange[]]>([
    [
      "a new image replaces the task definition and the service follows",
      image,
      [newTask, listed("Service", "AWS::ECS::Service")],
    ],
    ["a change in place of what was changed", queue, [listed("Queue", "AWS::SQS::Queue")]],
    ["new tags on every resource", tags, [listed("Queue", "AWS::SQS::Queue", { scope: ["Tags"] })]],
    [
      "words in the metadata of a resource",
      queue,
      [listed("Function", "AWS::Lambda::Function", { scope: ["Metadata"] })],
    ],
    [
      "a nested stack that appears with its addons",
      addons,
      [listed("AddonsStack", "AWS::CloudFormation::Stack", { action: "Add" })],
    ],
    [
      "what is inside changed addons",
      addons,
      [listed("AddonsStack", "x", { resource: ["AddonsStack", "Table"], action: "Add" })],
    ],
    [
      "a resource that was taken away",
      removed,
      [listed("Function", "AWS::Lambda::Function", { action: "Remove" })],
    ],
    [
      "a nested stack that CloudFormation lists by habit",
      queue,
      [
        listed("Addons", "AWS::CloudFormation::Stack", {
          details: [{ attribute: "Properties", requiresRecreation: "Never", source: "Automatic" }],
        }),
      ],
    ],
  ])("%s", (_name, step, changes) => {
    expect(explainChangeSet(changes, step)).toEqual([]);
  });

  test("everything in the creation of a stack", () => {
    const step = createStep(target, desiredStack(), "it does not exist");
    const changes = Object.entries(serviceTemplate.Resources)
      .filter(([id]) => id !== "AddonsStack")
      .map(([id, resource]) => listed(id, resource.Type, { action: "Add" }));
    expect(explainChangeSet(changes, step)).toEqual([]);
  });
});

describe("changes that are refused", () => {
  test.each<[string, StackStep, ListedChange]>([
    ["a change of something that was not planned", queue, listed("Function", "AWS::Lambda::Function")],
    ["a creation that was not planned", queue, listed("Other", "AWS::SQS::Queue", { action: "Add" })],
    [
      "a deletion that was not planned",
      queue,
      listed("Function", "AWS::Lambda::Function", { action: "Remove" }),
    ],
    [
      "a replacement where a change in place was planned",
      queue,
      listed("Queue", "AWS::SQS::Queue", { replacement: "True" }),
    ],
    [
      "a possible replacement where a change in place was planned",
      queue,
      listed("Queue", "AWS::SQS::Queue", { replacement: "Conditional" }),
    ],
    [
      "more than tags, when only tags change",
      tags,
      listed("Queue", "AWS::SQS::Queue", { scope: ["Tags", "Properties"] }),
    ],
    ["a role that only follows", image, listed("TaskRole", "AWS::IAM::Role")],
    [
      "a replaced service behind a new image",
      image,
      listed("Service", "AWS::ECS::Service", { replacement: "True" }),
    ],
    [
      "a change in a nested stack whose addons did not change",
      queue,
      listed("AddonsStack", "x", { resource: ["AddonsStack", "Table"] }),
    ],
    [
      "a deletion in a nested stack whose addons did not change",
      queue,
      listed("AddonsStack", "x", { resource: ["AddonsStack", "Table"], action: "Remove" }),
    ],
    ["an import", queue, listed("Queue", "AWS::SQS::Queue", { action: "Import" })],
  ])("%s", (_name, step, change) => {
    expect(explainChangeSet([change], step)).toMatchObject([{ resource: change.resource.join("/") }]);
  });
});

test("a service that might be replaced behind a new task definition is refused: its own properties do not change", () => {
  expect(explainChangeSet([newTask, service], image)).toHaveLength(1);
});

describe("access that follows what moves", () => {
  const policy = {
    Type: "AWS::IAM::Policy",
    Properties: { PolicyDocument: { Resource: { "Fn::GetAtt": ["Queue", "Arn"] } } },
  };
  const before = withResource("Policy", policy);
  const stack = deployedStack(desiredStack({ template: before }));
  const renamed = withProperties("Queue", { QueueName: "renamed" }, before);
  const content = { template: before, parameters: stack.parameters, tags: stack.tags };
  const step = updateStep("update-stack", target, { stack, content }, desiredStack({ template: renamed }));
  const detail = { attribute: "Properties", requiresRecreation: "Never" };

  test.each<[string, ListedChange["details"], number]>([
    [
      "is explained by the reference alone",
      [{ ...detail, source: "ResourceAttribute", causingEntity: "Queue.Arn" }],
      0,
    ],
    ["is not explained by an edit of its own", [{ ...detail, source: "DirectModification" }], 1],
    ["is not explained when CloudFormation gives no reason", [], 1],
  ])("%s", (_name, details, unexplained) => {
    if (step === undefined) throw new Error("nothing to update");
    expect(explainChangeSet([listed("Policy", "AWS::IAM::Policy", { details })], step)).toHaveLength(
      unexplained,
    );
  });
});

describe("what reads the outputs of addons that stay as they are", () => {
  const automatic = { attribute: "Properties", requiresRecreation: "Never", source: "Automatic" };
  const nested = listed("Addons", "AWS::CloudFormation::Stack", { details: [automatic] });
  const reads = (resource: string, type: string, causingEntity: string): ListedChange =>
    listed(resource, type, {
      replacement: "Conditional",
      details: [
        { attribute: "Properties", requiresRecreation: "Always", source: "ResourceAttribute", causingEntity },
      ],
    });
  const definition = reads("OtherDefinition", "AWS::ECS::TaskDefinition", "Addons.Outputs.Table");
  const follower = reads("OtherService", "AWS::ECS::Service", "OtherDefinition.Arn");
  const role = reads("OtherRole", "AWS::IAM::Role", "Addons.Outputs.Policy");

  test("is explained, however far it follows, in whatever order it is listed", () => {
    expect(explainChangeSet([follower, role, definition, nested], queue)).toEqual([]);
  });

  test("is not explained without the nested stack, by another cause, or when it would be replaced for certain", () => {
    expect(explainChangeSet([definition], queue)).toHaveLength(1);
    expect(
      explainChangeSet(
        [nested, reads("OtherDefinition", "AWS::ECS::TaskDefinition", "Elsewhere.Arn")],
        queue,
      ),
    ).toHaveLength(1);
    expect(explainChangeSet([nested, { ...definition, replacement: "True" }], queue)).toHaveLength(1);
  });
});

describe("inside the stack of the addons", () => {
  const faster: Template = {
    Resources: {
      Table: { ...table, Properties: { ...table.Properties, BillingMode: "PROVISIONED" } },
      Policy: policy,
      Topic: { Type: "AWS::SNS::Topic" },
    },
  };
  const planned = addonsUpdate(faster);
  const change = inAddons("Table", "AWS::DynamoDB::Table");

  test("what their template changes is explained", () => {
    const topic = inAddons("Topic", "AWS::SNS::Topic", { action: "Add" });
    expect(explainChangeSet([change, topic], planned)).toEqual([]);
    expect(planned.impact.modifies).toContain("AddonsStack/Table");
  });

  test.each<[string, ListedChange, string]>([
    ["an unplanned change", inAddons("Policy", "AWS::IAM::ManagedPolicy"), "not planned"],
    ["an unplanned resource", inAddons("Queue", "AWS::SQS::Queue", { action: "Add" }), "would be created"],
    ["an unplanned deletion", inAddons("Policy", "AWS::IAM::ManagedPolicy", { action: "Remove" }), "deleted"],
    ["a harsher replacement", { ...change, replacement: "True" }, "would be replaced"],
    [
      "a change in a stack of their own",
      { ...change, resource: ["AddonsStack", "Table", "Deeper"] },
      "inside a stack of the addons",
    ],
  ])("%s is refused", (_name, surprise, message) => {
    const [only, ...others] = explainChangeSet([change, surprise], planned);
    expect(others).toEqual([]);
    expect(only?.message).toContain(message);
    expect(only?.resource).toBe(surprise.resource.join("/"));
  });

  test("nothing is explained while it is not known what is deployed", () => {
    expect(explainChangeSet([change], addonsUpdate(faster, "unknown"))).toHaveLength(1);
  });

  test("a table that the new template no longer has is data at risk, and so is one whose addons go as a whole", () => {
    expect(addonsUpdate({ Resources: { Policy: policy } }).impact.dataAtRisk).toEqual(["AddonsStack/Table"]);
    expect(addonsUpdate(undefined).impact.dataAtRisk).toEqual(["AddonsStack/Table"]);
    const kept = { Resources: { Table: { ...table, DeletionPolicy: "Retain" } } };
    expect(addonsUpdate(undefined, kept).impact.dataAtRisk).toEqual([]);
  });

  test("a table whose key changes is data at risk", () => {
    const rekeyed = {
      ...table,
      Properties: { ...table.Properties, KeySchema: [{ AttributeName: "other" }] },
    };
    const step = addonsUpdate({ Resources: { Table: rekeyed, Policy: policy } });
    expect(step.impact.dataAtRisk).toEqual(["AddonsStack/Table"]);
  });
});
