import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { interpolate } from "../../src/manifest/interpolation.ts";
import { parseManifest } from "../../src/manifest/manifest-document.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";

const values = {
  application: "shop",
  environment: "prod",
  variables: { TAG: "3.10", LIST: '["sg-1", "sg-2"]', QUOTE: 'say "hi"', LINES: "a\nb", EMPTY: "" },
};

describe("values", () => {
  test.each([
    [
      "the application and the environment are predefined",
      "a: ${COPILOT_APPLICATION_NAME}/${COPILOT_ENVIRONMENT_NAME}",
      { a: "shop/prod" },
    ],
    ["a declared variable is replaced inside a text", "a: app:${TAG}", { a: "app:3.10" }],
    ["a replaced value stays a text", "a: ${TAG}", { a: "3.10" }],
    ["keys are left alone", "${TAG}: x", { "${TAG}": "x" }],
    ["numbers are left alone", "a: 5", { a: 5 }],
    ["a JSON list of texts becomes a list", "a: ${LIST}", { a: ["sg-1", "sg-2"] }],
    ["a JSON list inside a longer text stays a text", "a: x${LIST}", { a: 'x["sg-1", "sg-2"]' }],
    ["a JSON list in a literal block stays a text", 'a: |\n  ["x"]\n', { a: '["x"]\n' }],
    ["a JSON list without any variable becomes a list", `a: '["x"]'`, { a: ["x"] }],
    ["a JSON list of numbers stays a text", `a: '[1, 2]'`, { a: "[1, 2]" }],
    ["an empty JSON list stays a text", `a: '[]'`, { a: "[]" }],
    ["an escaped variable loses its backslash", "a: \\${TAG}", { a: "${TAG}" }],
    ["an empty value is a value", "a: x${EMPTY}y", { a: "xy" }],
    ["quotes in a value survive", "a: ${QUOTE}", { a: 'say "hi"' }],
    ["line ends in a value survive", "a: ${LINES}", { a: "a\nb" }],
    ["what is no name is no variable", "a: ${1x} $TAG ${TAG", { a: "${1x} $TAG ${TAG" }],
    ["the anchored text is replaced for its aliases too", "a: &x ${TAG}\nb: *x", { a: "3.10", b: "3.10" }],
    [
      "a folded block is replaced in place",
      "a: >-\n  one ${TAG}\n  two\nb: x",
      { a: "one 3.10 two", b: "x" },
    ],
    ["a literal block keeps what follows it", "a: |\n  one ${TAG}\nb: x", { a: "one 3.10\n", b: "x" }],
    [
      "flow collections are replaced in place",
      "a: [x, '${TAG}', {b: '${TAG}'}]",
      { a: ["x", "3.10", { b: "3.10" }] },
    ],
  ])("%s", (_situation, text, expected) => {
    const result = run(text);
    expect(result.faults).toEqual([]);
    expect(parse(result.text)).toEqual(expected);
  });

  test("values under a tag are left to CloudFormation", () => {
    expect(run("a: !Sub x-${TAG}\n").text).toBe("a: !Sub x-${TAG}\n");
  });

  test("comments and layout stay as they were", () => {
    const text = "# head\na:   ${TAG}  # the tag\n\nb: [ 1,2 ]\n";
    expect(run(text).text).toBe('# head\na:   "3.10"  # the tag\n\nb: [ 1,2 ]\n');
  });

  test("a text without variables is handed back as it was", () => {
    const text = "a: 1 # x\n";
    expect(run(text).text).toBe(text);
  });

  test("a value that looks like a replacement pattern is taken literally", () => {
    const variables = { A: "$&$1$$" };
    expect(parse(run("a: ${A}", { ...values, variables }).text)).toEqual({ a: "$&$1$$" });
  });
});

describe("faults", () => {
  test("every variable that is not defined is named with its place", () => {
    const reading = readWorkloadManifest(
      "name: a\ntype: Static Site\nfiles:\n  - source: ${ONE}\nhttp:\n  alias: ${TWO}\n",
      {
        file: "copilot/a/manifest.yml",
        interpolation: values,
      },
    );
    expect(reading).toMatchObject({
      kind: "invalid",
      findings: [
        {
          code: "undefined-variable",
          field: "files[0].source",
          place: { line: 4, column: 13 },
          message: expect.stringContaining("ONE"),
        },
        {
          code: "undefined-variable",
          field: "http.alias",
          place: { line: 6, column: 10 },
          message: expect.stringContaining("TWO"),
        },
      ],
    });
  });

  test("a section of another environment is replaced too", () => {
    expect(run("environments:\n  test:\n    a: ${NOBODY}\n").faults).toHaveLength(1);
  });

  test("a predefined name cannot be given another value", () => {
    const variables = { COPILOT_ENVIRONMENT_NAME: "test" };
    expect(run("a: ${COPILOT_ENVIRONMENT_NAME}", { ...values, variables }).faults).toMatchObject([
      { code: "predefined-variable-overridden", variable: "COPILOT_ENVIRONMENT_NAME" },
    ]);
  });

  test("names of the language itself are no variables", () => {
    expect(run("a: ${constructor} ${__proto__}").faults).toHaveLength(2);
  });

  test("the process's own environment is never looked at", () => {
    expect(run("a: ${PATH}").faults).toMatchObject([{ code: "undefined-variable", variable: "PATH" }]);
  });

  test("a number field cannot be filled, as in Copilot", () => {
    const reading = readWorkloadManifest(
      "name: a\ntype: Backend Service\nimage: {location: x, port: '${PORT}'}\n",
      { file: "m", interpolation: { ...values, variables: { PORT: "80" } } },
    );
    expect(reading).toMatchObject({ findings: [{ code: "wrong-type", field: "image.port" }] });
  });
});

function run(
  text: string,
  interpolation = values as Parameters<typeof interpolate>[2],
): ReturnType<typeof interpolate> {
  const parsed = parseManifest(text, { file: "m" });
  if (parsed.kind === "invalid") throw new Error(JSON.stringify(parsed.findings));
  return interpolate(text, parsed.document.root, interpolation);
}
