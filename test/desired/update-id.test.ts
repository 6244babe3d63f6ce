import { describe, expect, test } from "vitest";
import { keptUpdateId } from "../../src/desired/update-id.ts";
import type { Template } from "../../src/domain/template.ts";
import { deployedStack, desiredStack, withProperties, withResource } from "../support/stacks.ts";

function scaled(id: string, template?: Template): Template {
  return withResource(
    "DynamicDesiredCountAction",
    { Type: "Custom::DynamicDesiredCountFunction", Properties: { UpdateID: id } },
    template,
  );
}

function idOf(template: Template): unknown {
  return template.Resources["DynamicDesiredCountAction"]?.Properties?.["UpdateID"];
}

const deployed = deployedStack(desiredStack({ template: scaled("copilot-wrote-this") }));
const rendered = desiredStack({ template: scaled("") });

describe("UpdateID", () => {
  test("is kept from the deployed stack while nothing else changes, whoever wrote it", () => {
    expect(idOf(keptUpdateId(rendered, deployed).template)).toBe("copilot-wrote-this");
  });

  test("is kept when only the functions' runtime or code change: they are refreshed by themselves", () => {
    const refreshed = desiredStack({
      template: scaled(
        "",
        withProperties("Function", { Runtime: "nodejs24.x", Code: { S3Bucket: "b", S3Key: "new.zip" } }),
      ),
    });
    expect(idOf(keptUpdateId(refreshed, deployed).template)).toBe("copilot-wrote-this");
  });

  test("changes with the image, so that the running count is asked for before the rollout", () => {
    const image = desiredStack({
      template: scaled(""),
      parameters: { ContainerImage: "repo:2", TaskCount: "1", AddonsTemplateURL: "" },
    });
    expect(idOf(keptUpdateId(image, deployed).template)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    );
  });

  test("follows from the rest of the stack: the same wish has the same id", () => {
    const [first, second] = [keptUpdateId(rendered, undefined), keptUpdateId(rendered, undefined)];
    expect(idOf(first.template)).toBe(idOf(second.template));
    expect(idOf(first.template)).not.toBe("");
  });

  test("is not there without autoscaling", () => {
    const plain = desiredStack();
    expect(keptUpdateId(plain, deployed)).toBe(plain);
  });
});
