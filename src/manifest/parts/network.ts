import type { TextSource } from "./text-source.ts";

/** The network of an ECS service or job. */
export interface Network {
  readonly vpc?: VpcConfig;
  /** Service Connect; a map switches it on and names the alias. */
  readonly connect?: boolean | { readonly alias?: string };
}

/** Where tasks are placed, and their security groups. */
export interface VpcConfig {
  /** `public`, `private`, or chosen subnets. ECS workloads have `public` unless the manifest says otherwise. */
  readonly placement?: Placement;
  readonly security_groups?: SecurityGroups;
}

/** `public` or `private` in a valid manifest, or chosen subnets. */
export type Placement = string | { readonly subnets: Subnets };

/** Subnets by id, or those that carry all of the given tags. */
export type Subnets =
  | { readonly kind: "ids"; readonly ids: readonly string[] }
  | { readonly kind: "from_tags"; readonly from_tags: Readonly<Record<string, readonly string[]>> };

/** Security groups of the tasks. Both spellings read alike; `form` tells which one stands in the manifest. */
export interface SecurityGroups {
  readonly form: "list" | "map";
  readonly groups: readonly TextSource[];
  /** True leaves the environment's own security group out. */
  readonly deny_default?: boolean;
}

/** The network of a Request-Driven Web Service. */
export interface AppRunnerNetwork {
  readonly vpc?: { readonly placement?: Placement };
}
