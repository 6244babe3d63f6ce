import type { Cell } from "../../kernel/cells.ts";
import { rootOf } from "../../kernel/principal.ts";
import type { World } from "../../kernel/world.ts";

/** The names that each imported certificate covers, its subject first, by ARN. */
export const importedCertificates: Cell<Map<string, readonly string[]>> = {
  name: "acm/certificates",
  scope: "region",
  initial: () => new Map(),
};

/** Imports a certificate for some names, as people do for domains that they hold elsewhere, and answers its ARN. */
export function importCertificate(
  world: World,
  request: { readonly account: string; readonly region: string; readonly names: readonly string[] },
): string {
  const { account, region, names } = request;
  const context = world.contextFor({ service: "acm", principal: rootOf(account), account, region });
  const arn = `arn:${context.partition}:acm:${region}:${account}:certificate/${context.random.uuid()}`;
  context.state(importedCertificates).set(arn, names);
  return arn;
}
