import type {
  Change,
  ChangeResourceRecordSetsRequest,
  ListResourceRecordSetsRequest,
  ResourceRecordSet,
} from "@aws-sdk/client-route-53";
import { isDeepStrictEqual } from "node:util";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { submitChange } from "./change-state.ts";
import { invalidBatch, requireZone } from "./find-zone.ts";
import { isOwn } from "./zone-operations.ts";
import { recordKey, sortName, zoneName, type HostedZone, type RecordSet } from "./zone-state.ts";

/**
 * ChangeResourceRecordSets: a batch is carried out whole or not at all.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
 */
export function changeResourceRecordSets(
  context: CallContext,
  input: ChangeResourceRecordSetsRequest,
): object {
  const zone = requireZone(context, input.HostedZoneId);
  const batch = input.ChangeBatch?.Changes ?? [];
  if (batch.length === 0) throw clientFault("InvalidInput", "The change batch has no changes.");
  const after = new Map(zone.records);
  const seen = new Set<string>();
  const complaints = batch.flatMap((change) => apply(zone, { after, seen }, change));
  if (complaints.length > 0) throw invalidBatch(complaints);
  zone.records.clear();
  for (const [key, record] of after) zone.records.set(key, record);
  return { ChangeInfo: submitChange(context, input.ChangeBatch?.Comment) };
}

/** ListResourceRecordSets: from a name and type on, three hundred a page. */
export function listResourceRecordSets(context: CallContext, input: ListResourceRecordSetsRequest): object {
  const zone = requireZone(context, input.HostedZoneId);
  if (input.StartRecordType !== undefined && input.StartRecordName === undefined) {
    throw clientFault("InvalidInput", "Can't specify type without specifying name.");
  }
  const size = Math.min(input.MaxItems ?? 300, 300);
  const from =
    input.StartRecordName === undefined
      ? ""
      : order(zoneName(input.StartRecordName), input.StartRecordType ?? "");
  const rest = [...zone.records.values()]
    .map((record) => ({ record, at: order(record.Name, record.Type) }))
    .filter(({ at }) => at >= from)
    .toSorted((left, right) => (left.at < right.at ? -1 : 1))
    .map(({ record }) => record);
  const next = rest[size];
  return {
    ResourceRecordSets: rest.slice(0, size),
    IsTruncated: next !== undefined,
    NextRecordName: next?.Name,
    NextRecordType: next?.Type,
    NextRecordIdentifier: next?.SetIdentifier,
    MaxItems: size,
  };
}

function order(name: string, type: string): string {
  return `${sortName(name)} ${type}`;
}

function apply(
  zone: HostedZone,
  { after, seen }: { readonly after: Map<string, RecordSet>; readonly seen: Set<string> },
  { Action, ResourceRecordSet: set }: Change,
): readonly string[] {
  const record = recordOf(set);
  const key = recordKey(record);
  const described = `[name='${record.Name}', type='${record.Type}']`;
  if (!record.Name.endsWith(zone.name) || !isBelow(record.Name, zone.name)) {
    return [`RRSet with DNS name ${record.Name} is not permitted in zone ${zone.name}`];
  }
  if (seen.has(`${Action === "DELETE" ? "-" : "+"}${key}`))
    return [`Duplicate Resource Record: ${described}`];
  seen.add(`${Action === "DELETE" ? "-" : "+"}${key}`);
  const found = after.get(key);
  if (Action === "DELETE") {
    if (found === undefined) return [`Tried to delete resource record set ${described} but it was not found`];
    if (!isDeepStrictEqual(found, record)) {
      return [
        `Tried to delete resource record set ${described} but the values provided do not match the current values`,
      ];
    }
    if (isOwn(zone, record))
      return [
        `A HostedZone must contain exactly one ${record.Type === "SOA" ? "SOA record." : "NS record for the zone itself."}`,
      ];
    after.delete(key);
    return [];
  }
  if (Action === "CREATE" && found !== undefined)
    return [`Tried to create resource record set ${described} but it already exists`];
  const clash = [...after.values()].find(
    (other) =>
      other.Name === record.Name &&
      other.Type !== record.Type &&
      (other.Type === "CNAME" || record.Type === "CNAME"),
  );
  if (clash !== undefined) {
    return [
      `RRSet of type ${record.Type} with DNS name ${record.Name} is not permitted as it conflicts with other records with the same DNS name in zone ${zone.name}`,
    ];
  }
  after.set(key, record);
  return [];
}

function isBelow(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/** A record set without absent members, so that the same one is equal however it was sent. */
function recordOf(set: ResourceRecordSet | undefined): RecordSet {
  const values = set?.ResourceRecords?.map(({ Value }) => ({ Value: Value ?? "" }));
  const { AliasTarget: alias } = set ?? {};
  return {
    Name: zoneName(set?.Name ?? ""),
    Type: set?.Type ?? "",
    ...(set?.TTL === undefined ? {} : { TTL: set.TTL }),
    ...(values === undefined || values.length === 0 ? {} : { ResourceRecords: values }),
    ...(alias === undefined
      ? {}
      : {
          AliasTarget: {
            HostedZoneId: alias.HostedZoneId ?? "",
            DNSName: zoneName(alias.DNSName ?? ""),
            EvaluateTargetHealth: alias.EvaluateTargetHealth === true,
          },
        }),
    ...(set?.SetIdentifier === undefined ? {} : { SetIdentifier: set.SetIdentifier }),
    ...(set?.Weight === undefined ? {} : { Weight: set.Weight }),
    ...(set?.Region === undefined ? {} : { Region: set.Region }),
  };
}
