import { describe, expect, test } from "vitest";
import type { DesiredStack, DesiredWorkload } from "../../src/domain/desired.ts";
import { absent, type Observed, present, unreadable } from "../../src/domain/observed.ts";
import { operationToken } from "../../src/domain/operation-token.ts";
import { nothingRecorded, type RecordedState } from "../../src/domain/records.ts";
import type { ObservedStack } from "../../src/domain/stack.ts";
import { type StackStatus, stackStatuses } from "../../src/domain/stack-status.ts";
import type { Template } from "../../src/domain/template.ts";
import type { StackPlan } from "../../src/plan/plan-stack.ts";
import { planWorkload } from "../../src/plan/plan-workload.ts";
import { deployedStack, desiredStack, judgedStack, withProperties, withResource } from "../support/stacks.ts";

function plan(
  desired: DesiredStack,
  observed: Observed<ObservedStack>,
  records = nothingRecorded,
): StackPlan {
  const workload: DesiredWorkload = {
    kind: "rendered",
    workload: "api",
    type: "Backend Service",
    stack: desired,
    warnings: [],
    images: {},
    dependsOn: [],
    judged: judgedStack(desired, { environment: "test", workload: "api" }),
  };
  return planWorkload("test", workload, observed, records);
}

function told(planned: StackPlan): string {
  if (planned.kind === "steps") return planned.steps.map((step) => step.kind).join(" then ");
  return planned.kind === "held" ? `held ${planned.held.reason}` : planned.kind;
}

const newImage = desiredStack({
  parameters: { ContainerImage: "repo:2", TaskCount: "1", AddonsTemplateURL: "" },
});

describe("a workload is planned by what stands there", () => {
  const denied = unreadable({ disposition: "stall", reason: "AccessDenied", message: "not allowed" });
  test.each<[string, Observed<ObservedStack>, string]>([
    ["a stack that is not there is created", absent, "create-stack"],
    ["a stack that could not be read is held, never created", denied, "held Unreadable"],
    ["a stack that is as Git asks is in sync", present(deployedStack(newImage)), "in-sync"],
    ["a stack with another image is updated", present(deployedStack()), "update-stack"],
  ])("%s", (_name, observed, expected) => {
    expect(told(plan(newImage, observed))).toBe(expected);
  });

  const byStatus: Readonly<Partial<Record<StackStatus, string>>> = {
    CREATE_COMPLETE: "update-stack",
    UPDATE_COMPLETE: "update-stack",
    IMPORT_COMPLETE: "update-stack",
    IMPORT_ROLLBACK_COMPLETE: "update-stack",
    UPDATE_ROLLBACK_COMPLETE: "update-stack",
    REVIEW_IN_PROGRESS: "create-stack",
    DELETE_COMPLETE: "create-stack",
    CREATE_FAILED: "held FailedCreate",
    ROLLBACK_COMPLETE: "held FailedCreate",
    ROLLBACK_FAILED: "held FailedCreate",
    DELETE_FAILED: "held StackStuck",
    UPDATE_FAILED: "held StackStuck",
    UPDATE_ROLLBACK_FAILED: "held StackStuck",
    IMPORT_ROLLBACK_FAILED: "held StackStuck",
  };
  test.each(stackStatuses)("a stack in %s is planned as its status allows", (status) => {
    const expected = byStatus[status] ?? "held StackBusy";
    expect(told(plan(newImage, present(deployedStack(desiredStack(), { status }))))).toBe(expected);
  });
});

describe("differences that do not count by themselves", () => {
  const base = desiredStack();
  test.each([
    [
      "the stamp and Copilot's version",
      desiredStack({
        template: { ...base.template, Metadata: { Version: "v1.29.0", Autoland: { Commit: "x" } } },
      }),
    ],
    ["the description", desiredStack({ template: { ...base.template, Description: "other words" } })],
    [
      "a number where text spells it",
      desiredStack({ template: withProperties("Queue", { DelaySeconds: "0" }) }),
    ],
  ])("%s", (_name, deployed) => {
    expect(told(plan(base, present(deployedStack(deployed))))).toBe("in-sync");
  });
});

describe("custom-resource functions", () => {
  const functions = withProperties("Function", {
    Runtime: "nodejs24.x",
    Code: { S3Bucket: "b", S3Key: "new.zip" },
  });

  test("are refreshed in a step of their own before anything else changes", () => {
    const desired = desiredStack({
      template: functions,
      parameters: { ContainerImage: "repo:2", TaskCount: "1", AddonsTemplateURL: "" },
    });
    const planned = plan(desired, present(deployedStack()));
    expect(told(planned)).toBe("refresh-functions then update-stack");
    const [first, second] = planned.kind === "steps" ? planned.steps : [];
    expect(first?.changes.map((change) => change.subject)).toEqual(["function-runtime", "function-code"]);
    expect(first?.desired.parameters["ContainerImage"]).toBe("repo:1");
    expect(second?.changes.map((change) => change.subject)).toEqual(["image"]);
  });

  test("are the only step when nothing else changes", () => {
    expect(told(plan(desiredStack({ template: functions }), present(deployedStack())))).toBe(
      "refresh-functions",
    );
  });
});

