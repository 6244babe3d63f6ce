import type { ZoneFinder } from "./hosted-zones.ts";
import { sameTarget } from "./record-names.ts";
import { findRecord } from "./records.ts";

/**
 * Refuses aliases that already lead to something other than one of `targets`, and aliases of a domain that is not the
 * application's: a service must not take another's name over.
 */
export async function refuseForeignAliases(
  zoneOf: ZoneFinder,
  aliases: Iterable<string>,
  targets: readonly string[],
): Promise<void> {
  for (const alias of aliases) {
    const zone = await zoneOf(alias);
    if (zone === undefined) {
      throw new Error(
        `Alias ${alias} is in no hosted zone of the application: it takes a name directly below the domain of the environment, of the application, or the root domain.`,
      );
    }
    const record = await findRecord(zone, alias, "A");
    const target = record?.AliasTarget?.DNSName;
    if (record === undefined) continue;
    if (target !== undefined && targets.some((own) => sameTarget(own, target))) continue;
    throw new Error(
      `Alias ${alias} already leads to ${target ?? "other addresses"}; remove that A record, or the alias from the other service's manifest, and deploy again.`,
    );
  }
}
