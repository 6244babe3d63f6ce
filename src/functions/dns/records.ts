import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
} from "@aws-sdk/client-route-53";
import type { Change, ResourceRecordSet, RRType } from "@aws-sdk/client-route-53";
import type { CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { isNamed, messageOf } from "../custom-resource/reason.ts";
import type { HostedZone } from "./hosted-zones.ts";
import { sameName } from "./record-names.ts";

/** A change that Route 53 has accepted and is carrying to its name servers. */
export interface PendingChange {
  readonly zone: HostedZone;
  readonly id: string;
}

const retryEvery = 5000;
const pollEvery = 10_000;

/** The record set of exactly this name and type, or undefined, also when the zone itself is gone. */
export async function findRecord(
  zone: HostedZone,
  name: string,
  type: RRType,
): Promise<ResourceRecordSet | undefined> {
  const sets = await recordsFrom(zone, { StartRecordName: name, StartRecordType: type });
  return sets.find((set) => set.Type === type && sameName(set.Name ?? "", name));
}

async function recordsFrom(
  zone: HostedZone,
  start: { readonly StartRecordName: string; readonly StartRecordType: RRType },
): Promise<readonly ResourceRecordSet[]> {
  try {
    const page = new ListResourceRecordSetsCommand({ HostedZoneId: zone.id, ...start, MaxItems: 1 });
    return (await zone.client.send(page)).ResourceRecordSets ?? [];
  } catch (error) {
    if (isNamed(error, "NoSuchHostedZone")) return [];
    throw error;
  }
}

/** Writes record sets into a zone, over what stands there. */
export function upsertRecords(
  request: CustomResourceRequest,
  zone: HostedZone,
  sets: readonly ResourceRecordSet[],
): Promise<PendingChange> {
  return submit(
    request,
    zone,
    sets.map((set) => ({ Action: "UPSERT", ResourceRecordSet: set })),
  );
}

/**
 * Removes the record set of this name and type if it stands and `isOurs` says so; what others wrote stays. Gives undefined
 * when there was nothing to remove.
 */
export async function removeRecord(
  request: CustomResourceRequest,
  zone: HostedZone,
  record: { readonly name: string; readonly type: RRType; isOurs(found: ResourceRecordSet): boolean },
): Promise<PendingChange | undefined> {
  const found = await findRecord(zone, record.name, record.type);
  if (found === undefined) return undefined;
  if (!record.isOurs(found)) {
    request.log(
      `Left ${record.type} record ${record.name} in place: it does not hold what this resource wrote.`,
    );
    return undefined;
  }
  try {
    // Route 53 deletes only what is described exactly as it stands, so the found set is sent back.
    return await submit(request, zone, [{ Action: "DELETE", ResourceRecordSet: found }]);
  } catch (error) {
    if (/Tried to delete resource record set.*but it was not found/s.test(messageOf(error))) return undefined;
    throw error;
  }
}

/** Waits until every name server answers with the changes. */
export async function waitUntilInSync(
  request: CustomResourceRequest,
  changes: readonly (PendingChange | undefined)[],
): Promise<void> {
  for (const change of changes) {
    if (change === undefined) continue;
    while ((await statusOf(change)) !== "INSYNC")
      await request.pause(pollEvery, `Route 53 to spread change ${change.id}`);
  }
}

async function statusOf({ zone, id }: PendingChange): Promise<string | undefined> {
  const { ChangeInfo: info } = await zone.client.send(new GetChangeCommand({ Id: id }));
  return info?.Status;
}

/** Route 53 takes one change batch of a zone after the other and refuses the rest for a moment. */
async function submit(
  request: CustomResourceRequest,
  zone: HostedZone,
  changes: Change[],
): Promise<PendingChange> {
  for (;;) {
    try {
      const { ChangeInfo: info } = await zone.client.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: zone.id,
          ChangeBatch: {
            Comment: `${request.event.LogicalResourceId} of ${request.event.StackId}`,
            Changes: changes,
          },
        }),
      );
      if (info?.Id === undefined) throw new Error(`Route 53 gave no id for a change of zone ${zone.id}.`);
      return { zone, id: info.Id };
    } catch (error) {
      if (!(error instanceof Error) || !passing.has(error.name)) throw error;
    }
    await request.pause(retryEvery, `a turn to change hosted zone ${zone.id}`);
  }
}

const passing: ReadonlySet<string> = new Set([
  "PriorRequestNotComplete",
  "Throttling",
  "ThrottlingException",
]);
