import { z } from "zod";

/** Something that is null or left out when the case does not have it. */
function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

const texts = z.record(z.string(), z.string());

const application = z.object({
  name: z.string(),
  domain: optional(z.string()),
  permissions_boundary: optional(z.string()),
});

const manifestSteps = z.array(z.enum(["interpolate", "unmarshal", "apply_environment", "validate"]));

const pushedImage = z.object({
  repository_url: z.string(),
  tag: optional(z.string()),
  digest: optional(z.string()),
});

const importedLoadBalancer = z.object({
  arn: z.string(),
  name: z.string(),
  dns_name: z.string(),
  hosted_zone_id: z.string(),
  scheme: optional(z.string()),
  listeners: z.array(z.object({ arn: z.string(), port: z.number(), protocol: z.string() })),
  security_groups: z.array(z.string()),
});

const workloadInputs = z.object({
  application: application.extend({ root_user_arn: optional(z.string()) }),
  environment: z.object({ name: z.string(), manifest_file: z.string() }),
  manifest_steps: manifestSteps,
  interpolation_variables: optional(texts),
  embed_raw_manifest: optional(z.boolean()),
  artifact_bucket_name: optional(z.string()),
  artifact_kms_key_arn: optional(z.string()),
  imported_alb: optional(importedLoadBalancer),
  asset_mapping_url: optional(z.string()),
  addons_dir: optional(z.string()),
  runtime: z.object({
    account_id: optional(z.string()),
    region: optional(z.string()),
    service_discovery_endpoint: optional(z.string()),
    env_template_version: optional(z.string()),
    template_version: optional(z.string()),
    pushed_images: optional(z.record(z.string(), pushedImage)),
    addons_template_url: optional(z.string()),
    env_file_arns: optional(texts),
    additional_tags: optional(texts),
    custom_resource_urls: optional(texts),
  }),
});

const environmentInputs = z.object({
  application: application.extend({ account_principal_arn: optional(z.string()) }),
  environment: z.object({ name: z.string() }),
  manifest_steps: manifestSteps,
  interpolation_variables: optional(texts),
  template_version: optional(z.string()),
  artifact_bucket_arn: optional(z.string()),
  artifact_kms_key_arn: optional(z.string()),
  cidr_prefix_list_ids: optional(z.array(z.string())),
  public_alb_source_ips: optional(z.array(z.string())),
  custom_resource_urls: optional(texts),
  additional_tags: optional(texts),
  addons_dir: optional(z.string()),
  addons_template_url: optional(z.string()),
  force_update: optional(z.boolean()),
});

/** What a template case expects; absent where a folder holds inputs only. */
const templateExpectation = z.object({
  template: z.string(),
  params: optional(z.string()),
  addons_template: optional(z.string()),
  ignore: optional(z.array(z.string())),
  random: optional(z.array(z.string())),
  errata: optional(z.array(z.object({ path: z.string(), corrected: z.json() }))),
  fragments: optional(z.array(z.string())),
});

const sameTemplate = z.object({ case: z.string(), except: z.array(z.string()) });

const overrideExpectation = z.object({
  outcome: z.enum(["ok", "error"]),
  code: optional(z.string()),
  patch_index: optional(z.number()),
  path: optional(z.string()),
  key: optional(z.string()),
  template: optional(z.string()),
  parameters: optional(z.string()),
  outputs: optional(z.string()),
});

const schema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("workload"),
    id: z.string(),
    workload_type: z.string(),
    inputs: workloadInputs,
    expect: optional(templateExpectation),
    same_template_as: optional(sameTemplate),
  }),
  z.object({
    kind: z.literal("environment"),
    id: z.string(),
    inputs: environmentInputs,
    expect: optional(templateExpectation),
    same_template_as: optional(sameTemplate),
  }),
  z.object({
    kind: z.literal("yaml-patch"),
    id: z.string(),
    inputs: z.object({ template: z.string(), patches: z.string() }),
    expect: optional(overrideExpectation),
  }),
  z.object({
    kind: z.literal("task-definition-override"),
    id: z.string(),
    inputs: z.object({ template: z.string(), rules: z.string() }),
    expect: optional(overrideExpectation),
  }),
  z.object({
    kind: z.literal("addons-merge"),
    id: z.string(),
    inputs: z.object({ scope: z.enum(["workload", "environment"]), addons_dir: z.string() }),
    expect: optional(overrideExpectation),
  }),
  z.object({
    kind: z.literal("addon-outputs"),
    id: z.string(),
    inputs: z.object({ template: z.string() }),
    expect: optional(overrideExpectation),
  }),
]);

/** A `case.json`, checked; the kit's README says what its keys mean. */
export type CaseFile = z.infer<typeof schema>;

/** A workload's `case.json`. */
export type WorkloadCaseFile = Extract<CaseFile, { kind: "workload" }>;

/** An environment's `case.json`. */
export type EnvironmentCaseFile = Extract<CaseFile, { kind: "environment" }>;

/** The `case.json` of an override, an addons merge or addon outputs. */
export type OverrideCaseFile = Exclude<CaseFile, { kind: "workload" | "environment" }>;

/** What a workload or environment case expects. */
export type TemplateExpectation = z.infer<typeof templateExpectation>;

/** What any other case expects. */
export type OverrideExpectation = z.infer<typeof overrideExpectation>;

/** Reads the text of a `case.json`. Throws with the file's name when it has not the kit's shape. */
export function caseFile(text: string, name: string): CaseFile {
  const checked = schema.safeParse(JSON.parse(text));
  if (checked.success) return checked.data;
  throw new Error(`${name} has not the shape of the conformance kit: ${z.prettifyError(checked.error)}`);
}
