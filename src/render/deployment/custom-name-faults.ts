import type { RequestDrivenWebService, StaticSite } from "../../manifest/workload-manifest.ts";
import { dnsDelegated } from "../http/service-routing.ts";
import type { WorkloadInputs } from "../inputs.ts";
import type { RenderFault } from "../refusal.ts";
import { isNameIn, nameZones } from "./application-names.ts";
import { namesOutside } from "./names-outside.ts";

/** What keeps App Runner's alias from working: it must lie one label below the application's domain, in no zone of an application or environment. */
export function appRunnerAliasFaults(
  manifest: RequestDrivenWebService,
  inputs: WorkloadInputs,
): readonly RenderFault[] {
  const alias = manifest.http?.alias ?? "";
  if (alias === "") return [];
  const [domain, ...ownZones] = nameZones(inputs);
  if (domain === undefined) return aliasWithoutDomain(alias);
  const allowed =
    isNameIn(domain, alias) && alias !== domain && !ownZones.some((zone) => isNameIn(zone, alias));
  if (allowed) return [];
  return [
    {
      code: "alias-outside-application",
      field: "http.alias",
      message: `The alias ${alias} of a Request-Driven Web Service must be <name>.${domain}, where the name is not the application's.`,
    },
  ];
}

/**
 * What keeps a site's name from working. Without a certificate of its own it must lie in a zone of the application, and
 * its record goes to the environment's zone, which an environment with imported certificates does not have.
 */
export function siteAliasFaults(manifest: StaticSite, inputs: WorkloadInputs): readonly RenderFault[] {
  const { alias = "", certificate = "" } = manifest.http ?? {};
  const hasDomain = nameZones(inputs).length > 0;
  if (certificate !== "" || (alias === "" && !hasDomain)) return [];
  if (!hasDomain) return aliasWithoutDomain(alias);
  if (!dnsDelegated(inputs)) return siteWithoutZone(inputs.environment.name);
  return alias === "" ? [] : namesOutside("http.alias", [{ name: alias }], inputs);
}

function siteWithoutZone(environment: string): readonly RenderFault[] {
  return [
    {
      code: "site-without-hosted-zone",
      field: "http.certificate",
      message: `The site's name needs the hosted zone of environment ${environment}, which has none because it imports certificates.`,
      remedy:
        "Give the site http.alias and http.certificate, a certificate of us-east-1 that covers the alias.",
    },
  ];
}

function aliasWithoutDomain(alias: string): readonly RenderFault[] {
  return [
    {
      code: "alias-without-domain",
      field: "http.alias",
      message: `The alias ${alias} cannot be written: the application has no domain.`,
      remedy: "Leave http.alias out, or use an application that was made with a domain.",
    },
  ];
}
