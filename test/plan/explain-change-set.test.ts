import { describe, expect, test } from "vitest";
import type { ListedChange } from "../../src/domain/cloud.ts";
import type { DesiredStack } from "../../src/domain/desired.ts";
import type { StackStep } from "../../src/domain/plan.ts";
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
const addons = update(
  desiredStack({ parameters: { ContainerImage: "repo:1", TaskCount: "1", AddonsTemplateURL: "https://x" } }),
);
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
