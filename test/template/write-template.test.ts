import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Json, Template } from "../../src/domain/template.ts";
import { readTemplate } from "../../src/template/read-template.ts";
import { readYaml } from "../../src/template/read-yaml.ts";
import { writeTemplate, writeYaml } from "../../src/template/write-template.ts";

/** Texts that YAML readers take for something else when they stand without quotes, and texts of several lines. */
const awkward = fc.oneof(
  fc.constantFrom(
    ..."yes no on off y n true FALSE null ~ 012 0o7 0x1F 1e3 1.10 .5 12:30:45 2012-10-17 10.0.0.0/16 = << - ? : !".split(
      " ",
    ),
    "",
    " a",
    "a ",
    "a: b",
    "a #b",
    "a:",
    "#a",
    "*a",
    "&a",
    "@a",
    "`a`",
    "---",
    "...",
    "{a}",
    "[a]",
    "a, b",
    "a\nb",
    "a\nb\n",
    "a\nb\n\n",
    "\na",
    " a\nb",
    "a\n b\n",
    "a\n\n  \nb\n",
    "a \nb\n",
    "a\r\nb",
    "a\tb\nc",
    "\u2028",
    "a\u0085b\nc",
    "\ufeff",
    "\u{1f600}\nb",
    "\ud800",
    "__proto__",
    "constructor",
    "0".repeat(600),
  ),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(" ", "\n", "\t", "a", "#", ":", "-", "'", '"', "|", "\\", "\r"),
    maxLength: 9,
  }),
);

const scalar = fc.oneof(
  awkward,
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => value + 0),
);

const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    scalar,
    fc.array(tie("json"), { maxLength: 4 }),
    fc
      .array(fc.tuple(awkward, tie("json")), { maxLength: 4 })
      .map((entries) => Object.fromEntries(entries.filter(([key]) => key !== "Fn::GetAtt"))),
  ),
}));

test("reading what was written gives the same data", () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = writeYaml(value);
      expect({ text, reading: readYaml(text) }).toEqual({ text, reading: { kind: "read", value } });
    }),
    { numRuns: 2_000 },
  );
});

test("any YAML 1.2 reader takes what was written for the same data", () => {
  fc.assert(
    fc.property(json.filter(hasNoProtoKey), (value) => {
      expect(parse(writeYaml(value), { version: "1.2", schema: "core" })).toEqual(value);
    }),
    { numRuns: 500 },
  );
});

test("text that a reader of YAML 1.1 could take for something else is quoted", () => {
  fc.assert(
    fc.property(scalar, (value) => {
      expect(parse(writeYaml({ value }), { version: "1.1", schema: "yaml-1.1" })).toEqual({ value });
    }),
    { numRuns: 2_000 },
  );
});

test("a template keeps its order, sets resources apart and writes long texts as blocks", () => {
  const template: Template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "the api of shop",
    Parameters: { Name: { Type: "String", Default: "" } },
    Resources: {
      Topic: {
        Type: "AWS::SNS::Topic",
        Properties: { Tags: [{ Key: "a", Value: { "Fn::Sub": "${AWS::StackName}-x" } }] },
      },
      Function: {
        Type: "AWS::Lambda::Function",
        Properties: { Code: { ZipFile: "exports.x = 1;\n\nexports.y = 2;\n" }, Layers: [] },
      },
    },
  };
  const text = writeTemplate(template);
  expect(text).toBe(`AWSTemplateFormatVersion: "2010-09-09"

Description: the api of shop

Parameters:
  Name:
    Type: String
    Default: ""

Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      Tags:
        - Key: a
          Value:
            Fn::Sub: \${AWS::StackName}-x

  Function:
    Type: AWS::Lambda::Function
    Properties:
      Code:
        ZipFile: |
          exports.x = 1;

          exports.y = 2;
      Layers: []
`);
  expect(readTemplate(text)).toEqual({ kind: "read", template });
});

/** The yaml package drops the key `__proto__` when it makes objects. */
function hasNoProtoKey(value: Json): boolean {
  return !JSON.stringify(value).includes('"__proto__":');
}
