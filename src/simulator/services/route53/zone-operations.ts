import type {
  ChangeTagsForResourceRequest,
  CreateHostedZoneRequest,
  DeleteHostedZoneRequest,
  GetHostedZoneRequest,
  ListHostedZonesByNameRequest,
  ListHostedZonesRequest,
  ListTagsForResourceRequest,
  UpdateHostedZoneCommentRequest,
} from "@aws-sdk/client-route-53";
import { clientFault } from "../../kernel/aws-fault.ts";
import { upperAlphanumeric } from "../../kernel/random.ts";
import type { CallContext } from "../../kernel/service.ts";
import { tagList, tagsFrom, withoutTags } from "../tags.ts";
import { submitChange } from "./change-state.ts";
import { requireZone } from "./find-zone.ts";
import { hostedZones, recordKey, sortName, zoneName, type HostedZone, type RecordSet } from "./zone-state.ts";

const topDomains = ["com", "net", "org", "co.uk"];

/** CreateHostedZone: with its NS and SOA records. https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html */
export function createHostedZone(context: CallContext, input: CreateHostedZoneRequest): object {
  const name = zoneName(input.Name ?? "");
  if (!/^(?:[a-z0-9_-]+\.){1,}$/.test(name)) {
    throw clientFault("InvalidDomainName", `${input.Name} is not a valid domain name.`);
  }
  const callerReference = input.CallerReference ?? "";
  const own = zonesHere(context);
  if (own.some((zone) => zone.callerReference === callerReference)) {
    throw clientFault(
      "HostedZoneAlreadyExists",
      `A hosted zone has already been created with the specified caller reference.`,
      409,
    );
  }
  const set = context.random.integer(2048);
  const zone: HostedZone = {
    id: `Z${context.random.characters(20, upperAlphanumeric)}`,
    account: context.account,
    name,
    callerReference,
    private: input.VPC !== undefined || input.HostedZoneConfig?.PrivateZone === true,
    comment: input.HostedZoneConfig?.Comment,
    nameServers: topDomains.map((end, index) => `ns-${index * 512 + (set % 512)}.awsdns-${set % 64}.${end}`),
    tags: {},
    records: new Map(),
  };
  const [first = ""] = zone.nameServers;
  putRecord(zone, {
    Name: name,
    Type: "NS",
    TTL: 172_800,
    ResourceRecords: zone.nameServers.map((server) => ({ Value: `${server}.` })),
  });
  putRecord(zone, {
    Name: name,
    Type: "SOA",
    TTL: 900,
    ResourceRecords: [{ Value: `${first}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400` }],
  });
  context.state(hostedZones).set(zone.id, zone);
  return {
    HostedZone: describe(zone),
    ChangeInfo: submitChange(context),
    DelegationSet: { NameServers: zone.nameServers },
    Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
  };
}

/** GetHostedZone, with the name servers of a public one. */
export function getHostedZone(context: CallContext, input: GetHostedZoneRequest): object {
  const zone = requireZone(context, input.Id);
  return {
    HostedZone: describe(zone),
    ...(zone.private ? {} : { DelegationSet: { NameServers: zone.nameServers } }),
  };
}

/** DeleteHostedZone: only a zone in which nothing but its own NS and SOA records is left. */
export function deleteHostedZone(context: CallContext, input: DeleteHostedZoneRequest): object {
  const zone = requireZone(context, input.Id);
  const others = [...zone.records.values()].filter((record) => !isOwn(zone, record));
  if (others.length > 0) {
    throw clientFault(
      "HostedZoneNotEmpty",
      "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
    );
  }
  context.state(hostedZones).delete(zone.id);
  return { ChangeInfo: submitChange(context) };
}

/** UpdateHostedZoneComment. */
export function updateHostedZoneComment(context: CallContext, input: UpdateHostedZoneCommentRequest): object {
  const zone = requireZone(context, input.Id);
  zone.comment = input.Comment;
  return { HostedZone: describe(zone) };
}

/** ListHostedZones: a hundred a page. */
export function listHostedZones(context: CallContext, input: ListHostedZonesRequest): object {
  const zones = zonesHere(context);
  const size = sizeOf(input.MaxItems);
  const start = input.Marker === undefined ? 0 : zones.findIndex(({ id }) => id === input.Marker);
  if (start < 0) throw clientFault("InvalidInput", `Invalid marker ${input.Marker}`);
  const rest = zones.slice(start);
  const next = rest[size];
  return {
    HostedZones: rest.slice(0, size).map(describe),
    Marker: input.Marker,
    IsTruncated: next !== undefined,
    NextMarker: next?.id,
    MaxItems: size,
  };
}

/**
 * ListHostedZonesByName: begins at a name and goes on with all that follow it, sorted by labels from the right.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByName.html
 */
export function listHostedZonesByName(context: CallContext, input: ListHostedZonesByNameRequest): object {
  const size = sizeOf(input.MaxItems);
  const from = input.DNSName === undefined ? "" : sortName(zoneName(input.DNSName));
  const startId = input.HostedZoneId ?? "";
  const rest = zonesHere(context)
    .filter(({ name, id }) => sortName(name) > from || (sortName(name) === from && id >= startId))
    .toSorted((left, right) =>
      `${sortName(left.name)} ${left.id}` < `${sortName(right.name)} ${right.id}` ? -1 : 1,
    );
  const next = rest[size];
  return {
    HostedZones: rest.slice(0, size).map(describe),
    DNSName: input.DNSName,
    HostedZoneId: input.HostedZoneId,
    IsTruncated: next !== undefined,
    NextDNSName: next?.name,
    NextHostedZoneId: next?.id,
    MaxItems: size,
  };
}

/** ChangeTagsForResource, of hosted zones. */
export function changeTagsForResource(context: CallContext, input: ChangeTagsForResourceRequest): object {
  const zone = requireZone(context, input.ResourceId);
  zone.tags = { ...withoutTags(zone.tags, input.RemoveTagKeys ?? []), ...tagsFrom(input.AddTags) };
  return {};
}

/** ListTagsForResource, of hosted zones. */
export function listTagsForResource(context: CallContext, input: ListTagsForResourceRequest): object {
  const zone = requireZone(context, input.ResourceId);
  return {
    ResourceTagSet: { ResourceType: "hostedzone", ResourceId: zone.id, Tags: tagList(zone.tags) },
  };
}

/** Whether a record set came with its zone, and cannot be taken away. */
export function isOwn(zone: HostedZone, { Name, Type }: RecordSet): boolean {
  return Name === zone.name && (Type === "NS" || Type === "SOA");
}

/** Writes a record set over what stands under its name and type. */
export function putRecord(zone: HostedZone, record: RecordSet): void {
  zone.records.set(recordKey(record), record);
}

function zonesHere(context: CallContext): readonly HostedZone[] {
  return [...context.state(hostedZones).values()].filter(({ account }) => account === context.account);
}

function sizeOf(maximum: number | undefined): number {
  return Math.min(maximum ?? 100, 100);
}

function describe(zone: HostedZone): object {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { PrivateZone: zone.private, Comment: zone.comment },
    ResourceRecordSetCount: zone.records.size,
  };
}
