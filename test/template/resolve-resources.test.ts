import { describe, expect, test } from "vitest";
import type { Json, Template } from "../../src/domain/template.ts";
import { resolveResources } from "../../src/template/resolve-resources.ts";

const known = { parameters: { Port: "80", Url: "", Name: "api" }, pseudo: { "AWS::Region": "eu-west-1" } };

function resolve(value: Json, sections: Partial<Template> = {}): Json | undefined {
  const template: Template = {
    ...sections,
    Parameters: {
      Port: { Type: "Number" },
      Url: { Type: "String", Default: "x" },
      Name: { Type: "String" },
      Left: { Type: "String", Default: "out" },
    },
    Resources: { R: { Type: "T", Properties: { P: value } } },
  };
  return resolveResources(template, known).get("R")?.Properties?.["P"];
}

const conditions = {
  HasUrl: { "Fn::Not": [{ "Fn::Equals": [{ Ref: "Url" }, ""] }] },
  IsWeb: { "Fn::Equals": [{ Ref: "Port" }, 80] },
  Both: { "Fn::And": [{ Condition: "HasUrl" }, { Condition: "IsWeb" }] },
  Either: { "Fn::Or": [{ Condition: "HasUrl" }, { Condition: "IsWeb" }] },
  Unknown: { "Fn::Equals": [{ Ref: "AWS::Partition" }, "aws"] },
  Round: { "Fn::Not": [{ Condition: "Round" }] },
};

describe("values", () => {
  test.each<[string, Json, Json | undefined]>([
    ["a parameter becomes its value", { Ref: "Port" }, "80"],
    ["a parameter that was not given becomes its default", { Ref: "Left" }, "out"],
    ["a known pseudo parameter becomes its value", { Ref: "AWS::Region" }, "eu-west-1"],
    ["an unknown one stays", { Ref: "AWS::Partition" }, { Ref: "AWS::Partition" }],
    ["a reference to a resource stays", { "Fn::GetAtt": ["Role", "Arn"] }, { "Fn::GetAtt": ["Role", "Arn"] }],
    ["text with known names is filled in", { "Fn::Sub": "${Name}-${AWS::Region}" }, "api-eu-west-1"],
    [
      "text with a resource in it is filled in as far as it goes",
      { "Fn::Sub": "${Name}-${Role.Arn}" },
      { "Fn::Sub": "api-${Role.Arn}" },
    ],
    [
      "a Sub with names of its own",
      { "Fn::Sub": ["${A}-${B}", { A: { Ref: "Name" }, B: { Ref: "Role" } }] },
      { "Fn::Sub": ["api-${B}", { B: { Ref: "Role" } }] },
    ],
    ["a join of known parts becomes text", { "Fn::Join": ["-", ["a", { Ref: "Name" }]] }, "a-api"],
    ["a list loses what has no value", ["a", { Ref: "AWS::NoValue" }], ["a"]],
    ["a map loses what has no value", { A: { Ref: "AWS::NoValue" }, B: 1 }, { B: 1 }],
  ])("%s", (_name, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });
});

describe("conditions", () => {
  test.each<[string, Json | undefined]>([
    ["HasUrl", "no"],
    ["IsWeb", "yes"],
    ["Both", "no"],
    ["Either", "yes"],
    ["Unknown", { "Fn::If": ["Unknown", "yes", "no"] }],
    ["Round", { "Fn::If": ["Round", "yes", "no"] }],
  ])("%s decides its branch when it can be known", (name, expected) => {
    expect(resolve({ "Fn::If": [name, "yes", "no"] }, { Conditions: conditions })).toEqual(expected);
  });

  test.each([
    ["HasUrl", false],
    ["IsWeb", true],
    ["Unknown", true],
  ])("a resource under %s exists: %s", (Condition, exists) => {
    const template: Template = {
      Parameters: { Url: { Type: "String" }, Port: { Type: "Number" } },
      Conditions: conditions,
      Resources: { R: { Type: "T", Condition } },
    };
    expect(resolveResources(template, known).has("R")).toBe(exists);
  });
});
