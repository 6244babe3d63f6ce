import type { RoutingRule } from "../../manifest/parts/http.ts";
import type { LoadBalancedWebService, BackendService } from "../../manifest/workload-manifest.ts";
import type { WorkloadInputs } from "../inputs.ts";
import type { RenderFault } from "../refusal.ts";
import { nameZones } from "./application-names.ts";
import { namesOutside } from "./names-outside.ts";

/** What keeps a Load Balanced Web Service's rules from working where they are deployed (copilot-model.md 4.5, step 9). */
export function publicRuleFaults(
  manifest: LoadBalancedWebService,
  inputs: WorkloadInputs,
): readonly RenderFault[] {
  const { http } = manifest;
  if (typeof http !== "object") return [];
  return rulesWithFields(http).flatMap(({ rule, field }) => publicRuleFault(rule, field, inputs) ?? []);
}

/** What keeps a Backend Service's rules from working: with imported certificates each needs an alias, without none may have one. */
export function internalRuleFaults(manifest: BackendService, inputs: WorkloadInputs): readonly RenderFault[] {
  const { http } = manifest;
  if (http === undefined) return [];
  const certificates = inputs.environment.manifest.http?.private?.certificates ?? [];
  const environment = inputs.environment.name;
  return rulesWithFields(http).flatMap(({ rule, field }) => {
    if (Object.keys(rule).length === 0) return [];
    const hasAlias = (rule.alias ?? []).length > 0;
    if (hasAlias === certificates.length > 0) return [];
    return hasAlias
      ? aliasWithoutCertificates(`${field}.alias`, environment)
      : aliasMissing(field, environment);
  });
}

function publicRuleFault(
  rule: RoutingRule,
  field: string,
  inputs: WorkloadInputs,
): readonly RenderFault[] | undefined {
  const { cdn, http } = inputs.environment.manifest;
  const environment = inputs.environment.name;
  const cdnCertificate = typeof cdn === "object" ? cdn.certificate : undefined;
  const importsCertificates = (http?.public?.certificates ?? []).length > 0 || cdnCertificate !== undefined;
  const hasDomain = nameZones(inputs).length > 0;
  const aliases = rule.alias ?? [];
  if (rule.redirect_to_https !== undefined && !hasDomain && !importsCertificates) {
    return redirectWithoutHttps(field, environment);
  }
  if (aliases.length === 0) {
    const needsAlias = importsCertificates && inputs.importedLoadBalancer === undefined;
    return needsAlias ? aliasMissing(field, environment) : undefined;
  }
  const namesZone = aliases.some((alias) => alias.hosted_zone !== undefined);
  if (namesZone && !importsCertificates) return zoneWithoutCertificates(field, environment);
  if (namesZone && cdn !== undefined && cdn !== false) return zoneWithCdn(field, environment);
  if (importsCertificates) return undefined;
  return hasDomain
    ? namesOutside(`${field}.alias`, aliases, inputs)
    : aliasWithoutCertificates(`${field}.alias`, environment);
}

function rulesWithFields(
  http: RoutingRule & { readonly additional_rules?: readonly RoutingRule[] },
): readonly { readonly rule: RoutingRule; readonly field: string }[] {
  const { additional_rules: additional = [], ...main } = http;
  return [
    { rule: main, field: "http" },
    ...additional.map((rule, index) => ({ rule, field: `http.additional_rules[${index}]` })),
  ];
}

function aliasMissing(field: string, environment: string): readonly RenderFault[] {
  return [
    {
      code: "alias-missing",
      field: `${field}.alias`,
      message: `${field} needs an alias: environment ${environment} imports certificates, and its listeners answer to their names only.`,
      remedy: `Add ${field}.alias with a name that one of the certificates covers.`,
    },
  ];
}

function aliasWithoutCertificates(field: string, environment: string): readonly RenderFault[] {
  return [
    {
      code: "alias-without-domain",
      field,
      message: `${field} needs HTTPS, and environment ${environment} has none for it: no certificates are imported, and no domain of the application stands in for them.`,
      remedy: "Leave the alias out, or import a certificate that covers it into the environment.",
    },
  ];
}

function redirectWithoutHttps(field: string, environment: string): readonly RenderFault[] {
  return [
    {
      code: "redirect-without-https",
      field: `${field}.redirect_to_https`,
      message: `${field}.redirect_to_https has nothing to act on: environment ${environment} has no HTTPS, for want of a domain or certificates.`,
      remedy: "Leave it out, give the application a domain, or import certificates into the environment.",
    },
  ];
}

function zoneWithoutCertificates(field: string, environment: string): readonly RenderFault[] {
  return [
    {
      code: "hosted-zone-without-certificates",
      field: `${field}.alias`,
      message: `${field}.alias names hosted zones, which only counts where certificates are imported, and environment ${environment} imports none.`,
      remedy: "Leave hosted_zone out, or import certificates for these names into the environment.",
    },
  ];
}

function zoneWithCdn(field: string, environment: string): readonly RenderFault[] {
  return [
    {
      code: "hosted-zone-with-cdn",
      field: `${field}.alias`,
      message: `${field}.alias names hosted zones, whose records would lead past the CDN of environment ${environment}.`,
      remedy: "Leave hosted_zone out and point the names at the CDN's distribution yourself.",
    },
  ];
}
