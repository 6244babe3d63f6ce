import type { Cell } from "../../kernel/cells.ts";
import type { Tags } from "../tags.ts";

/** A record set, names as Route 53 keeps them: small letters, a dot at the end, `\052` for `*`. */
export interface RecordSet {
  readonly Name: string;
  readonly Type: string;
  readonly TTL?: number | undefined;
  readonly ResourceRecords?: readonly { readonly Value: string }[] | undefined;
  readonly AliasTarget?:
    | {
        readonly HostedZoneId: string;
        readonly DNSName: string;
        readonly EvaluateTargetHealth: boolean;
      }
    | undefined;
  readonly SetIdentifier?: string | undefined;
  readonly Weight?: number | undefined;
  readonly Region?: string | undefined;
}

/** A hosted zone with its record sets by `recordKey`. */
export interface HostedZone {
  /** Without `/hostedzone/`. */
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly callerReference: string;
  readonly private: boolean;
  comment: string | undefined;
  readonly nameServers: readonly string[];
  tags: Tags;
  readonly records: Map<string, RecordSet>;
}

/** All hosted zones by id: ids are unique in the world, and names are looked up across accounts. */
export const hostedZones: Cell<Map<string, HostedZone>> = {
  name: "route-53/zones",
  scope: "world",
  initial: () => new Map(),
};

/** When each change was submitted, in milliseconds since the epoch, by its id without `/change/`. */
export const changes: Cell<
  Map<string, { readonly submittedAt: number; readonly comment: string | undefined }>
> = {
  name: "route-53/changes",
  scope: "account",
  initial: () => new Map(),
};

/** A name as Route 53 keeps it. https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html */
export function zoneName(name: string): string {
  const dotted = name.endsWith(".") ? name : `${name}.`;
  return dotted.toLowerCase().replaceAll("*", String.raw`\052`);
}

/** What tells record sets of a zone apart. */
export function recordKey({ Name, Type, SetIdentifier }: RecordSet): string {
  return `${Name} ${Type} ${SetIdentifier ?? ""}`;
}

/** Route 53 sorts names by their labels from the right. https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html */
export function sortName(name: string): string {
  return name.split(".").toReversed().join(".");
}
