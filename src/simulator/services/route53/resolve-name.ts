import type { CallContext } from "../../kernel/service.ts";
import { hostedZones, zoneName, type HostedZone, type RecordSet } from "./zone-state.ts";

/**
 * What public DNS answers for a name: from the deepest hosted zone of any account to which the zones above it delegate.
 * A zone with none above it in this world is taken for one to which its registrar delegates. Undefined for no such record.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-routing-traffic-for-subdomains.html
 */
export function resolveName(context: CallContext, name: string, type: string): RecordSet | undefined {
  const wanted = zoneName(name);
  const holding = [...context.state(hostedZones).values()]
    .filter((zone) => !zone.private && (wanted === zone.name || wanted.endsWith(`.${zone.name}`)))
    .toSorted((left, right) => left.name.length - right.name.length);
  let authority: HostedZone | undefined;
  for (const zone of holding) {
    if (authority === undefined || delegates(authority, zone)) authority = zone;
  }
  const found = authority?.records.get(`${wanted} ${type} `);
  return found;
}

function delegates(parent: HostedZone, child: HostedZone): boolean {
  if (child.name === parent.name) return false;
  const servers = new Set(child.nameServers);
  const record = parent.records.get(`${child.name} NS `);
  return record?.ResourceRecords?.some(({ Value }) => servers.has(Value.replace(/\.$/, ""))) === true;
}
