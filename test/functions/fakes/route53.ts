import { textOf } from "./fake-aws.ts";
import type { FakeCall, FakeService } from "./fake-aws.ts";
import { AwsFault } from "./fault.ts";
import { child, childText, parseXml, toXml } from "./xml.ts";
import type { XmlElement, XmlValue } from "./xml.ts";

/** A record set; `target` is an alias target, `values` are plain records. */
export interface FakeRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly values?: readonly string[];
  readonly target?: { readonly zone: string; readonly dnsName: string };
}

interface FakeZone {
  readonly id: string;
  readonly name: string;
  /** The access key that may see and change it. */
  readonly owner: string;
  readonly private: boolean;
  readonly records: Map<string, FakeRecord>;
}

/**
 * Route 53: hosted zones of several accounts, told apart by who signs. Writes names as the service does (small letters, a
 * dot at the end, `\052` for `*`), lists in its order, refuses deletions that do not match, and takes a while to be in sync.
 */
export class FakeRoute53 {
  readonly #zones: FakeZone[] = [];
  readonly #pending = new Map<string, number>();
  /** How many looks a change takes to be in sync. */
  looks = 2;
  /** Errors that the next changes meet, one each. */
  readonly faults: AwsFault[] = [];
  /** How many batches were carried out. */
  batches = 0;

  addZone(zone: { readonly name: string; readonly owner: string; readonly private?: boolean }): string {
    const id = `Z${this.#zones.length + 1}`;
    this.#zones.push({
      id,
      name: wire(zone.name),
      owner: zone.owner,
      private: zone.private === true,
      records: new Map(),
    });
    return id;
  }

  removeZone(id: string): void {
    this.#zones.splice(
      this.#zones.findIndex((zone) => zone.id === id),
      1,
    );
  }

  put(zoneId: string, record: FakeRecord): void {
    const zone = this.#zones.find(({ id }) => id === zoneId);
    zone?.records.set(key(record), normal(record));
  }

  /** Records of a zone as `type name -> target or values`, sorted. */
  records(zoneId: string): readonly string[] {
    const zone = this.#zones.find(({ id }) => id === zoneId);
    return [...(zone?.records.values() ?? [])]
      .map(
        ({ type, name, target, values }) =>
          `${type} ${name} -> ${target?.dnsName ?? values?.join(" ") ?? ""}`,
      )
      .toSorted();
  }

  /** Whether any public zone answers this name with this value. */
  answers(name: string, type: string, value: string): boolean {
    return this.#zones.some(
      (zone) => zone.records.get(`${wire(name)} ${type}`)?.values?.includes(value) === true,
    );
  }

  readonly service: FakeService = (call) => {
    const path = call.http.path.replace(/\/$/, "").replace("/2013-04-01/", "");
    if (path === "hostedzonesbyname") return this.#zonesByName(call);
    const [kind, id = "", sub] = path.split("/");
    if (kind === "change") return toXml("GetChangeResponse", { ChangeInfo: this.#change(id) });
    if (kind !== "hostedzone" || sub !== "rrset") throw new Error(`The fake Route 53 has no ${path}.`);
    const zone = this.#zones.find((entry) => entry.id === id);
    if (zone === undefined)
      throw new AwsFault("NoSuchHostedZone", `No hosted zone found with ID: ${id}`, 404);
    if (zone.owner !== call.accessKey)
      throw new AwsFault("AccessDenied", `${call.accessKey} may not use ${id}`, 403);
    return call.http.method === "GET" ? listed(zone, call) : this.#changed(zone, call);
  };

  #zonesByName(call: FakeCall): string {
    const start = reversed(wire(call.http.query?.["dnsname"] ?? ""));
    const zones = this.#zones
      .filter((zone) => zone.owner === call.accessKey && reversed(zone.name) >= start)
      .toSorted((a, b) => (reversed(a.name) < reversed(b.name) ? -1 : 1))
      .map((zone) => ({
        Id: `/hostedzone/${zone.id}`,
        Name: zone.name,
        CallerReference: zone.id,
        Config: { PrivateZone: zone.private },
      }));
    const rest = { IsTruncated: false, MaxItems: 100 };
    return toXml("ListHostedZonesByNameResponse", { HostedZones: zones, ...rest }, "HostedZone");
  }

  #change(id: string): XmlValue {
    const left = this.#pending.get(id) ?? 0;
    this.#pending.set(id, left - 1);
    return {
      Id: `/change/${id}`,
      Status: left > 0 ? "PENDING" : "INSYNC",
      SubmittedAt: "2026-11-20T20:00:00Z",
    };
  }

  #changed(zone: FakeZone, call: FakeCall): string {
    const fault = this.faults.shift();
    if (fault !== undefined) throw fault;
    const batch = child(parseXml(textOf(call.http.body)), "ChangeBatch");
    const changes = (batch === undefined ? undefined : child(batch, "Changes"))?.children ?? [];
    const after = new Map(zone.records);
    const seen = new Set<string>();
    for (const change of changes) apply(after, seen, change);
    zone.records.clear();
    for (const [name, record] of after) zone.records.set(name, record);
    this.batches += 1;
    const id = `C${this.batches}`;
    this.#pending.set(id, this.looks);
    return toXml("ChangeResourceRecordSetsResponse", { ChangeInfo: this.#change(id) });
  }
}

