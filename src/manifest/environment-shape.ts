import type {
  Cdn,
  DeprecatedSecurityGroups,
  EnvironmentHttp,
  EnvironmentManifest,
  EnvironmentVpc,
  PrivateHttp,
  PublicHttp,
  RestrictiveIngress,
  SecurityGroupRule,
  Subnet,
} from "./environment-manifest.ts";
import { checkArn, checkCloudFrontCertificate } from "./parts/certificate.ts";
import { checkCidr } from "./parts/cidr.ts";
import { rangeBounds } from "./parts/count.ts";
import { listOf } from "./shape/collection-shapes.ts";
import { field, index } from "./shape/field-path.ts";
import type { FieldPath } from "./shape/field-path.ts";
import { eitherForm } from "./shape/form-shapes.ts";
import { anyOf } from "./shape/json-schema.ts";
import { record } from "./shape/record-shape.ts";
import type { Report } from "./shape/report.ts";
import { boolean, integer, text, textOrNothing, wrongType } from "./shape/scalar-shapes.ts";
import { checked, isNull, neverEmpty, replaced } from "./shape/shape.ts";
import type { Shape } from "./shape/shape.ts";
import { resolvePlain } from "./yaml/plain-scalars.ts";

/** A port as a number, or a range as a text; a quoted number is a text, which no range is. */
const ports: Shape<number | string> = {
  read: (node, at, reading) => {
    if (isNull(node)) return undefined;
    const wanted = "a port or a range of ports such as 80-443";
    if (node.kind !== "scalar") return wrongType(node, at, reading, wanted);
    const resolved = node.style === "plain" ? resolvePlain(node.text) : undefined;
    return resolved?.kind === "number" ? Math.trunc(resolved.value) : node.text;
  },
  merge: replaced,
  isEmpty: neverEmpty,
  check: (value, at, report) => {
    if (typeof value === "number") return;
    const bounds = rangeBounds(value);
    if (bounds === undefined) {
      const message = `${value} is no range of ports; write one port as a number, or <from>-<to>.`;
      report({ code: "invalid-format", at, message });
    } else if ((bounds.min ?? 0) > (bounds.max ?? 0)) {
      const message = `The first port of ${value} is greater than the last.`;
      report({ code: "min-greater-than-max", at, message });
    }
  },
  schema: () => anyOf(integer.schema(), { type: "string", pattern: "^[0-9]+-[0-9]+$" }),
};

const rule = record<SecurityGroupRule>(
  { cidr: textOrNothing, ports, ip_protocol: textOrNothing },
  {
    check: (value, at, report) => {
      for (const name of ["cidr", "ip_protocol", "ports"] as const) {
        if (value[name] !== undefined) continue;
        const message = `${name} is missing; a rule needs cidr, ip_protocol and ports.`;
        report({ code: "required-field-missing", at: field(at, name), message });
      }
    },
  },
);

const subnet = record<Subnet>(
  { id: text, cidr: text, az: text },
  {
    check: ({ id, cidr, az }, at, report) => {
      if (id === undefined || (cidr === undefined && az === undefined)) return;
      const other = cidr === undefined ? "az" : "cidr";
      const message = `id and ${other} are both given; an imported subnet has an id, an adjusted one cidr and az.`;
      report({ code: "mutually-exclusive", at, message });
    },
  },
);

const vpc = record<EnvironmentVpc>({
  id: text,
  cidr: text,
  subnets: record<NonNullable<EnvironmentVpc["subnets"]>>({
    public: listOf(subnet),
    private: listOf(subnet),
  }),
  security_group: record<NonNullable<EnvironmentVpc["security_group"]>>({
    ingress: listOf(rule),
    egress: listOf(rule),
  }),
  flow_logs: eitherForm<boolean, { readonly retention?: number }>({
    plain: boolean,
    map: record<{ readonly retention?: number }>({ retention: integer }),
    wanted: "true, false or a map (retention)",
    faultsInMap: "refuse",
  }),
});

const sourceIps = checked(listOf(text), (blocks, at, report) =>
  blocks.forEach((block, position) => checkCidr(block, index(at, position), report)),
);

const certificates = checked(listOf(text), (arns, at, report) =>
  arns.forEach((arn, position) => checkArn(arn, index(at, position), report)),
);

