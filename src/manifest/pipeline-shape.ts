import type {
  PipelineAction,
  PipelineBuild,
  PipelineDeployment,
  PipelineManifest,
  PipelineSource,
  PipelineStage,
} from "./pipeline-manifest.ts";
import { listOf, mapOf } from "./shape/collection-shapes.ts";
import { field, index, key } from "./shape/field-path.ts";
import type { FieldPath } from "./shape/field-path.ts";
import { anyJson, jsonMap } from "./shape/json-shapes.ts";
import { record } from "./shape/record-shape.ts";
import type { Report } from "./shape/report.ts";
import { boolean, integer, text } from "./shape/scalar-shapes.ts";
import { checked } from "./shape/shape.ts";

const action = record<PipelineAction>(
  { buildspec: text, depends_on: listOf(text) },
  {
    check: ({ buildspec }, at, report) => {
      if (buildspec) return;
      const message = "buildspec is missing; give the path of the commands to run.";
      report({ code: "required-field-missing", at: field(at, "buildspec"), message });
    },
  },
);
const actions = mapOf(action, { whenNull: {}, entries: "merged" });

const deployments = checked(
  mapOf(
    record<PipelineDeployment>({
      stack_name: text,
      template_path: text,
      template_config: text,
      depends_on: listOf(text),
    }),
    { whenNull: {}, entries: "merged" },
  ),
  checkDependencies,
);

const stage = record<PipelineStage>(
  {
    name: text,
    requires_approval: boolean,
    test_commands: listOf(text),
    deployments,
    pre_deployments: actions,
    post_deployments: actions,
  },
  {
    check: (value, at, report) => {
      if ((value.test_commands ?? []).length === 0 || value.post_deployments === undefined) return;
      const message = "test_commands and post_deployments are both given; keep post_deployments.";
      report({ code: "mutually-exclusive", at: field(at, "post_deployments"), message });
    },
  },
);

/** The fields of a pipeline's manifest. */
export const pipelineShape = record<PipelineManifest>({
  name: checked(text, checkName),
  version: integer,
  source: record<PipelineSource>({ provider: text, properties: jsonMap }),
  build: record<PipelineBuild>({
    image: text,
    buildspec: text,
    additional_policy: record<NonNullable<PipelineBuild["additional_policy"]>>({ PolicyDocument: anyJson }),
  }),
  stages: listOf(stage),
});

function checkName(name: string, at: FieldPath, report: Report): void {
  if (new TextEncoder().encode(name).length <= 100) return;
  report({
    code: "limit-exceeded",
    at,
    message: `The pipeline's name has ${name.length} characters; at most 100 fit.`,
  });
}

function checkDependencies(
  value: Readonly<Record<string, PipelineDeployment>>,
  at: FieldPath,
  report: Report,
): void {
  for (const [name, deployment] of Object.entries(value)) {
    for (const [position, other] of (deployment.depends_on ?? []).entries()) {
      if (Object.hasOwn(value, other)) continue;
      const message = `depends_on names ${other}; the deployments of this stage are ${Object.keys(value).join(", ")}.`;
      report({
        code: "unknown-dependency",
        at: index(field(key(at, name), "depends_on"), position),
        message,
      });
    }
  }
}