describe("what holds data", () => {
  const retained = {
    Type: "AWS::SQS::Queue",
    UpdateReplacePolicy: "Retain",
    DeletionPolicy: "Retain",
    Properties: { QueueName: "orders" },
  };
  const renamed = { ...retained, Properties: { QueueName: "renamed" } };
  test.each([
    [
      "is not replaced",
      desiredStack({ template: withProperties("Queue", { QueueName: "renamed" }) }),
      deployedStack(),
      "held DataAtRisk",
    ],
    [
      "is not deleted",
      desiredStack({ template: withResource("Queue", undefined) }),
      deployedStack(),
      "held DataAtRisk",
    ],
    [
      "may be changed in place",
      desiredStack({ template: withProperties("Queue", { DelaySeconds: 5 }) }),
      deployedStack(),
      "update-stack",
    ],
    [
      "may go when the deployed stack keeps the old one",
      desiredStack({ template: withResource("Queue", renamed) }),
      deployedStack(desiredStack({ template: withResource("Queue", retained) })),
      "update-stack",
    ],
  ])("%s", (_name, desired, deployed, expected) => {
    expect(told(plan(desired, present(deployed)))).toBe(expected);
  });
});

describe("a resource that would become another type", () => {
  const topic = { Type: "AWS::SNS::Topic", Properties: {} };
  const asTopic = withResource("Queue", topic);

  test("is held with both types, for CloudFormation refuses every such change set", () => {
    const planned = plan(desiredStack({ template: asTopic }), present(deployedStack()));
    expect(planned).toMatchObject({
      kind: "held",
      held: {
        reason: "ResourceTypeChanged",
        message: expect.stringContaining("Queue is AWS::SQS::Queue and would become AWS::SNS::Topic"),
        remedy: expect.stringContaining("aws cloudformation delete-stack --region"),
      },
    });
  });

  test("is an addition where a condition keeps the deployed one from existing", () => {
    const asleep = { Type: "AWS::SQS::Queue", Condition: "Never", Properties: {} };
    const deployed: Template = {
      ...withResource("Queue", asleep),
      Conditions: { Never: { "Fn::Equals": ["a", "b"] } },
    };
    const planned = plan(
      desiredStack({ template: asTopic }),
      present(deployedStack(desiredStack({ template: deployed }))),
    );
    expect(told(planned)).not.toBe("held ResourceTypeChanged");
  });
});

const retry = (when: string): RecordedState => ({
  ...nothingRecorded,
  retries: [{ environment: "test", workload: "api", at: new Date(when) }],
});

describe("quarantine", () => {
  const at = new Date("2026-03-01T10:00:00Z");
  const failedUpdate = (digest: string): ObservedStack =>
    deployedStack(desiredStack(), {
      status: "UPDATE_ROLLBACK_COMPLETE",
      rolledBack: {
        token: operationToken(digest, "0".repeat(64)),
        at,
        cause: { resource: "Service", type: "AWS::ECS::Service", reason: "it crashed" },
      },
    });
  const failedCreation = (digest: string): RecordedState => ({
    ...nothingRecorded,
    failedCreations: [{ environment: "test", workload: "api", digest, at, cause: "name taken" }],
  });

  test.each<[string, Observed<ObservedStack>, RecordedState, string]>([
    [
      "an update that failed is not tried again",
      present(failedUpdate(newImage.digest)),
      nothingRecorded,
      "held Quarantined",
    ],
    [
      "another change is tried after a failed one",
      present(failedUpdate("f".repeat(64))),
      nothingRecorded,
      "update-stack",
    ],
    [
      "a retry after the failure lifts it",
      present(failedUpdate(newImage.digest)),
      retry("2026-03-01T10:00:01Z"),
      "update-stack",
    ],
    [
      "a retry before the failure does not",
      present(failedUpdate(newImage.digest)),
      retry("2026-03-01T09:59:59Z"),
      "held Quarantined",
    ],
    [
      "a creation that failed is not tried again",
      absent,
      failedCreation(newImage.digest),
      "held Quarantined",
    ],
    [
      "another stack is created after a failed creation",
      absent,
      failedCreation("f".repeat(64)),
      "create-stack",
    ],
  ])("%s", (_name, observed, records, expected) => {
    expect(told(plan(newImage, observed, records))).toBe(expected);
  });
});

test("a workload that could not be rendered is held with its own reason and findings", () => {
  const finding = {
    code: "wrong-type",
    severity: "error" as const,
    place: { file: "copilot/api/manifest.yml", line: 3, column: 1 },
    field: "cpu",
    message: "cpu is text",
  };
  const planned = planWorkload(
    "test",
    {
      kind: "not-rendered",
      workload: "api",
      failure: {
        disposition: "stall",
        reason: "ManifestInvalid",
        message: "cpu is text",
        remedy: "make it a number",
      },
      findings: [finding],
    },
    present(deployedStack()),
    nothingRecorded,
  );
  expect(planned).toEqual({
    kind: "held",
    held: {
      environment: "test",
      workload: "api",
      reason: "ManifestInvalid",
      message: "cpu is text",
      remedy: "make it a number",
      findings: [finding],
    },
  });
});
