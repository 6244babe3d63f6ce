import { describe, expect, test } from "vitest";
import type { CauseExample } from "../../src/diagnosis/cause.ts";
import { causes } from "../../src/diagnosis/causes.ts";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import type { Scene } from "../../src/domain/diagnosis.ts";
import type { Sign } from "../../src/domain/sign.ts";

const at = new Date("2026-11-20T09:00:00Z");
const scene: Scene = {
  application: "shop",
  environment: "develop",
  workload: "api",
  region: "eu-west-1",
  stack: "shop-develop-api",
};

/** The words as the sign that carries them. */
function signOf({ kind, words, exitCode }: CauseExample): Sign {
  switch (kind) {
    case "stack-event":
      return { kind, at, resource: ["Thing"], type: "AWS::X::Thing", status: "CREATE_FAILED", reason: words };
    case "stopped-task": {
      const started = words.startsWith("Essential container");
      const [reason = "", own] = words.split("; ");
      return {
        kind,
        at,
        task: "1a2b",
        service: "api",
        ...(started ? { ran: 3 } : {}),
        stopCode: started ? "EssentialContainerExited" : "TaskFailedToStart",
        reason,
        containers: [
          {
            name: "api",
            image: "shop/api:1",
            health: "UNKNOWN",
            ...(exitCode === undefined ? {} : { exitCode }),
            ...(own === undefined ? {} : { reason: own }),
          },
        ],
      };
    }
    case "service-event":
      return { kind, at, service: "api", message: words };
    case "rollout":
      return { kind, at, service: "api", reason: words };
    case "unhealthy-target": {
      const [reason = "", description = ""] = words.split(": ");
      return { kind, at, targetGroup: "group", target: "10.0.0.1:8080", reason, description };
    }
    case "log-line":
      return { kind, at, container: "api", text: words };
    case "refusal": {
      const [code = "", ...message] = words.split(": ");
      return { kind, at, doing: "do it", code, message: message.join(": ") };
    }
  }
}

describe.each(causes)("$reason", ({ reason, examples, title }) => {
  test.each(examples)("is recognised in AWS's words: $words", (example) => {
    const found = diagnose([signOf(example)], scene);
    expect(found?.reason).toBe(reason);
    expect(found?.resource).not.toBe("");
    expect(found?.remedy).not.toMatch(/undefined|NaN/);
    expect(`${found?.message} ${found?.resource}`).not.toMatch(/undefined|NaN/);
  });

  test("has a title, and an example with its source", () => {
    expect(title).not.toBe("");
    expect(examples.length).toBeGreaterThan(0);
    for (const { source } of examples) expect(source).toMatch(/^https:\/\//);
  });
});

test("no two causes share a reason", () => {
  expect(new Set(causes.map(({ reason }) => reason)).size).toBe(causes.length);
});
