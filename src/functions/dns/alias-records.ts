import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import type { HostedZone, ZoneFinder } from "./hosted-zones.ts";
import { sameTarget } from "./record-names.ts";
import { removeRecord, upsertRecords, waitUntilInSync } from "./records.ts";
import type { PendingChange } from "./records.ts";

/** A load balancer or distribution that an alias leads to. */
export interface AliasTarget {
  readonly dnsName: string;
  readonly hostedZoneId: string;
}

/** The record set that leads an alias to its target. */
function aliasRecord(alias: string, target: AliasTarget): ResourceRecordSet {
  return {
    Name: alias,
    Type: "A",
    AliasTarget: { DNSName: target.dnsName, HostedZoneId: target.hostedZoneId, EvaluateTargetHealth: true },
  };
}

/** Leads aliases to a target, one change a zone, and waits until the name servers know. Aliases without a zone are skipped. */
export async function activateAliases(
  request: CustomResourceRequest,
  options: { readonly zoneOf: ZoneFinder; readonly aliases: Iterable<string>; readonly target: AliasTarget },
): Promise<void> {
  const byZone = new Map<HostedZone, ResourceRecordSet[]>();
  for (const alias of options.aliases) {
    const zone = await options.zoneOf(alias);
    if (zone === undefined) continue;
    byZone.set(zone, [...(byZone.get(zone) ?? []), aliasRecord(alias, options.target)]);
  }
  const changes: PendingChange[] = [];
  for (const [zone, sets] of byZone) changes.push(await upsertRecords(request, zone, sets));
  await waitUntilInSync(request, changes);
}

/** Removes the records of aliases that lead to one of these targets; those that lead elsewhere stay. */
export async function deactivateAliases(
  request: CustomResourceRequest,
  options: {
    readonly zoneOf: ZoneFinder;
    readonly aliases: Iterable<string>;
    readonly targets: readonly string[];
  },
): Promise<void> {
  const changes: (PendingChange | undefined)[] = [];
  for (const alias of options.aliases) {
    const zone = await options.zoneOf(alias);
    if (zone === undefined) continue;
    const record = { name: alias, type: "A" as const, isOurs };
    changes.push(await removeRecord(request, zone, record));
  }
  await waitUntilInSync(request, changes);

  function isOurs(found: ResourceRecordSet): boolean {
    const current = found.AliasTarget?.DNSName;
    return current !== undefined && options.targets.some((target) => sameTarget(current, target));
  }
}
