import type { Json, JsonMap } from "../../../domain/template.ts";
import { isJsonMap } from "../../../template/json-pointer.ts";
import type { Provisioner, ProvisionRequest } from "../../cloudformation/provision.ts";
import { asRecord } from "../../protocols/record.ts";
import { textIn } from "../../resources/naming.ts";
import { byCalls, callAs, isMissing } from "../provision-by-calls.ts";
import { tagList, tagsFrom } from "../tags.ts";
import { plainId } from "./find-zone.ts";

/** Hosted zones and records as stacks make them. */
export const route53Provisioners: Readonly<Record<string, Provisioner>> = {
  "AWS::Route53::HostedZone": byCalls({
    make: (request) => {
      const { Name, HostedZoneConfig, VPCs } = request.properties;
      const [vpc] = Array.isArray(VPCs) ? VPCs : [];
      const made = callAs(request, "route-53", "CreateHostedZone", {
        Name,
        CallerReference: request.context.random.uuid(),
        HostedZoneConfig,
        ...(vpc === undefined ? {} : { VPC: vpc }),
      });
      const physicalId = plainId(String(asRecord(made["HostedZone"])["Id"]));
      const servers = asRecord(made["DelegationSet"])["NameServers"];
      return {
        physicalId,
        attributes: { Id: physicalId, NameServers: Array.isArray(servers) ? servers.map(String) : [] },
      };
    },
    furnish: (request, Id) => {
      const { HostedZoneConfig, HostedZoneTags } = request.properties;
      const comment = isJsonMap(HostedZoneConfig) ? HostedZoneConfig["Comment"] : undefined;
      if (request.verb === "update") {
        callAs(request, "route-53", "UpdateHostedZoneComment", { Id, Comment: comment });
      }
      const own = Array.isArray(HostedZoneTags) ? HostedZoneTags.map((tag) => asRecord(tag)) : [];
      const AddTags = tagList(
        tagsFrom(own.map(({ Key, Value }) => ({ Key: String(Key), Value: String(Value) }))),
      );
      if (AddTags.length > 0) {
        callAs(request, "route-53", "ChangeTagsForResource", {
          ResourceType: "hostedzone",
          ResourceId: Id,
          AddTags,
        });
      }
    },
    remove: (request, Id) => callAs(request, "route-53", "DeleteHostedZone", { Id }),
  }),
  "AWS::Route53::RecordSet": byCalls({
    make: (_request, identity) => identity,
    furnish: (request) => change(request, "UPSERT", [request.properties], request.properties),
    remove: (request) => removeEach(request, [request.properties], request.properties),
  }),
  "AWS::Route53::RecordSetGroup": byCalls({
    make: (_request, identity) => identity,
    furnish: (request) => {
      const wanted = recordsIn(request.properties);
      const dropped = recordsIn(request.live?.properties ?? {}).filter(
        (old) => !wanted.some((record) => sameRecord(record, old)),
      );
      removeEach(request, dropped, request.live?.properties ?? {});
      change(request, "UPSERT", wanted, request.properties);
    },
    remove: (request) => removeEach(request, recordsIn(request.properties), request.properties),
  }),
};

function change(
  request: ProvisionRequest,
  action: "UPSERT" | "DELETE",
  records: readonly JsonMap[],
  owner: JsonMap,
): void {
  if (records.length === 0) return;
  callAs(request, "route-53", "ChangeResourceRecordSets", {
    HostedZoneId: zoneIdOf(request, owner),
    ChangeBatch: {
      Changes: records.map((record) => ({ Action: action, ResourceRecordSet: recordSetOf(record) })),
    },
  });
}

/** Records that somebody changed or removed meanwhile are no failure, as with AWS's own handler. */
function removeEach(request: ProvisionRequest, records: readonly JsonMap[], owner: JsonMap): void {
  for (const record of records) {
    try {
      change(request, "DELETE", [record], owner);
    } catch (error) {
      const isElse = error instanceof Error && /but it was not found|do not match/.test(error.message);
      if (!isElse && !isMissing(error)) throw error;
    }
  }
}

/** By id, or by the name of the zone. */
function zoneIdOf(request: ProvisionRequest, owner: JsonMap): unknown {
  const { HostedZoneId } = owner;
  if (HostedZoneId !== undefined) return HostedZoneId;
  const HostedZoneName = textIn(owner, "HostedZoneName");
  const found = callAs(request, "route-53", "ListHostedZonesByName", { DNSName: HostedZoneName });
  const zones = Array.isArray(found["HostedZones"]) ? found["HostedZones"].map((zone) => asRecord(zone)) : [];
  const wanted = HostedZoneName.replace(/\.?$/, ".");
  const id = zones.find(({ Name }) => Name === wanted)?.["Id"];
  return typeof id === "string" ? plainId(id) : HostedZoneName;
}

/** The template writes a record's values as texts, the API as objects. */
function recordSetOf(record: JsonMap): object {
  const { Name, Type, TTL, ResourceRecords, AliasTarget, SetIdentifier, Weight, Region } = record;
  return {
    Name,
    Type,
    SetIdentifier,
    Region,
    AliasTarget,
    ...(Weight === undefined ? {} : { Weight: Number(Weight) }),
    ...(TTL === undefined ? {} : { TTL: Number(TTL) }),
    ...(Array.isArray(ResourceRecords)
      ? { ResourceRecords: ResourceRecords.map((Value) => ({ Value: String(Value) })) }
      : {}),
  };
}

function recordsIn(properties: JsonMap): readonly JsonMap[] {
  const records: Json | undefined = properties["RecordSets"];
  return Array.isArray(records) ? records.filter(isJsonMap) : [];
}

function sameRecord(left: JsonMap, right: JsonMap): boolean {
  return ["Name", "Type", "SetIdentifier"].every((key) => left[key] === right[key]);
}
