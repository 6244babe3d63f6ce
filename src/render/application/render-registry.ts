import type { ApplicationRecord } from "../../domain/copilot-records.ts";
import type { JsonMap, TemplateResource } from "../../domain/template.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import type { RenderedStack } from "../inputs.ts";
import { described } from "../resources.ts";
import { artifactBucket } from "./artifact-bucket.ts";
import { artifactKey } from "./artifact-key.ts";
import { registryMetadata, sortedWorkloads, type Registry } from "./registry.ts";

/**
 * Renders the template of the application's StackSet, whose instances stand in the application's account in each region
 * with an environment (copilot-model.md 2.5): the artifact bucket, its key, and the image repositories.
 */
export function renderRegistry(
  application: Pick<ApplicationRecord, "name" | "tags">,
  registry: Registry,
  templateVersion: string,
): RenderedStack {
  const readers = accountRoots(registry);
  const repositories = sortedWorkloads(registry).filter(({ withRepository }) => withRepository);
  return {
    template: {
      AWSTemplateFormatVersion: "2010-09-09",
      Description: `Artifact bucket, key and image repositories of application ${application.name}`,
      Metadata: registryMetadata(registry, templateVersion),
      Resources: {
        ...artifactKey(readers),
        ...artifactBucket(readers),
        ...Object.fromEntries(
          repositories.map(({ name }) => [
            repositoryId(name),
            repositoryResource(application.name, name, registry),
          ]),
        ),
      },
      Outputs: {
        KMSKeyARN: {
          Description: "Key of the artifact bucket",
          Value: getAtt("KMSKey", "Arn"),
          Export: { Name: `${application.name}-ArtifactKey` },
        },
        PipelineBucket: {
          Description: "Bucket of templates, env files, function code and pipeline artifacts",
          Value: ref("PipelineBuiltArtifactBucket"),
        },
        ...Object.fromEntries(repositories.map(({ name }) => [repositoryId(name), repositoryOutput(name)])),
        TemplateVersion: { Description: "Changes with the template's version", Value: templateVersion },
        StackSetOpId: {
          Description: "Changes with every operation, so that each reaches all instances",
          Value: registry.version,
        },
      },
    },
    parameters: {},
    tags: { ...application.tags, "copilot-application": application.name },
  };
}

/** Logical id, and key of the output, of a workload's image repository. */
export function repositoryId(workload: string): string {
  return `ECRRepo${workload.replaceAll("-", "DASH")}`;
}

/** The roots of the accounts that may use what the StackSet makes: the application's first. */
function accountRoots({ accounts }: Pick<Registry, "accounts">): readonly JsonMap[] {
  return ["${AWS::AccountId}", ...accounts.toSorted()].map(accountRoot);
}

function accountRoot(account: string): JsonMap {
  return sub(`arn:\${AWS::Partition}:iam::${account}:root`);
}

/** The output that names a workload's image repository, under the same id. */
export function repositoryOutput(workload: string): JsonMap {
  return {
    Description: `Image repository of ${workload}`,
    Value: getAtt(repositoryId(workload), "Arn"),
  };
}

/** A workload's image repository, which the accounts of the registry may push to and pull from. */
export function repositoryResource(
  application: string,
  workload: string,
  registry: Pick<Registry, "accounts">,
): TemplateResource {
  const readers = accountRoots(registry);
  return {
    Metadata: described(`The images of ${workload}`),
    Type: "AWS::ECR::Repository",
    Properties: {
      RepositoryName: `${application}/${workload}`,
      Tags: [{ Key: "copilot-service", Value: workload }],
      RepositoryPolicyText: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "AllowPushPull",
            Effect: "Allow",
            Principal: { AWS: readers },
            Action: [
              "ecr:GetDownloadUrlForLayer",
              "ecr:BatchGetImage",
              "ecr:BatchCheckLayerAvailability",
              "ecr:PutImage",
              "ecr:InitiateLayerUpload",
              "ecr:UploadLayerPart",
              "ecr:CompleteLayerUpload",
            ],
          },
        ],
      },
    },
  };
}
