import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import type { Scene } from "../../src/domain/diagnosis.ts";
import type { Sign, StackEventSign, StoppedTaskSign } from "../../src/domain/sign.ts";

const scene: Scene = {
  application: "shop",
  environment: "develop",
  workload: "api",
  region: "eu-west-1",
  stack: "shop-develop-api",
};

function moment(second: number): Date {
  return new Date(Date.UTC(2026, 10, 20, 9, 0, second));
}

function event(second: number, resource: string, type: string, reason: string): StackEventSign {
  return {
    kind: "stack-event",
    at: moment(second),
    resource: resource.split("/"),
    type,
    status: "UPDATE_FAILED",
    reason,
  };
}

function crash(second: number, exitCode: number): StoppedTaskSign {
  return {
    kind: "stopped-task",
    at: moment(second),
    task: String(second),
    service: "api",
    ran: 2,
    stopCode: "EssentialContainerExited",
    reason: "Essential container in task exited",
    containers: [{ name: "api", image: "shop/api:1", exitCode, health: "UNKNOWN" }],
  };
}

const breaker = `Resource handler returned message: "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'." (RequestToken: 1, HandlerErrorCode: GeneralServiceException)`;

describe("of several signs", () => {
  test.each<readonly [what: string, signs: readonly Sign[], reason: string, resource: string]>([
    [
      "a task says why the circuit breaker tripped",
      [crash(1, 1), crash(2, 1), event(3, "Service", "AWS::ECS::Service", breaker)],
      "ContainerExited",
      "api",
    ],
    [
      "a resource that fails on its own is the cause, though tasks crash beside it",
      [crash(1, 1), event(3, "OrdersTable", "AWS::DynamoDB::Table", "orders already exists")],
      "NameTaken",
      "OrdersTable",
    ],
    [
      "the resource of a nested stack is named, and not the nested stack",
      [
        event(1, "AddonsStack/Table", "AWS::DynamoDB::Table", "orders already exists"),
        event(
          2,
          "AddonsStack",
          "AWS::CloudFormation::Stack",
          "Embedded stack arn:x was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to create: [Table]. ",
        ),
      ],
      "NameTaken",
      "AddonsStack/Table",
    ],
    [
      "what was cancelled because of another is not the cause",
      [
        event(1, "Rule", "AWS::Events::Rule", "Resource update cancelled"),
        event(1, "Queue", "AWS::SQS::Queue", "Rate exceeded"),
      ],
      "Throttled",
      "Queue",
    ],
    [
      "the cause that shows most often is told, and not one interruption beside it",
      [
        {
          ...crash(1, 0),
          stopCode: "SpotInterruption",
          reason: "Your Spot Task was interrupted.",
          containers: [],
        },
        crash(2, 1),
        crash(3, 1),
      ],
      "ContainerExited",
      "api",
    ],
    [
      "the status that a health check got says more than that it failed",
      [
        {
          ...crash(1, 0),
          stopCode: "ServiceSchedulerInitiated",
          reason: "Task failed ELB health checks in (target-group g)",
        },
        {
          kind: "service-event",
          at: moment(1),
          service: "api",
          message:
            "(service api) (port 80) is unhealthy in (target-group g) due to (reason Health checks failed with these codes: [404]).",
        },
      ],
      "TargetBadAnswer",
      "g",
    ],
    [
      "with the circuit breaker's word alone it is told that nothing says why",
      [event(3, "Service", "AWS::ECS::Service", breaker)],
      "CircuitBreaker",
      "Service",
    ],
  ])("%s", (_what, signs, reason, resource) => {
    const found = diagnose(signs, scene);
    expect(found?.reason).toBe(reason);
    expect(found?.resource).toContain(resource);
  });
});

test("tasks that a scheduler or a person stopped are no failure", () => {
  const scaled: Sign = {
    ...crash(1, 0),
    stopCode: "ServiceSchedulerInitiated",
    reason: "Scaling activity initiated by (deployment ecs-svc/1)",
  };
  expect(
    diagnose(
      [scaled, { ...crash(1, 137), stopCode: "UserInitiated", reason: "Task stopped by user" }],
      scene,
    ),
  ).toBe(undefined);
});

test("the order in which signs come in makes no difference", () => {
  const signs: readonly Sign[] = [
    crash(1, 1),
    crash(2, 137),
    crash(3, 1),
    event(4, "Service", "AWS::ECS::Service", breaker),
    event(5, "Rule", "AWS::Events::Rule", "Resource update cancelled"),
  ];
  const expected = diagnose(signs, scene);
  fc.assert(
    fc.property(fc.shuffledSubarray([...signs], { minLength: signs.length }), (shuffled) => {
      expect(diagnose(shuffled, scene)).toEqual(expected);
    }),
  );
});

test("any words are told in bounded length and time, without request ids", () => {
  const kinds = fc.constantFrom(
    "a".repeat(50),
    "arn:aws:x ",
    "'",
    '"',
    "(",
    " not found",
    "{",
    "\\",
    "\u0007",
    "\n",
  );
  fc.assert(
    fc.property(fc.array(kinds, { maxLength: 2_000 }), (parts) => {
      const begun = performance.now();
      const found = diagnose([event(1, "X", "AWS::X::Y", parts.join(""))], scene);
      expect(performance.now() - begun).toBeLessThan(1_000);
      expect(found?.words.length).toBeLessThanOrEqual(400);
      expect(found?.words).not.toMatch(/[\p{Cc}]/u);
    }),
    { numRuns: 100 },
  );
});
