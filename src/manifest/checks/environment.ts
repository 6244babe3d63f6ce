import type { EnvironmentManifest, Subnet } from "../environment-manifest.ts";
import { restricts } from "../environment-shape.ts";
import { field, index } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";

const subnetsPath = field(undefined, "network", "vpc", "subnets");

/** Reports what is wrong between the fields of an environment's manifest (copilot-model.md 5.10). */
export function checkEnvironment(manifest: Omit<EnvironmentManifest, "type" | "name">, report: Report): void {
  checkVpc(manifest, report);
  checkCdn(manifest, report);
  checkInternalSubnets(manifest, report);
}

/** Whether the environment has a CDN. */
function hasCdn({ cdn }: Pick<EnvironmentManifest, "cdn">): boolean {
  return cdn !== undefined && cdn !== false;
}

function checkVpc({ network }: Pick<EnvironmentManifest, "network">, report: Report): void {
  const { id, cidr, subnets = {} } = network?.vpc ?? {};
  if (id && cidr) {
    const message = "The VPC has both id and cidr; it is either imported by its id or adjusted with cidr.";
    report({ code: "mutually-exclusive", at: field(undefined, "network", "vpc"), message });
    return;
  }
  const publicSubnets = subnets.public ?? [];
  const privateSubnets = subnets.private ?? [];
  if (id) checkImported(publicSubnets, privateSubnets, report);
  if (cidr) checkAdjusted(publicSubnets, privateSubnets, report);
}

function checkImported(
  publicSubnets: readonly Subnet[],
  privateSubnets: readonly Subnet[],
  report: Report,
): void {
  requireOf("id", publicSubnets, field(subnetsPath, "public"), report);
  requireOf("id", privateSubnets, field(subnetsPath, "private"), report);
  if (publicSubnets.length + privateSubnets.length === 0) {
    const message =
      "An imported VPC needs its subnets; list the ids of at least two public or two private ones.";
    report({ code: "at-least-one-required", at: subnetsPath, message });
  }
  for (const [name, subnets] of [
    ["public", publicSubnets],
    ["private", privateSubnets],
  ] as const) {
    if (subnets.length !== 1) continue;
    const message = `One ${name} subnet is imported; load balancers and services need at least two, or none.`;
    report({ code: "out-of-range", at: field(subnetsPath, name), message });
  }
}

function checkAdjusted(
  publicSubnets: readonly Subnet[],
  privateSubnets: readonly Subnet[],
  report: Report,
): void {
  const complete =
    requireOf("cidr", publicSubnets, field(subnetsPath, "public"), report) &&
    requireOf("cidr", privateSubnets, field(subnetsPath, "private"), report);
  if (!complete) return;
  const zones = zonesOf(publicSubnets);
  const privateZones = zonesOf(privateSubnets);
  if (zones.size !== privateZones.size || [...zones].some((zone) => !privateZones.has(zone))) {
    const message = `Public subnets are in ${list(zones)}, private ones in ${list(privateZones)}; both need the same zones.`;
    report({ code: "inconsistent-values", at: subnetsPath, message });
    return;
  }
  if (zones.size === 0) return;
  if (zones.size < 2) {
    report({
      code: "out-of-range",
      at: subnetsPath,
      message: `The subnets are in one zone, ${list(zones)}; at least two are needed.`,
    });
    return;
  }
  for (const [name, subnets] of [
    ["public", publicSubnets],
    ["private", privateSubnets],
  ] as const) {
    const blocks = new Set(subnets.map((subnet) => subnet.cidr)).size;
    if (blocks === zones.size) continue;
    const message = `There are ${blocks} address ranges of ${name} subnets for ${zones.size} zones; each zone needs one.`;
    report({ code: "inconsistent-values", at: field(subnetsPath, name), message });
  }
}

function requireOf(name: "id" | "cidr", subnets: readonly Subnet[], at: FieldPath, report: Report): boolean {
  const missing = [...subnets.entries()].filter(([, subnet]) => !subnet[name]);
  for (const [position] of missing) {
    const why = name === "id" ? "the VPC is imported" : "the VPC has a cidr of its own";
    const message = `${name} is missing; ${why}, so each subnet needs one.`;
    report({ code: "required-field-missing", at: field(index(at, position), name), message });
  }
  return missing.length === 0;
}

function zonesOf(subnets: readonly Subnet[]): ReadonlySet<string> {
  return new Set(subnets.flatMap(({ az }) => az || []));
}

function list(zones: ReadonlySet<string>): string {
  return zones.size === 0 ? "no named zone" : [...zones].sort().join(", ");
}

function checkCdn({ http, cdn }: Pick<EnvironmentManifest, "http" | "cdn">, report: Report): void {
  const enabled = hasCdn(cdn === undefined ? {} : { cdn });
  const old = !restricts(http?.public?.ingress);
  const ingress = old ? http?.public?.security_groups?.ingress?.restrict_to : http?.public?.ingress;
  if (ingress?.cdn === true && !enabled) {
    const place = old ? ["security_groups", "ingress", "restrict_to", "cdn"] : ["ingress", "cdn"];
    const message =
      "The public load balancer is restricted to the CDN, but the environment has none; switch cdn on.";
    report({ code: "unsupported-combination", at: field(undefined, "http", "public", ...place), message });
  }
  if (!enabled) return;
  const config = typeof cdn === "object" ? cdn : {};
  if (http?.public?.certificates === undefined) {
    if (config.certificate === undefined || config.terminate_tls === true) return;
    const message =
      "terminate_tls must be true: the CDN has a certificate, and the load balancer behind it has none.";
    report({ code: "inconsistent-values", at: field(undefined, "cdn", "terminate_tls"), message });
    return;
  }
  if (config.certificate !== undefined) return;
  const message =
    "certificate is missing; with http.public.certificates the CDN needs its own, of us-east-1.";
  report({ code: "required-field-missing", at: field(undefined, "cdn", "certificate"), message });
}

function checkInternalSubnets(
  { http, network }: Pick<EnvironmentManifest, "http" | "network">,
  report: Report,
): void {
  const chosen = http?.private?.subnets;
  if (chosen === undefined) return;
  const at = field(undefined, "http", "private", "subnets");
  if (!network?.vpc?.id) {
    const message =
      "Subnets of the internal load balancer can be chosen only in an imported VPC; give network.vpc.id.";
    report({ code: "unsupported-combination", at, message });
    return;
  }
  const { public: publicSubnets = [], private: privateSubnets = [] } = network.vpc.subnets ?? {};
  const imported = new Set([...publicSubnets, ...privateSubnets].map((subnet) => subnet.id));
  const unknown = chosen.filter((id) => !imported.has(id));
  if (unknown.length === 0 && new Set(chosen).size === chosen.length) return;
  const message =
    unknown.length === 0
      ? "A subnet is named twice."
      : `${unknown.join(", ")} is not among the subnets that network.vpc.subnets imports.`;
  report({ code: "unknown-subnet", at, message });
}
