import { schemaOf } from "../resources/schema-facts.ts";
import type { ProvisionRequest } from "./provision.ts";

/**
 * CloudFormation's words for a property that the type does not have, or lacks. Only names at the top level are checked.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
 */
export function schemaComplaint(request: ProvisionRequest): string | undefined {
  const schema = schemaOf(request.type);
  if (schema === undefined) return undefined;
  const names = Object.keys(request.properties);
  const extra = names.filter((name) => !schema.properties.includes(name));
  const missing = (schema.required ?? []).filter((name) => !names.includes(name));
  const faults = [
    ...extra.map((name) => `#: extraneous key [${name}] is not permitted`),
    ...missing.map((name) => `#: required key [${name}] not found`),
  ];
  if (faults.length === 0) return undefined;
  return `Properties validation failed for resource ${request.logicalId} with message:\n[${faults.join(", ")}]`;
}
