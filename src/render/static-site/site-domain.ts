import type { StaticSite } from "../../manifest/workload-manifest.ts";
import type { WorkloadInputs } from "../inputs.ts";

/**
 * The name under which a static site is served besides CloudFront's own, and its certificate: one that the manifest
 * names, or one that the stack requests and validates itself.
 */
export interface SiteDomain {
  readonly alias: string;
  readonly certificate: { readonly kind: "imported"; readonly arn: string } | { readonly kind: "managed" };
}

/** A site's alias: the manifest's, else its name under the application's domain; undefined when there is neither. */
export function siteDomain(manifest: StaticSite, inputs: WorkloadInputs): SiteDomain | undefined {
  const alias = aliasOf(manifest, inputs);
  if (alias === undefined) return undefined;
  const arn = manifest.http?.certificate ?? "";
  return { alias, certificate: arn === "" ? { kind: "managed" } : { kind: "imported", arn } };
}

function aliasOf(manifest: StaticSite, inputs: WorkloadInputs): string | undefined {
  const { application, environment } = inputs;
  const own = manifest.http?.alias ?? "";
  if (own !== "") return own;
  const domain = application.domain ?? "";
  if (domain === "") return undefined;
  return `${manifest.name}.${environment.name}.${application.name}.${domain}`;
}
