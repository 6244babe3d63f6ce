import type { WorkloadType } from "../domain/copilot-records.ts";
import type { Artifact } from "../domain/desired.ts";
import type { Template } from "../domain/template.ts";
import type { CodeLocation } from "../render/inputs.ts";
import type { Surroundings } from "./surroundings.ts";

/** Where the code of an owner's custom-resource functions goes: the artifact bucket of the region, under a hash of its content. */
export function functionCode(
  { functions, regional }: Surroundings,
  owner: WorkloadType | "Environment",
): {
  readonly locations: Readonly<Record<string, CodeLocation>>;
  readonly artifacts: readonly Artifact[];
} {
  const code = [...functions.code(owner)];
  const bucket = regional.artifactBucket;
  return {
    locations: Object.fromEntries(code.map(([name, { key }]) => [name, { bucket, key }])),
    artifacts: code.map(([, { key, zip }]) => ({ bucket, key, content: zip })),
  };
}

/** Whether a function of the template runs the code under this key. */
export function pointsAt(template: Template, key: string): boolean {
  return Object.values(template.Resources).some((resource) => {
    const code = resource.Properties?.["Code"];
    return typeof code === "object" && code !== null && "S3Key" in code && code["S3Key"] === key;
  });
}
