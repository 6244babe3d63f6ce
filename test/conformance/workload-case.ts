import type { WorkloadManifest } from "../../src/manifest/workload-manifest.ts";
import type { ImageReference, WorkloadInputs } from "../../src/render/inputs.ts";
import { renderWorkload } from "../../src/render/render-workload.ts";
import type { WorkloadCaseFile } from "./case-file.ts";
import type { CaseOutcome } from "./case-outcome.ts";
import { caseText, type KitCase } from "./kit.ts";
import { readCaseEnvironment, readCaseWorkload } from "./read-case-manifest.ts";
import {
  addonsInputs,
  CaseFailure,
  codeLocations,
  failedOutcome,
  templateOutcome,
  type RenderedCase,
} from "./render-case.ts";

/** Renders a case of the family workloads and compares what comes out. The renderer sees the case's inputs only. */
export function runWorkloadCase(kitCase: KitCase, file: WorkloadCaseFile): CaseOutcome {
  try {
    return templateOutcome(kitCase, file.expect, rendered(kitCase, file.inputs));
  } catch (error) {
    return failedOutcome(kitCase, error);
  }
}

/** A workload case as the renderer takes it. */
export interface CaseWorkload {
  readonly manifest: WorkloadManifest;
  readonly inputs: WorkloadInputs;
}

/** Reads the manifest and the render inputs of a case. Throws `CaseFailure` with what is wrong. */
export function caseWorkload(kitCase: KitCase, inputs: WorkloadCaseFile["inputs"]): CaseWorkload {
  const { manifest, text } = readCaseWorkload(caseText(kitCase, "manifest.yml"), {
    application: inputs.application.name,
    environment: inputs.environment.name,
    variables: inputs.interpolation_variables ?? {},
    steps: inputs.manifest_steps,
  });
  const addons = addonsInputs(kitCase, "workload", inputs.addons_dir, inputs.runtime.addons_template_url);
  return {
    manifest,
    inputs: {
      ...workloadInputs(kitCase, inputs),
      ...(addons === undefined ? {} : { addons }),
      ...(inputs.embed_raw_manifest === true ? { manifestText: text } : {}),
    },
  };
}

function rendered(kitCase: KitCase, file: WorkloadCaseFile["inputs"]): RenderedCase {
  const { manifest, inputs } = caseWorkload(kitCase, file);
  const result = renderWorkload(manifest, inputs);
  if (result.kind === "refused") {
    throw new CaseFailure(
      `the renderer refuses: ${result.faults.map(({ code, message }) => `${code}: ${message}`).join("; ")}`,
    );
  }
  return { stack: result.stack, ...(inputs.addons === undefined ? {} : { addons: inputs.addons }) };
}

function workloadInputs(kitCase: KitCase, inputs: WorkloadCaseFile["inputs"]): WorkloadInputs {
  const { runtime } = inputs;
  const functionCode = codeLocations(runtime.custom_resource_urls);
  return {
    application: applicationInputs(inputs),
    environment: deployedEnvironment(kitCase, inputs),
    artifacts: {
      bucket: inputs.artifact_bucket_name ?? "",
      ...(inputs.artifact_kms_key_arn === undefined ? {} : { keyArn: inputs.artifact_kms_key_arn }),
    },
    images: pushedImages(inputs),
    envFiles: runtime.env_file_arns ?? {},
    ...importedLoadBalancer(inputs),
    ...(inputs.asset_mapping_url === undefined ? {} : { assetMappingUrl: inputs.asset_mapping_url }),
    ...(functionCode === undefined ? {} : { functionCode }),
    functionRuntime: "nodejs20.x",
    templateVersion: runtime.template_version ?? "",
    additionalTags: runtime.additional_tags ?? {},
    updateId: "00000000-0000-4000-8000-000000000000",
  };
}

function applicationInputs({ application }: WorkloadCaseFile["inputs"]): WorkloadInputs["application"] {
  const { name, domain, permissions_boundary: boundary, root_user_arn: rootArn } = application;
  return {
    name,
    ...(domain === undefined ? {} : { domain }),
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    ...(rootArn === undefined ? {} : { accountRootArn: rootArn }),
    tags: {},
  };
}

function deployedEnvironment(
  kitCase: KitCase,
  inputs: WorkloadCaseFile["inputs"],
): WorkloadInputs["environment"] {
  const { runtime, environment } = inputs;
  const { manifest } = readCaseEnvironment(caseText(kitCase, environment.manifest_file), {
    application: inputs.application.name,
    environment: environment.name,
    variables: inputs.interpolation_variables ?? {},
    steps: ["unmarshal"],
  });
  return {
    name: environment.name,
    ...(runtime.account_id === undefined ? {} : { account: runtime.account_id }),
    ...(runtime.region === undefined ? {} : { region: runtime.region }),
    manifest,
    templateVersion: runtime.env_template_version ?? "",
    serviceDiscoveryEndpoint: runtime.service_discovery_endpoint ?? "",
  };
}

function pushedImages({ runtime }: WorkloadCaseFile["inputs"]): Readonly<Record<string, ImageReference>> {
  return Object.fromEntries(
    Object.entries(runtime.pushed_images ?? {}).map(([name, image]): [string, ImageReference] => [
      name,
      {
        kind: "pushed",
        repository: image.repository_url,
        ...(image.tag === undefined ? {} : { tag: image.tag }),
        ...(image.digest === undefined ? {} : { digest: image.digest }),
      },
    ]),
  );
}

function importedLoadBalancer({
  imported_alb: found,
}: WorkloadCaseFile["inputs"]): Pick<WorkloadInputs, "importedLoadBalancer"> {
  if (found === undefined) return {};
  return {
    importedLoadBalancer: {
      arn: found.arn,
      name: found.name,
      dnsName: found.dns_name,
      hostedZoneId: found.hosted_zone_id,
      scheme: found.scheme ?? "",
      securityGroups: found.security_groups,
      listeners: found.listeners.map(({ arn, port, protocol }) => ({ arn, port, protocol })),
    },
  };
}
