import type { JsonMap } from "../domain/template.ts";
import type { StaticSite } from "../manifest/workload-manifest.ts";
import { equals, not, ref } from "../template/intrinsics.ts";
import { nestedAddons } from "./ecs/addons-stack.ts";
import type { RenderedStack, WorkloadInputs } from "./inputs.ts";
import { workloadStack } from "./stack.ts";
import { assetMapping } from "./static-site/asset-mapping.ts";
import { boundedName } from "./static-site/bounded-name.ts";
import { copyStateMachine } from "./static-site/copy-state-machine.ts";
import { copyTrigger } from "./static-site/copy-trigger.ts";
import { managerAccess } from "./static-site/manager-access.ts";
import { siteBucket } from "./static-site/site-bucket.ts";
import { siteCustomDomain, siteCustomDomainIds } from "./static-site/site-custom-domain.ts";
import { siteDistribution, siteOutputs } from "./static-site/site-distribution.ts";
import { siteDomain } from "./static-site/site-domain.ts";

/** The stack of a Static Site: a private bucket behind CloudFront, and what copies the site's files there. */
export function renderStaticSite(manifest: StaticSite, inputs: WorkloadInputs): RenderedStack {
  const { application, environment } = inputs;
  const mapping = assetMapping(inputs.assetMappingUrl);
  const domain = siteDomain(manifest, inputs);
  const managedAlias = domain?.certificate.kind === "managed" ? domain.alias : undefined;
  return workloadStack(manifest.name, inputs, {
    description: "A static site in Amazon S3 behind Amazon CloudFront",
    parameters,
    conditions: { HasAddons: not(equals(ref("AddonsTemplateURL"), "")) },
    resources: {
      ...siteBucket,
      ...siteDistribution(boundedName(`${application.name}-${environment.name}-${manifest.name}`), domain),
      ...copyTrigger(
        mapping,
        [...alwaysBeforeCopying, ...(managedAlias === undefined ? [] : siteCustomDomainIds)],
        inputs,
      ),
      ...copyStateMachine(mapping, application.permissionsBoundary),
      ...managerAccess,
      ...(managedAlias === undefined ? {} : siteCustomDomain(managedAlias, inputs)),
      ...nestedAddons(inputs, {}),
    },
    outputs: siteOutputs(domain),
    values: {
      AppName: application.name,
      EnvName: environment.name,
      WorkloadName: manifest.name,
      AddonsTemplateURL: inputs.addons?.templateUrl ?? "",
      ArtifactKeyARN: inputs.artifacts.keyArn ?? "",
    },
  });
}

const parameters: Readonly<Record<string, JsonMap>> = {
  AppName: { Type: "String" },
  EnvName: { Type: "String" },
  WorkloadName: { Type: "String" },
  AddonsTemplateURL: {
    Description: "Where the template of the workload's addons is in S3",
    Type: "String",
    Default: "",
  },
  ArtifactKeyARN: { Type: "String", Description: "Key that encrypts the artifacts" },
};

const alwaysBeforeCopying: readonly string[] = [
  "Bucket",
  "BucketPolicyForCloudFront",
  "CloudFrontOriginAccessControl",
  "CloudFrontDistribution",
  "TriggerStateMachineFunction",
  "TriggerStateMachineFunctionRole",
  "CopyAssetsStateMachine",
  "CopyAssetsStateMachineRole",
  "EnvManagerS3Access",
];
