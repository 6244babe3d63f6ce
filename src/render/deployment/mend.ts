import { canonicalJson } from "../../template/canonical-json.ts";
import type { JsonMap, Template } from "../../domain/template.ts";
import type { WorkloadManifest } from "../../manifest/workload-manifest.ts";
import type { WorkloadInputs } from "../inputs.ts";

/** What a mend looks at: a stack as Copilot would have made it, and what it was made of. */
interface MendSubject {
  readonly manifest: WorkloadManifest;
  readonly inputs: WorkloadInputs;
  readonly template: Template;
}

/** One of Copilot's faults, and how a rendering for deployment leaves it out. Where the fault is not, nothing is changed. */
export interface Mend {
  /** Kebab-case and stable. */
  readonly code: string;
  /** What Copilot does wrong and what is done instead, for people. */
  readonly message: string;
  /** The mended template; undefined where there is nothing to mend. */
  readonly mended: (subject: MendSubject) => Template | undefined;
}

/** A template with other properties of one resource; undefined when it has no such resource, or nothing changes. */
export function withProperties(
  template: Template,
  id: string,
  change: (properties: JsonMap) => JsonMap | undefined,
): Template | undefined {
  const resource = template.Resources[id];
  if (resource === undefined) return undefined;
  const before = resource.Properties ?? {};
  const properties = change(before);
  if (properties === undefined || canonicalJson(properties) === canonicalJson(before)) return undefined;
  return { ...template, Resources: { ...template.Resources, [id]: { ...resource, Properties: properties } } };
}
