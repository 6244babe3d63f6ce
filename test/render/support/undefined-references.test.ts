import { expect, test } from "vitest";
import type { Template } from "../../../src/domain/template.ts";
import { undefinedReferences } from "./undefined-references.ts";

const resources = { Queue: { Type: "AWS::SQS::Queue" } };

test.each<[string, Partial<Template>, string]>([
  ["a Ref", { Outputs: { A: { Value: { Ref: "Other" } } } }, "Other, an output"],
  ["a GetAtt", { Outputs: { A: { Value: { "Fn::GetAtt": ["Other", "Arn"] } } } }, "Other, an output"],
  ["a Sub", { Outputs: { A: { Value: { "Fn::Sub": "x-${Other.Arn}" } } } }, "Other, an output"],
  ["a condition's parameter", { Conditions: { A: { "Fn::Equals": [{ Ref: "P" }, ""] } } }, "P, a condition"],
  ["an If", { Outputs: { A: { Value: { "Fn::If": ["Never", 1, 2] } } } }, "condition Never"],
  ["a DependsOn", { Resources: { ...resources, B: { Type: "T", DependsOn: "Other" } } }, "resource Other"],
  [
    "a resource's condition",
    { Resources: { ...resources, B: { Type: "T", Condition: "Never" } } },
    "condition Never",
  ],
])("%s to nothing is found", (_, change, missing) => {
  expect(undefinedReferences({ Resources: resources, ...change })).toEqual([missing]);
});

test("what is defined, and what AWS defines, is not", () => {
  const value = { "Fn::Sub": ["${AWS::Region}-${Queue}-${P}-${Own}", { Own: { Ref: "Queue" } }] };
  const template = {
    Parameters: { P: { Type: "String" } },
    Resources: resources,
    Outputs: { A: { Value: value } },
  };
  expect(undefinedReferences(template)).toEqual([]);
});
