import type { Identity, Naming } from "./naming.ts";
import { applicationIdentities } from "./identities-application.ts";
import { containerIdentities } from "./identities-container.ts";
import { networkIdentities } from "./identities-network.ts";
import { securityIdentities } from "./identities-security.ts";
import { storageIdentities } from "./identities-storage.ts";
import { arnOf, generatedName } from "./naming.ts";
import { schemaOf } from "./schema-facts.ts";

/**
 * Physical ids and attributes by type. Each form is that of the type's page in the resource reference, section "Return
 * values". https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html
 */
const table: Readonly<Record<string, (naming: Naming) => Identity>> = {
  ...applicationIdentities,
  ...containerIdentities,
  ...networkIdentities,
  ...securityIdentities,
  ...storageIdentities,
};

/** The identity of a new resource. A type without a row of its own gets a generated name and plausible attributes. */
export function identityOf(naming: Naming): Identity {
  return table[naming.type]?.(naming) ?? plainIdentity(naming);
}

function plainIdentity(naming: Naming): Identity {
  const physicalId = generatedName(naming, 64);
  const service = naming.type.split("::")[1]?.toLowerCase() ?? "service";
  const attributes = (schemaOf(naming.type)?.attributes ?? []).map((attribute): [string, string] => [
    attribute,
    attribute.endsWith("Arn")
      ? arnOf(naming, service, physicalId)
      : `${physicalId}-${attribute.toLowerCase()}`,
  ]);
  return { physicalId, attributes: Object.fromEntries(attributes) };
}
