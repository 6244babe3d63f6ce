import type { TextMap } from "../../domain/stack.ts";
import type { Platform } from "../services/ecr/ecr-state.ts";

/** An environment to seed, and where it is. */
export interface SeedEnvironment {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** Workloads that are deployed to it; all of the workspace when absent. */
  readonly workloads?: readonly string[];
  /** The version that deployed it and its workloads last, where that is another than the application's. */
  readonly copilotVersion?: string;
  /** `initialised`: as `env init` leaves it, with roles only and no workload. `deployed` when absent. */
  readonly stage?: "initialised" | "deployed";
}

/** How the image of a workload was built. */
export interface SeedImage {
  /** What tells it from other builds, such as a commit; the same for all environments. `initial` when absent. */
  readonly content?: string;
  /** linux/amd64 when absent. */
  readonly platforms?: readonly Platform[];
  /** How its containers behave: `exits:1`, `unhealthy`, … (`writeBehaviour` of the simulated ECS). */
  readonly behaviour?: string;
}

/** What to seed: an application as Copilot leaves it. */
export interface SeedOptions {
  /** The repository's files, by path from its root: `copilot/.workspace`, `copilot/api/manifest.yml`, … */
  readonly files: ReadonlyMap<string, string>;
  readonly applicationAccount: string;
  /** Where the application was initialised: its records, its roles stack and its StackSet. */
  readonly region: string;
  readonly environments: readonly SeedEnvironment[];
  /** Copilot's version, which its templates bear: `v1.34.0`. */
  readonly copilotVersion: string;
  /**
   * The application's root domain, `example.com`; its hosted zone is made in the application's account. The world's
   * function runner must be one that runs functions (`ownFunctionRunner`): what a function only plays reaches no DNS.
   */
  readonly domain?: string;
  readonly tags?: TextMap;
  /** Name of the IAM policy that is every role's boundary; it must exist in each account. */
  readonly permissionsBoundary?: string;
  /** By workload. */
  readonly images?: Readonly<Record<string, SeedImage>>;
}
