import type { Json, TemplateResource } from "../../domain/template.ts";
import { partitionOf } from "../partition.ts";
import type { Mend } from "./mend.ts";

/**
 * ARNs that Copilot writes for the partition `aws` in stacks of every partition: those of a site's bucket, artifacts and
 * state machine. What the manifest names itself, such as a certificate, is left as it is.
 */
export const partitions: Mend = {
  code: "partition-of-arns",
  message:
    "Copilot writes some ARNs for the partition aws whatever the region is; they are written for the region's partition instead.",
  mended({ inputs, template }) {
    const partition = partitionOf(inputs.environment.region ?? "");
    if (partition === undefined || partition === "aws") return undefined;
    const resources = Object.entries(template.Resources).map(
      ([id, resource]) => [id, inPartition(id, resource, partition)] as const,
    );
    const changed = resources.some(([id, resource]) => resource !== template.Resources[id]);
    return changed ? { ...template, Resources: Object.fromEntries(resources) } : undefined;
  },
};

/** Resources that Copilot's templates write such ARNs in. */
const affected = new Set(["CopyAssetsStateMachine", "CopyAssetsStateMachineRole", "EnvManagerS3Access"]);

function inPartition(id: string, resource: TemplateResource, partition: string): TemplateResource {
  if (!affected.has(id) || resource.Properties === undefined) return resource;
  const properties = Object.entries(resource.Properties).map(
    ([key, value]) => [key, rewritten(value, partition)] as const,
  );
  const next = Object.fromEntries(properties);
  return JSON.stringify(next) === JSON.stringify(resource.Properties)
    ? resource
    : { ...resource, Properties: next };
}

function rewritten(value: Json, partition: string): Json {
  if (typeof value === "string") return value.replace(/^arn:aws:/, `arn:${partition}:`);
  if (Array.isArray(value)) return value.map((item: Json) => rewritten(item, partition));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: readonly [string, Json]) => [key, rewritten(item, partition)]),
  );
}
