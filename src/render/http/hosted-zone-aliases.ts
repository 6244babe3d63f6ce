import type { Alias } from "../../manifest/parts/http.ts";

/** The aliases that each hosted zone gets, zones in the order of their ids, each alias once. */
export type HostedZoneAliases = readonly {
  readonly zone: string;
  readonly aliases: readonly string[];
}[];

/**
 * Sorts aliases into their hosted zones: an alias's own zone, else the rule's. An alias with neither has no record
 * (copilot-model.md 2.7).
 */
export function hostedZoneAliases(
  aliases: readonly Alias[],
  hostedZone: string | undefined,
): HostedZoneAliases {
  const zones = new Map<string, Set<string>>();
  for (const alias of aliases) {
    const zone = alias.hosted_zone ?? hostedZone;
    if (zone === undefined || alias.name === undefined) continue;
    const names = zones.get(zone) ?? new Set();
    zones.set(zone, names.add(alias.name));
  }
  return [...zones]
    .map(([zone, names]) => ({ zone, aliases: [...names] }))
    .toSorted((left, right) => (left.zone < right.zone ? -1 : 1));
}
