import { expect, test } from "vitest";
import { readPipelineManifest } from "../../src/manifest/read-pipeline-manifest.ts";

const file = "copilot/pipelines/main/manifest.yml";

test("a pipeline's source, stages and approvals are read; a deployment without settings is there", () => {
  const text =
    "name: main\nversion: 1\nsource: {provider: GitHub, properties: {branch: main, repository: https://github.com/acme/shop}}\nstages:\n  - name: test\n    deployments: {api: }\n  - name: prod\n    requires_approval: true\n";
  expect(readPipelineManifest(text, { file })).toMatchObject({
    kind: "read",
    warnings: [],
    manifest: {
      source: {
        provider: "GitHub",
        properties: { branch: "main", repository: "https://github.com/acme/shop" },
      },
      stages: [
        { name: "test", deployments: { api: {} } },
        { name: "prod", requires_approval: true },
      ],
    },
  });
});

test.each([
  ["no version", "name: p\n", "invalid-enum-value", "version"],
  ["another version", "name: p\nversion: 2\n", "invalid-enum-value", "version"],
  ["a version in words", "name: p\nversion: one\n", "wrong-type", "version"],
  ["too long a name", `name: ${"p".repeat(101)}\nversion: 1\n`, "limit-exceeded", "name"],
  [
    "tests beside actions after deployments",
    "name: p\nversion: 1\nstages: [{name: t, test_commands: [a], post_deployments: {x: {buildspec: b}}}]\n",
    "mutually-exclusive",
    "stages[0].post_deployments",
  ],
  [
    "an action without a buildspec",
    "name: p\nversion: 1\nstages: [{name: t, pre_deployments: {x: }}]\n",
    "required-field-missing",
    "stages[0].pre_deployments[x].buildspec",
  ],
  [
    "a dependency that is not deployed",
    "name: p\nversion: 1\nstages: [{name: t, deployments: {a: {depends_on: [b]}}}]\n",
    "unknown-dependency",
    "stages[0].deployments[a].depends_on[0]",
  ],
])("a pipeline with %s is refused", (_situation, text, code, field) => {
  expect(readPipelineManifest(text, { file })).toMatchObject({
    kind: "invalid",
    findings: [{ code, field }],
  });
});

test("no variable is replaced in a pipeline, as in Copilot", () => {
  const text = "name: ${COPILOT_APPLICATION_NAME}\nversion: 1\n";
  expect(readPipelineManifest(text, { file })).toMatchObject({
    manifest: { name: "${COPILOT_APPLICATION_NAME}" },
  });
});
