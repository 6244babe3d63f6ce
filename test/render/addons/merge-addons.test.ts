import { expect, test } from "vitest";
import { mergeAddons, type AddonsScope } from "../../../src/render/addons/merge-addons.ts";

const parameters = "Parameters:\n  App: {Type: String}\n  Env: {Type: String}\n  Name: {Type: String}\n";

function merged(files: Readonly<Record<string, string>>, scope: AddonsScope = "workload") {
  return mergeAddons(
    scope,
    Object.entries(files).map(([name, text]) => ({ path: `copilot/api/addons/${name}`, text })),
  );
}

test("sections are merged key by key, mappings one level deeper, and transforms are collected", () => {
  const result = merged({
    "a.yml": `${parameters}AWSTemplateFormatVersion: 2010-09-09
Description: left out
Mappings: {M: {one: {x: 1}}}
Transform: A
Resources: {Q: {Type: AWS::SQS::Queue}}
`,
    "b.yaml": `Parameters:
  App: {Type: String} # the same
Mappings: {M: {one: {x: 1}, two: {x: 2}}}
Transform: [A, B]
Resources:
  Q:
    Type: 'AWS::SQS::Queue'
  R: {Type: AWS::SNS::Topic}
`,
    "notes.txt": ": not YAML",
  });
  expect(result).toEqual({
    kind: "ok",
    value: {
      template: {
        Parameters: { App: { Type: "String" }, Env: { Type: "String" }, Name: { Type: "String" } },
        Mappings: { M: { one: { x: 1 }, two: { x: 2 } } },
        Transform: ["A", "B"],
        Resources: { Q: { Type: "AWS::SQS::Queue" }, R: { Type: "AWS::SNS::Topic" } },
      },
      parameters: {},
    },
  });
});

const resource = (body: string): string => `Resources:\n  Q: ${body}\n`;

test.each([
  ["quoted in one file", resource("{Type: 'A::B::C', N: 1}"), resource("{Type: A::B::C, N: 1}"), true],
  ["in block style in one file", resource("{Type: A}"), resource("\n    Type: A # so"), true],
  ["with its keys in another order", resource("{Type: A, N: 1}"), resource("{N: 1, Type: A}"), false],
  ["with a number as text", resource("{Type: A, N: 1}"), resource("{Type: A, N: '1'}"), false],
  [
    "with a short tag in one file",
    resource("{Type: A, N: !Ref X}"),
    resource("{Type: A, N: {Ref: X}}"),
    false,
  ],
  [
    "with number-like keys in another order",
    resource("{Type: A, 2: x, 1: y}"),
    resource("{Type: A, 1: y, 2: x}"),
    false,
  ],
])("one resource %s is the same or a conflict", (_how, first, second, same) => {
  const result = merged({ "a.yml": `${parameters}${first}`, "b.yml": second });
  if (same) expect(result.kind).toBe("ok");
  else
    expect(result).toMatchObject({
      fault: { code: "conflicting-resource", key: "Q", file: "copilot/api/addons/b.yml" },
    });
});

test.each([
  ["Metadata: {A: 1}", "Metadata: {A: 2}", "conflicting-metadata", "A"],
  ["Mappings: {M: {a: {x: 1}}}", "Mappings: {M: {a: {x: 2}}}", "conflicting-mapping", "M.a"],
  ["Conditions: {C: !Equals [a, b]}", "Conditions: {C: !Equals [a, c]}", "conflicting-condition", "C"],
  ["Outputs: {O: {Value: 1}}", "Outputs: {O: {Value: 2}}", "conflicting-output", "O"],
])("%s and %s are a conflict", (first, second, code, key) => {
  const base = `${parameters}Resources: {Q: {Type: A}}\n`;
  expect(merged({ "a.yml": `${base}${first}\n`, "b.yml": `${second}\n` })).toMatchObject({
    fault: { code, key },
  });
});

const template = `${parameters}  Size: {Type: String}\n  Kind: {Type: String, Default: ""}\nResources: {Q: {Type: A}}\n`;

test("the parameters file gives values, as intrinsics of the parent stack", () => {
  const result = merged({
    "a.yml": template,
    "addons.parameters.yml": "Parameters: {Size: !GetAtt Service.Name}\n",
  });
  expect(result).toMatchObject({ value: { parameters: { Size: { "Fn::GetAtt": ["Service", "Name"] } } } });
});

test.each([
  ["no file", {}, "addons-not-found", undefined],
  ["only a parameters file", { "addons.parameters.yml": "Parameters: {}" }, "addons-not-found", undefined],
  ["a parameter without a value", { "a.yml": template }, "parameter-without-value", "Size"],
  [
    "a value that no addon asks for",
    { "a.yml": template, "addons.parameters.yaml": "Parameters: {Size: 1, Sise: 2}" },
    "unneeded-parameter",
    "Sise",
  ],
  [
    "a value for a reserved parameter",
    { "a.yml": template, "addons.parameters.yml": "Parameters: {Size: 1, Name: x}" },
    "reserved-parameter",
    "Name",
  ],
  [
    "a template that does not declare a reserved parameter",
    { "a.yml": "Parameters: {App: {Type: String}, Env: {Type: String}}\nResources: {Q: {Type: A}}" },
    "required-parameter-missing",
    "Name",
  ],
  [
    "two parameters files",
    {
      "a.yml": template,
      "addons.parameters.yml": "Parameters: {Size: 1}",
      "addons.parameters.yaml": "Parameters: {}",
    },
    "multiple-parameter-files",
    undefined,
  ],
  [
    "a parameters file without its section",
    { "a.yml": template, "addons.parameters.yml": "Size: 1" },
    "parameters-section-missing",
    undefined,
  ],
  ["a file that cannot be read", { "a.yml": "a: [" }, "unreadable-file", undefined],
  ["a file that is no map", { "a.yml": "- a" }, "unreadable-file", undefined],
  ["a section that is no map", { "a.yml": `${template}Outputs: []` }, "invalid-template", undefined],
  ["no resource", { "a.yml": parameters }, "invalid-template", undefined],
])("%s is refused", (_situation, files, code, key) => {
  const result = merged(files);
  expect(result).toMatchObject({ kind: "refused", fault: { code } });
  expect(result.kind === "refused" && result.fault.key).toBe(key);
});

test("a file that cannot be read is named with the place", () => {
  expect(merged({ "a.yml": "a: 1\nb: [" })).toMatchObject({
    fault: {
      file: "copilot/api/addons/a.yml",
      line: 2,
      message: expect.stringContaining("copilot/api/addons/a.yml, line 2"),
    },
  });
});

test("an environment's addons need no parameter Name", () => {
  const text = "Parameters: {App: {Type: String}, Env: {Type: String}}\nResources: {Q: {Type: A}}\n";
  expect(merged({ "a.yml": text }, "environment").kind).toBe("ok");
});
