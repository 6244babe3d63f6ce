import type { LookUpRequest } from "./cloud.ts";
import type { Failure } from "./failure.ts";
import type { Observed } from "./observed.ts";

/** What is looked at before a stack is written, so that nothing is begun that cannot end well. No method changes anything. */
export interface PreflightLooks {
  /**
   * Assumes the role by which an environment is changed: the operator's apply role, else Copilot's manager role. Undefined when that is
   * possible, otherwise why not.
   */
  tryApplyRole(request: LookUpRequest, signal?: AbortSignal): Promise<Failure | undefined>;
  /**
   * The images behind addresses in ECR, as the environment's role sees them: that is how tasks pull. An entry for each address; one that
   * is not there is `absent`.
   */
  findPlatforms(
    request: LookUpRequest & { readonly addresses: readonly string[] },
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Observed<FoundImage>>>;
  /** ARNs of the parameters and secrets that carry both of Copilot's tags for the environment. Values are never read. */
  findTaggedSecrets(request: LookUpRequest, signal?: AbortSignal): Promise<Observed<ReadonlySet<string>>>;
  /** Which of these parameters exist, whatever their tags; only their names are read. */
  findParameters(
    request: LookUpRequest & { readonly names: readonly string[] },
    signal?: AbortSignal,
  ): Promise<Observed<ReadonlySet<string>>>;
  /** Names of everything that stacks export in the environment's account and region. */
  findExports(request: LookUpRequest, signal?: AbortSignal): Promise<Observed<ReadonlySet<string>>>;
}

/** An image, as far as its manifest tells. */
export interface FoundImage {
  readonly digest: string;
  /** Undefined when they are not known: a single image's manifest leaves it to its configuration, a blob that is not read. */
  readonly platforms: readonly Platform[] | undefined;
}

/** As image indexes spell it: `linux`, `amd64`. https://github.com/opencontainers/image-spec/blob/main/image-index.md */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
}
