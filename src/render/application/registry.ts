import type { JsonMap } from "../../domain/template.ts";

/**
 * What the template of the application's StackSet records (copilot-model.md 2.5): it is Copilot's only list of image
 * repositories and environment accounts.
 */
export interface Registry {
  /** Counts updates; the id of the operation that applies a registry is its version, so two cannot both win. */
  readonly version: number;
  readonly workloads: readonly RegisteredWorkload[];
  /** Account ids of the environments, besides the application's own account. */
  readonly accounts: readonly string[];
}

/** A workload of the registry; static sites have no repository. */
export interface RegisteredWorkload {
  readonly name: string;
  readonly withRepository: boolean;
}

/** The registry as the template's metadata, sorted so that equal registries give equal templates. */
export function registryMetadata(registry: Registry, templateVersion: string): JsonMap {
  return {
    TemplateVersion: templateVersion,
    Version: registry.version,
    Workloads: sortedWorkloads(registry).map(({ name, withRepository }) => ({
      Name: name,
      WithECR: withRepository,
    })),
    Accounts: registry.accounts.toSorted(),
    // Programs older than this layout look for a list here, and must fail rather than lose workloads.
    Services: "See #5140",
  };
}

/** The workloads in the order of their names. */
export function sortedWorkloads({ workloads }: Registry): readonly RegisteredWorkload[] {
  return workloads.toSorted(({ name: left }, { name: right }) => {
    if (left === right) return 0;
    return left < right ? -1 : 1;
  });
}
