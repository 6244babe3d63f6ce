import { expect, test } from "vitest";
import type { Json } from "../../../src/domain/template.ts";
import { classifyOutputs, groupOutputs } from "../../../src/render/addons/classify-outputs.ts";
import { findLocalFiles } from "../../../src/render/addons/local-files.ts";

const Resources: Json = {
  Secret: { Type: "AWS::SecretsManager::Secret" },
  Policy: { Type: "AWS::IAM::ManagedPolicy" },
  Group: { Type: "AWS::EC2::SecurityGroup" },
  Table: { Type: "AWS::DynamoDB::Table" },
};

test("outputs keep their order and are grouped by what a workload does with them", () => {
  const Outputs = {
    tableName: { Value: { Ref: "Table" } },
    groupId: { Value: { Ref: " Group " } },
    policyArn: { Value: { Ref: "Policy" } },
    secretArn: { Value: { Ref: "Secret" } },
    secretToo: { Value: { "Fn::GetAtt": ["Secret", "Id"] } },
    fixed: { Value: "x" },
    elsewhere: { Value: { Ref: "Nothing" } },
  };
  const result = classifyOutputs({ Resources, Outputs });
  if (result.kind === "refused") throw new Error(result.fault.message);
  expect(result.value.map(({ name, use }) => `${name} ${use}`)).toEqual([
    "tableName variable",
    "groupId security-group",
    "policyArn managed-policy",
    "secretArn secret",
    "secretToo variable",
    "fixed variable",
    "elsewhere variable",
  ]);
  expect(groupOutputs(result.value)).toEqual({
    variables: ["tableName", "groupId", "secretToo", "fixed", "elsewhere"],
    secrets: ["secretArn"],
    managedPolicies: ["policyArn"],
    securityGroups: ["groupId"],
  });
});

test.each<[string, Json, string]>([
  ["no resources", {}, "resources-not-a-map"],
  ["a resource that is no map", { Resources: { A: "x" } }, "resource-type-missing"],
  ["a type that is no text", { Resources: { A: { Type: {} } } }, "resource-type-missing"],
  ["outputs that are a list", { Resources, Outputs: [] }, "outputs-not-a-map"],
  ["an output that is no map", { Resources, Outputs: { A: "x" } }, "output-value-missing"],
])("%s are refused", (_situation, template, code) => {
  expect(classifyOutputs(template)).toMatchObject({ kind: "refused", fault: { code } });
});

test("a template without outputs has none, and an output without a value is a variable", () => {
  expect(classifyOutputs({ Resources })).toEqual({ kind: "ok", value: [] });
  expect(classifyOutputs({ Resources, Outputs: { A: null } })).toEqual({
    kind: "ok",
    value: [{ name: "A", use: "variable" }],
  });
});

test("files of the repository are found in packaged properties and includes, and places in S3 are not", () => {
  const found = findLocalFiles({
    Resources: {
      F: { Type: "AWS::Lambda::Function", Properties: { Code: "lambdas/f" } },
      G: { Type: "AWS::Lambda::Function", Properties: { Code: { ZipFile: "x" } } },
      S: { Type: "AWS::Serverless::Function", Properties: { CodeUri: "s3://b/k" } },
      J: { Type: "AWS::Glue::Job", Properties: { Command: { ScriptLocation: "j.py" } } },
    },
    Mappings: { "Fn::Transform": { Name: "AWS::Include", Parameters: { Location: "m.yml" } } },
  });
  expect(found).toEqual([
    {
      pointer: "/Resources/F/Properties/Code",
      path: "lambdas/f",
      form: "zip",
      location: { bucket: "S3Bucket", key: "S3Key" },
    },
    {
      pointer: "/Resources/J/Properties/Command/ScriptLocation",
      path: "j.py",
      form: "as-is",
      location: "uri",
    },
    { pointer: "/Mappings/Fn::Transform/Parameters/Location", path: "m.yml", form: "as-is", location: "uri" },
  ]);
});