const restrictiveIngress = record<RestrictiveIngress>({ cdn: boolean, source_ips: sourceIps });

const deprecatedSecurityGroups = record<DeprecatedSecurityGroups>({
  ingress: record<NonNullable<DeprecatedSecurityGroups["ingress"]>>({
    restrict_to: restrictiveIngress,
    from_vpc: boolean,
  }),
});

const publicHttp = record<PublicHttp>(
  {
    certificates,
    access_logs: eitherForm<boolean, { readonly bucket_name?: string; readonly prefix?: string }>({
      plain: boolean,
      map: record<{ readonly bucket_name?: string; readonly prefix?: string }>({
        bucket_name: text,
        prefix: text,
      }),
      wanted: "true, false or a map (bucket_name, prefix)",
      faultsInMap: "drop",
    }),
    ssl_policy: text,
    ingress: restrictiveIngress,
    security_groups: deprecatedSecurityGroups,
  },
  { check: checkPublicHttp },
);

const privateHttp = record<PrivateHttp>(
  {
    subnets: listOf(text),
    certificates,
    ssl_policy: text,
    ingress: record<NonNullable<PrivateHttp["ingress"]>>({ vpc: boolean }),
    security_groups: deprecatedSecurityGroups,
  },
  { check: checkPrivateHttp },
);

const cdn = record<Cdn>({
  certificate: checked(text, checkCloudFrontCertificate),
  terminate_tls: boolean,
  static_assets: record<NonNullable<Cdn["static_assets"]>>(
    { location: textOrNothing, alias: textOrNothing, path: textOrNothing },
    { check: checkStaticAssets },
  ),
});

/** The fields of an environment's manifest. */
export const environmentShape = record<Omit<EnvironmentManifest, "type" | "name">>(
  {
    network: record<NonNullable<EnvironmentManifest["network"]>>({ vpc }),
    observability: record<NonNullable<EnvironmentManifest["observability"]>>({ container_insights: boolean }),
    http: record<EnvironmentHttp>({ public: publicHttp, private: privateHttp }),
    cdn: eitherForm<boolean, Cdn>({
      plain: boolean,
      map: cdn,
      wanted: "true, false or a map (certificate, terminate_tls, static_assets)",
      faultsInMap: "drop",
    }),
  },
  { alsoKnown: ["name", "type"] },
);

/** Whether a load balancer's public ingress is restricted by anything. */
export function restricts(ingress: RestrictiveIngress | undefined): boolean {
  return ingress?.cdn !== undefined || (ingress?.source_ips ?? []).length > 0;
}

function isGiven(old: DeprecatedSecurityGroups | undefined): boolean {
  return old?.ingress?.from_vpc !== undefined || restricts(old?.ingress?.restrict_to);
}

function checkPublicHttp(value: PublicHttp, at: FieldPath, report: Report): void {
  if (isGiven(value.security_groups) && restricts(value.ingress)) report(bothIngresses(at));
  if (value.security_groups?.ingress?.from_vpc === undefined) return;
  const message =
    "from_vpc has no place at the public load balancer, which the VPC reaches anyway; leave it out.";
  report({ code: "unsupported-field", at: field(at, "security_groups", "ingress", "from_vpc"), message });
}

function checkPrivateHttp(value: PrivateHttp, at: FieldPath, report: Report): void {
  if (isGiven(value.security_groups) && value.ingress?.vpc !== undefined) report(bothIngresses(at));
  if (!restricts(value.security_groups?.ingress?.restrict_to)) return;
  const message =
    "restrict_to is for the public load balancer; the internal one cannot be restricted further.";
  report({ code: "unsupported-field", at: field(at, "security_groups", "ingress", "restrict_to"), message });
}

function bothIngresses(at: FieldPath): Parameters<Report>[0] {
  const message = "ingress is also given in its old place, security_groups.ingress; keep ingress.";
  return { code: "mutually-exclusive", at: field(at, "ingress"), message };
}

function checkStaticAssets(value: NonNullable<Cdn["static_assets"]>, at: FieldPath, report: Report): void {
  const names = ["alias", "location", "path"] as const;
  if (names.every((name) => value[name] === undefined)) return;
  for (const name of names) {
    if (value[name] !== undefined) continue;
    const message = `${name} is missing; static_assets needs location, alias and path.`;
    report({ code: "required-field-missing", at: field(at, name), message });
  }
}
