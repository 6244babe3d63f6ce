import { rootOf } from "../../kernel/principal.ts";
import type { World } from "../../kernel/world.ts";
import { createHostedZone, putRecord } from "./zone-operations.ts";
import { hostedZones, zoneName, type HostedZone } from "./zone-state.ts";

/** A public hosted zone that is there before anything begins, as a registrar's root domain is; answers its id. */
export function putHostedZone(
  world: World,
  request: { readonly account: string; readonly name: string; readonly id?: string },
): string {
  const { account, name } = request;
  const context = world.contextFor({
    service: "route-53",
    principal: rootOf(account),
    account,
    region: "us-east-1",
  });
  createHostedZone(context, { Name: name, CallerReference: context.random.uuid() });
  const zones = context.state(hostedZones);
  const made = [...zones.values()].findLast(
    (zone) => zone.account === account && zone.name === zoneName(name),
  );
  if (made === undefined) throw new Error(`no hosted zone ${name} was made`);
  if (request.id === undefined) return made.id;
  const named: HostedZone = { ...made, id: request.id, records: new Map() };
  for (const record of made.records.values()) putRecord(named, record);
  zones.delete(made.id);
  zones.set(named.id, named);
  return named.id;
}
