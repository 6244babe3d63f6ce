import { ListHostedZonesByNameCommand, Route53Client } from "@aws-sdk/client-route-53";
import type { AwsClientConfig } from "../custom-resource/world.ts";
import { assumedRole } from "./assumed-role.ts";
import { levelOf } from "./domain-levels.ts";
import type { DomainLevel, DomainLevels } from "./domain-levels.ts";
import { sameName } from "./record-names.ts";

/** A hosted zone and the client that may write it. */
export interface HostedZone {
  readonly id: string;
  readonly client: Route53Client;
}

/** Finds the zone of a name; undefined when no zone of the application holds it. Zones are looked up once. */
export type ZoneFinder = (name: string) => Promise<HostedZone | undefined>;

/**
 * The zones of an environment: its own in this account, those of application and root in the application's account, by
 * way of `dnsRole`. Without `environmentZoneId` the environment's zone is looked up by its name. A zone that is gone fails,
 * or is skipped where only records are to be removed.
 */
export function zoneFinder(
  aws: AwsClientConfig,
  options: {
    readonly levels: DomainLevels;
    readonly dnsRole: string;
    readonly environmentZoneId?: string | undefined;
    readonly whenGone: "fail" | "skip";
  },
): ZoneFinder {
  const { levels, environmentZoneId } = options;
  const own = new Route53Client(aws);
  const application = new Route53Client(assumedRole(aws, options.dnsRole));
  const found = new Map<DomainLevel, Promise<HostedZone | undefined>>();
  return async (name) => {
    const level = levelOf(name, levels);
    if (level === undefined) return undefined;
    const zone = found.get(level) ?? zoneOf(level);
    found.set(level, zone);
    return zone;
  };

  async function zoneOf(level: DomainLevel): Promise<HostedZone | undefined> {
    if (level === "environment" && environmentZoneId !== undefined)
      return { id: environmentZoneId, client: own };
    const client = level === "environment" ? own : application;
    return options.whenGone === "skip"
      ? findPublicZone(client, levels[level])
      : publicZone(client, levels[level]);
  }
}

/** The public hosted zone of exactly this domain. Throws when the client's account has none. */
export async function publicZone(client: Route53Client, domain: string): Promise<HostedZone> {
  const zone = await findPublicZone(client, domain);
  if (zone !== undefined) return zone;
  throw new Error(
    `The account has no public hosted zone ${domain}; create it, or mend the application's domain.`,
  );
}

/** The public hosted zone of exactly this domain, or undefined. */
export async function findPublicZone(client: Route53Client, domain: string): Promise<HostedZone | undefined> {
  // The list begins at the name asked for and goes on with other zones, so the first entry need not be the one.
  const { HostedZones: zones = [] } = await client.send(
    new ListHostedZonesByNameCommand({ DNSName: domain }),
  );
  const zone = zones.find(
    (entry) => sameName(entry.Name ?? "", domain) && entry.Config?.PrivateZone !== true,
  );
  const id = zone?.Id?.split("/").at(-1);
  return id === undefined ? undefined : { id, client };
}
