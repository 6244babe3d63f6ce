import { describe, expect, test } from "vitest";
import type { Template } from "../../src/domain/template.ts";
import { impactOf } from "../../src/plan/impact.ts";
import { resourceEffects } from "../../src/plan/resource-effects.ts";
import { resolveResources } from "../../src/template/resolve-resources.ts";
import { serviceTemplate, withProperties, withResource } from "../support/stacks.ts";

function resolved(template: Template, image = "repo:1"): ReturnType<typeof resolveResources> {
  return resolveResources(template, {
    parameters: { ContainerImage: image, TaskCount: "1", AddonsTemplateURL: "" },
    pseudo: {},
  });
}

describe("what follows from a change", () => {
  test("a parameter that a resource refers to changes that resource, and a new task definition restarts its service", () => {
    const before = resolved(serviceTemplate);
    const effects = resourceEffects(before, resolved(serviceTemplate, "repo:2"));
    expect(Object.fromEntries(effects)).toEqual({
      TaskDefinition: {
        type: "AWS::ECS::TaskDefinition",
        kind: "modify",
        replacement: "yes",
        properties: ["ContainerDefinitions"],
      },
      Service: {
        type: "AWS::ECS::Service",
        kind: "follow",
        replacement: "no",
        properties: ["TaskDefinition"],
      },
    });
    expect(impactOf(effects, before, before)).toMatchObject({ restarts: ["Service"], replaces: [] });
  });

  test("a change of a role reaches the task definition that reads its ARN, which may then be replaced", () => {
    const effects = resourceEffects(
      resolved(serviceTemplate),
      resolved(withProperties("TaskRole", { Policies: [{ PolicyName: "x" }] })),
    );
    expect(effects.get("TaskDefinition")).toMatchObject({ kind: "follow", replacement: "maybe" });
    expect(impactOf(effects, resolved(serviceTemplate), resolved(serviceTemplate)).access).toEqual([
      "TaskRole",
    ]);
  });

  test("nothing changes between a template and itself", () => {
    expect([...resourceEffects(resolved(serviceTemplate), resolved(serviceTemplate))]).toEqual([]);
  });

  test("a resource whose type changes is replaced", () => {
    const effects = resourceEffects(
      resolved(serviceTemplate),
      resolved(withResource("Queue", { Type: "AWS::SNS::Topic" })),
    );
    expect(effects.get("Queue")).toMatchObject({ kind: "modify", replacement: "yes" });
  });

  test("a type that nobody knows may be replaced by any change", () => {
    const before = withResource("Thing", { Type: "Vendor::New::Thing", Properties: { A: 1 } });
    const after = withResource("Thing", { Type: "Vendor::New::Thing", Properties: { A: 2 } });
    expect(resourceEffects(resolved(before), resolved(after)).get("Thing")?.replacement).toBe("maybe");
  });
});
