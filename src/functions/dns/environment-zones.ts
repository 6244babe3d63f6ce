import type { CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { domainLevels } from "./domain-levels.ts";
import { zoneFinder } from "./hosted-zones.ts";
import type { ZoneFinder } from "./hosted-zones.ts";

/** The zones of the environment that `EnvName`, `AppName`, `DomainName`, `EnvHostedZoneId` and `RootDNSRole` describe. */
export function environmentZones({ aws, event, properties }: CustomResourceRequest): ZoneFinder {
  const levels = domainLevels({
    environment: properties.text("EnvName"),
    application: properties.text("AppName"),
    root: properties.text("DomainName"),
  });
  return zoneFinder(aws, {
    levels,
    dnsRole: properties.text("RootDNSRole"),
    environmentZoneId: properties.text("EnvHostedZoneId"),
    whenGone: event.RequestType === "Delete" ? "skip" : "fail",
  });
}