function apply(records: Map<string, FakeRecord>, seen: Set<string>, change: XmlElement): void {
  const set = child(change, "ResourceRecordSet");
  if (set === undefined) throw new AwsFault("InvalidInput", "no record set");
  const record = recordOf(set);
  const described = `[name='${record.name}', type='${record.type}']`;
  if (seen.has(key(record))) throw invalid(`Duplicate Resource Record: ${described}`);
  seen.add(key(record));
  if (childText(change, "Action") === "UPSERT") {
    records.set(key(record), record);
    return;
  }
  const found = records.get(key(record));
  if (found === undefined)
    throw invalid(`Tried to delete resource record set ${described} but it was not found`);
  if (JSON.stringify(found) !== JSON.stringify(record)) {
    throw invalid(
      `Tried to delete resource record set ${described} but the values provided do not match the current values`,
    );
  }
  records.delete(key(record));
}

function recordOf(set: XmlElement): FakeRecord {
  const target = child(set, "AliasTarget");
  const ttl = childText(set, "TTL");
  const values = child(set, "ResourceRecords")?.children.map((entry) => childText(entry, "Value") ?? "");
  return normal({
    name: childText(set, "Name") ?? "",
    type: childText(set, "Type") ?? "",
    ...(ttl === undefined ? {} : { ttl: Number(ttl) }),
    ...(values === undefined ? {} : { values }),
    ...(target === undefined
      ? {}
      : {
          target: {
            zone: childText(target, "HostedZoneId") ?? "",
            dnsName: childText(target, "DNSName") ?? "",
          },
        }),
  });
}

function listed(zone: FakeZone, call: FakeCall): string {
  const start = `${reversed(wire(call.http.query?.["name"] ?? ""))} ${call.http.query?.["type"] ?? ""}`;
  const order = (record: FakeRecord): string => `${reversed(record.name)} ${record.type}`;
  const records = [...zone.records.values()]
    .filter((record) => order(record) >= start)
    .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
    .slice(0, Number(call.http.query?.["maxitems"] ?? 100));
  const sets = records.map((record) => toXml("ResourceRecordSet", xmlOf(record), "ResourceRecord")).join("");
  return `<ListResourceRecordSetsResponse><ResourceRecordSets>${sets}</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>1</MaxItems></ListResourceRecordSetsResponse>`;
}

function xmlOf(record: FakeRecord): { readonly [name: string]: XmlValue } {
  const { target, values } = record;
  return {
    Name: record.name,
    Type: record.type,
    TTL: record.ttl,
    ResourceRecords: values?.map((value) => ({ Value: value })),
    AliasTarget:
      target === undefined
        ? undefined
        : { HostedZoneId: target.zone, DNSName: target.dnsName, EvaluateTargetHealth: true },
  };
}

function normal(record: FakeRecord): FakeRecord {
  const { target } = record;
  return {
    ...record,
    name: wire(record.name),
    ...(target === undefined ? {} : { target: { ...target, dnsName: wire(target.dnsName) } }),
  };
}

function key(record: FakeRecord): string {
  return `${wire(record.name)} ${record.type}`;
}

function wire(name: string): string {
  const dotted = name.endsWith(".") ? name : `${name}.`;
  return dotted.toLowerCase().replaceAll("*", "\\052");
}

/** Route 53 sorts by labels from the right. */
function reversed(name: string): string {
  return name.split(".").toReversed().join(".");
}

function invalid(message: string): AwsFault {
  return new AwsFault("InvalidChangeBatch", `[${message}]`);
}
