import type { EnvironmentManifest } from "../../src/manifest/environment-manifest.ts";
import { renderEnvironment } from "../../src/render/environment/render-environment.ts";
import type { EnvironmentInputs } from "../../src/render/inputs.ts";
import type { EnvironmentCaseFile } from "./case-file.ts";
import type { CaseOutcome } from "./case-outcome.ts";
import { caseText, type KitCase } from "./kit.ts";
import { readCaseEnvironment } from "./read-case-manifest.ts";
import {
  addonsInputs,
  CaseFailure,
  codeLocations,
  failedOutcome,
  templateOutcome,
  type RenderedCase,
} from "./render-case.ts";

/** Renders a case of the family environments and compares what comes out. The renderer sees the case's inputs only. */
export function runEnvironmentCase(kitCase: KitCase, file: EnvironmentCaseFile): CaseOutcome {
  try {
    return templateOutcome(kitCase, file.expect, rendered(kitCase, file.inputs));
  } catch (error) {
    return failedOutcome(kitCase, error);
  }
}

/** An environment case as the renderer takes it. */
export interface CaseEnvironment {
  readonly manifest: EnvironmentManifest;
  readonly inputs: EnvironmentInputs;
}

/** Reads the manifest and the render inputs of a case. Throws `CaseFailure` with what is wrong. */
export function caseEnvironment(kitCase: KitCase, inputs: EnvironmentCaseFile["inputs"]): CaseEnvironment {
  const { manifest, text } = readCaseEnvironment(caseText(kitCase, "env-manifest.yml"), {
    application: inputs.application.name,
    environment: inputs.environment.name,
    variables: inputs.interpolation_variables ?? {},
    steps: inputs.manifest_steps,
  });
  const addons = addonsInputs(kitCase, "environment", inputs.addons_dir, inputs.addons_template_url);
  return {
    manifest,
    inputs: {
      ...environmentInputs(inputs),
      manifestText: text,
      ...(addons === undefined ? {} : { addons }),
    },
  };
}

function rendered(kitCase: KitCase, file: EnvironmentCaseFile["inputs"]): RenderedCase {
  const { manifest, inputs } = caseEnvironment(kitCase, file);
  const result = renderEnvironment(manifest, inputs);
  if (result.kind === "refused") {
    throw new CaseFailure(
      `the renderer refuses: ${result.faults.map(({ code, message }) => `${code}: ${message}`).join("; ")}`,
    );
  }
  return { stack: result.stack, ...(inputs.addons === undefined ? {} : { addons: inputs.addons }) };
}

function environmentInputs(inputs: EnvironmentCaseFile["inputs"]): EnvironmentInputs {
  const { name, domain, permissions_boundary: boundary, account_principal_arn: rootArn } = inputs.application;
  const functionCode = codeLocations(inputs.custom_resource_urls);
  return {
    application: {
      name,
      ...(domain === undefined ? {} : { domain }),
      ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
      ...(rootArn === undefined ? {} : { accountRootArn: rootArn }),
      tags: {},
    },
    name: inputs.environment.name,
    ...(inputs.artifact_bucket_arn === undefined ? {} : { artifactBucketArn: inputs.artifact_bucket_arn }),
    ...(inputs.artifact_kms_key_arn === undefined ? {} : { artifactKeyArn: inputs.artifact_kms_key_arn }),
    ...(functionCode === undefined ? {} : { functionCode }),
    functionRuntime: "nodejs20.x",
    cidrPrefixListIds: inputs.cidr_prefix_list_ids ?? [],
    publicLoadBalancerSourceIps: inputs.public_alb_source_ips ?? [],
    templateVersion: inputs.template_version ?? "",
    additionalTags: inputs.additional_tags ?? {},
    ...(inputs.force_update === true ? { forceUpdateId: "00000000-0000-4000-8000-000000000000" } : {}),
  };
}
