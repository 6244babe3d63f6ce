import type { FoundLoadBalancer } from "../domain/cloud.ts";
import type { Observed } from "../domain/observed.ts";
import type { EnvironmentManifest } from "../manifest/environment-manifest.ts";
import type { Http } from "../manifest/parts/http.ts";
import { field, type FieldPath, index } from "../manifest/shape/field-path.ts";
import type { WorkloadManifest } from "../manifest/workload-manifest.ts";

/** What has to be looked up in the environment's account to render a workload; most need nothing. */
export interface LookUpNeeds {
  /** Name or ARN of `http.alb`. */
  readonly loadBalancer?: string;
  /** Tags of `network.vpc.placement.subnets.from_tags`. */
  readonly subnetTags?: Readonly<Record<string, readonly string[]>>;
  readonly coverages: readonly Coverage[];
}

/** Aliases that must each be covered by one of some certificates. */
export interface Coverage {
  readonly field: FieldPath;
  readonly aliases: readonly string[];
  /** ARNs. */
  readonly certificates: readonly string[];
}

/** What was found: an entry for everything that was needed. */
export interface LookUpAnswers {
  readonly loadBalancer?: Observed<FoundLoadBalancer>;
  /** Ids. */
  readonly subnets?: Observed<readonly string[]>;
  /** The names that each certificate covers, by ARN. */
  readonly certificates: ReadonlyMap<string, Observed<readonly string[]>>;
}

/** What a workload needs to have looked up, given the manifest of the environment as it is deployed; undefined when nothing. */
export function lookUpNeeds(
  manifest: WorkloadManifest,
  environment: EnvironmentManifest | undefined,
): LookUpNeeds | undefined {
  const loadBalancer = loadBalancerOf(manifest);
  const subnetTags = subnetTagsOf(manifest);
  const coverages = environment === undefined ? [] : coveragesOf(manifest, environment);
  if (loadBalancer === undefined && subnetTags === undefined && coverages.length === 0) return undefined;
  return {
    ...(loadBalancer === undefined ? {} : { loadBalancer }),
    ...(subnetTags === undefined ? {} : { subnetTags }),
    coverages,
  };
}

/** ARNs of all certificates that coverages ask about, each once. */
export function certificatesOf({ coverages }: LookUpNeeds): readonly string[] {
  return [...new Set(coverages.flatMap(({ certificates }) => certificates))];
}

/** Whether a certificate's names cover an alias: the alias itself, or a star for its first label. */
export function covers(names: readonly string[], alias: string): boolean {
  const dot = alias.indexOf(".");
  return dot >= 0 && (names.includes(alias) || names.includes(`*${alias.slice(dot)}`));
}

function loadBalancerOf(manifest: WorkloadManifest): string | undefined {
  if (manifest.type !== "Load Balanced Web Service" || typeof manifest.http !== "object") return undefined;
  return manifest.http.alb === "" ? undefined : manifest.http.alb;
}

function subnetTagsOf(manifest: WorkloadManifest): LookUpNeeds["subnetTags"] {
  if (manifest.type === "Static Site") return undefined;
  const placement = manifest.network?.vpc?.placement;
  if (typeof placement !== "object" || placement.subnets.kind === "ids") return undefined;
  return placement.subnets.from_tags;
}

function coveragesOf(manifest: WorkloadManifest, { http, cdn }: EnvironmentManifest): readonly Coverage[] {
  if (manifest.type === "Backend Service") {
    return manifest.http === undefined ? [] : rulesAgainst(manifest.http, http?.private?.certificates ?? []);
  }
  if (manifest.type !== "Load Balanced Web Service" || typeof manifest.http !== "object") return [];
  const cdnCertificate = typeof cdn === "object" ? cdn.certificate : undefined;
  return [
    ...rulesAgainst(manifest.http, http?.public?.certificates ?? []),
    ...rulesAgainst(manifest.http, cdnCertificate === undefined ? [] : [cdnCertificate]),
  ];
}

function rulesAgainst(http: Http, certificates: readonly string[]): readonly Coverage[] {
  if (certificates.length === 0) return [];
  const at = field(undefined, "http");
  const additional = field(at, "additional_rules");
  const rules = [
    { alias: http.alias, at },
    ...(http.additional_rules ?? []).map(({ alias }, position) => ({
      alias,
      at: index(additional, position),
    })),
  ];
  return rules
    .map(({ alias = [], at: rule }) => ({
      field: field(rule, "alias"),
      aliases: alias.flatMap(({ name }) => name ?? []),
      certificates,
    }))
    .filter(({ aliases }) => aliases.length > 0);
}
