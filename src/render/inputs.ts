import type { FoundLoadBalancer } from "../domain/cloud.ts";
import type { TextMap } from "../domain/stack.ts";
import type { Json, Template } from "../domain/template.ts";
import type { EnvironmentManifest } from "../manifest/environment-manifest.ts";

/**
 * Everything that a rendering needs besides the manifest (design.md 7). Adapters observe or upload it, `render` reads
 * it from a file, the conformance kit gives it with each case; renderers take nothing from anywhere else.
 */
export interface WorkloadInputs {
  readonly application: ApplicationInputs;
  readonly environment: DeployedEnvironment;
  readonly artifacts: ArtifactStore;
  /** Image of each container that is built, by container name; the main container has the workload's name. */
  readonly images: Readonly<Record<string, ImageReference>>;
  /** Addons of the workload: what they merge to, and where the merged template was uploaded. */
  readonly addons?: AddonsInputs;
  /** S3 ARN of each container's uploaded env file; the log router's stands under `firelens_log_router`. */
  readonly envFiles: TextMap;
  /** What a look-up of the load balancer named by `http.alb` returned. */
  readonly importedLoadBalancer?: ImportedLoadBalancer;
  /** Static sites: S3 URL of the asset mapping file. */
  readonly assetMappingUrl?: string;
  /** Where each custom-resource function's code is, by Copilot's name of it (`EnvControllerFunction`); absent leaves `Code` out. */
  readonly functionCode?: Readonly<Record<string, CodeLocation>>;
  /** Lambda runtime of the custom-resource functions: `nodejs20.x` as Copilot writes it, a supported one for deployment. */
  readonly functionRuntime: string;
  /** Written to `Metadata.Version`. */
  readonly templateVersion: string;
  /** Written to `Metadata.Manifest` when present: the manifest's text after interpolation. */
  readonly manifestText?: string;
  /** Tags besides Copilot's own and the application's. */
  readonly additionalTags: TextMap;
  /** `DynamicDesiredCountAction.UpdateID`; only rendered with autoscaling. */
  readonly updateId: string;
}

/** The application as a rendering needs it. */
export interface ApplicationInputs {
  readonly name: string;
  /** Root domain, when the application has one. */
  readonly domain?: string;
  /** Name of the IAM policy that every role carries. */
  readonly permissionsBoundary?: string;
  /** ARN of the application account's root; its account id goes into the DNS delegation role. */
  readonly accountRootArn?: string;
  readonly tags: TextMap;
}

/** The environment as it is deployed now, not as Git wants it (copilot-model.md 8.3). */
export interface DeployedEnvironment {
  readonly name: string;
  /** Absent values are rendered as Copilot renders what it was not passed: as empty text. */
  readonly account?: string;
  readonly region?: string;
  readonly manifest: EnvironmentManifest;
  /** `Metadata.Version` of the environment's stack; goes into `EnvVersion`. */
  readonly templateVersion: string;
  /** The stack's `ServiceDiscoveryEndpoint` parameter. */
  readonly serviceDiscoveryEndpoint: string;
}

/** The artifact bucket of the region and its key. */
export interface ArtifactStore {
  readonly bucket: string;
  readonly keyArn?: string;
}

/**
 * An image in a repository: its address is `repository:tag`, else `repository@digest`, else `repository:latest`
 * (for containers other than the main one `repository:<container>-tag`, and so on). A `literal` is used as it is.
 */
export type ImageReference =
  | { readonly kind: "pushed"; readonly repository: string; readonly tag?: string; readonly digest?: string }
  | { readonly kind: "literal"; readonly address: string };

/** The merged addons of a workload or environment (copilot-model.md 2.7, 5.11). */
export interface AddonsInputs {
  readonly template: Template;
  /** What the parent stack passes besides the reserved parameters, as intrinsics or text. */
  readonly parameters: Readonly<Record<string, Json>>;
  /** Where the merged template was uploaded; absent renders an empty parameter. */
  readonly templateUrl?: string;
}

/** A load balancer that exists outside Copilot and is named by `http.alb`. */
export type ImportedLoadBalancer = FoundLoadBalancer;

/** Code of a function in S3. */
export interface CodeLocation {
  readonly bucket: string;
  readonly key: string;
}

/** What an environment's rendering needs besides its manifest (copilot-model.md 2.6). */
export interface EnvironmentInputs {
  readonly application: ApplicationInputs;
  readonly name: string;
  readonly artifactBucketArn?: string;
  readonly artifactKeyArn?: string;
  readonly functionCode?: Readonly<Record<string, CodeLocation>>;
  readonly functionRuntime: string;
  readonly addons?: AddonsInputs;
  /** Ids of the CloudFront origin-facing prefix list, when the public load balancer is limited to the CDN. */
  readonly cidrPrefixListIds: readonly string[];
  /** Addresses that may reach the public load balancer, when limited. */
  readonly publicLoadBalancerSourceIps: readonly string[];
  readonly templateVersion: string;
  readonly manifestText?: string;
  readonly additionalTags: TextMap;
  /** Written to the output `LastForceDeployID`; the deployed value is kept otherwise. */
  readonly forceUpdateId?: string;
  /** Parameters of the deployed stack; undefined on the first full deployment. */
  readonly deployedParameters?: TextMap;
}

/** A rendered stack: its template as data, its parameters and its tags. */
export interface RenderedStack {
  readonly template: Template;
  readonly parameters: TextMap;
  readonly tags: TextMap;
}
