import type { TextSource } from "./text-source.ts";
import { listOf, mapOf } from "../shape/collection-shapes.ts";
import { eitherForm } from "../shape/form-shapes.ts";
import type { FieldPath } from "../shape/field-path.ts";
import { anyOf } from "../shape/json-schema.ts";
import type { Reading } from "../shape/reading.ts";
import type { Report } from "../shape/report.ts";
import { alternatives } from "../shape/report.ts";
import { record } from "../shape/record-shape.ts";
import { boolean, text, wrongType } from "../shape/scalar-shapes.ts";
import { checked, isNull } from "../shape/shape.ts";
import type { Shape } from "../shape/shape.ts";
import type { LocatedYaml } from "../yaml/located-yaml.ts";
import { texts } from "./texts.ts";
import { textSource } from "./text-source.ts";

/** The network of an ECS service or job. */
export interface Network {
  readonly vpc?: VpcConfig;
  /** Service Connect; a map switches it on and names the alias. */
  readonly connect?: boolean | { readonly alias?: string };
}

/** Where tasks are placed, and their security groups. */
export interface VpcConfig {
  /** `public`, `private`, or chosen subnets. ECS workloads have `public` unless the manifest says otherwise. */
  readonly placement?: Placement;
  readonly security_groups?: SecurityGroups;
}

/** `public` or `private` in a valid manifest, or chosen subnets. */
export type Placement = string | { readonly subnets: Subnets };

/** Subnets by id, or those that carry all of the given tags. */
export type Subnets =
  | { readonly kind: "ids"; readonly ids: readonly string[] }
  | { readonly kind: "from_tags"; readonly from_tags: Readonly<Record<string, readonly string[]>> };

/** Security groups of the tasks. Both spellings read alike; `form` tells which one stands in the manifest. */
interface SecurityGroups {
  readonly form: "list" | "map";
  readonly groups: readonly TextSource[];
  /** True leaves the environment's own security group out. */
  readonly deny_default?: boolean;
}

/** The network of a Request-Driven Web Service. */
export interface AppRunnerNetwork {
  readonly vpc?: { readonly placement?: Placement };
}

const tagged = record<{ readonly from_tags?: Readonly<Record<string, readonly string[]>> }>({
  from_tags: mapOf(texts, { whenNull: [], entries: "replaced" }),
});
const subnetIds = listOf(text);

const subnets: Shape<Subnets> = {
  read: (node, at, reading) => {
    if (isNull(node)) return undefined;
    const wanted = "a list of subnet ids or {from_tags: {<tag>: <value>}}";
    const { value, faults } = reading.attempt(() =>
      node.kind === "map" ? tagged.read(node, at, reading) : subnetIds.read(node, at, reading),
    );
    const stops = faults.filter((fault) => fault.stops);
    reading.faults.push(...stops);
    if (stops.length > 0) return undefined;
    if (value !== undefined && isIdList(value) && faults.length === 0) return { kind: "ids", ids: value };
    if (value !== undefined && !isIdList(value) && Object.keys(value.from_tags ?? {}).length > 0) {
      reading.dropped.push(...faults);
      return { kind: "from_tags", from_tags: value.from_tags ?? {} };
    }
    return refuse(node, at, reading, wanted);
  },
  merge: (base, over) =>
    base.kind === "from_tags" && over.kind === "from_tags"
      ? { kind: "from_tags", from_tags: { ...base.from_tags, ...over.from_tags } }
      : over,
  isEmpty: (value) => value.kind === "ids" && value.ids.length === 0,
  schema: () => anyOf(subnetIds.schema(), tagged.schema()),
};

const placement: Shape<Placement> = eitherForm<string, { readonly subnets: Subnets }>({
  plain: checked(text, checkPlacement),
  map: record<{ readonly subnets: Subnets }>(
    { subnets },
    {
      isEmpty: (value: { readonly subnets?: Subnets }) =>
        value.subnets === undefined || subnets.isEmpty(value.subnets),
    },
  ),
  wanted: "public, private or a map (subnets)",
  faultsInMap: "drop",
});

/** Groups of a map that names none: a section's then leaves the base's as they are. */
const noGroups: SecurityGroups["groups"] = [];
const groupList = listOf(textSource);
const groupMap = record<{ readonly groups?: SecurityGroups["groups"]; readonly deny_default?: boolean }>({
  groups: groupList,
  deny_default: boolean,
});

const securityGroups: Shape<SecurityGroups> = {
  read: (node, at, reading) => {
    if (isNull(node)) return undefined;
    const wanted = "a list of security groups or a map (groups, deny_default)";
    const { value, faults } = reading.attempt(() =>
      node.kind === "map" ? groupMap.read(node, at, reading) : groupList.read(node, at, reading),
    );
    const stops = faults.filter((fault) => fault.stops);
    reading.faults.push(...stops);
    if (stops.length > 0) return undefined;
    if (value === undefined || (isGroupList(value) && faults.length > 0))
      return refuse(node, at, reading, wanted);
    if (isGroupList(value)) return { form: "list", groups: value };
    if ((value.groups ?? []).length === 0 && value.deny_default === undefined)
      return refuse(node, at, reading, wanted);
    reading.dropped.push(...faults);
    return { form: "map", groups: noGroups, ...value };
  },
  merge: (base, over) => {
    if (base.form === "list" || over.form === "list") return over;
    return { ...base, ...over, groups: over.groups === noGroups ? base.groups : over.groups };
  },
  isEmpty: (value) => value.groups.length === 0 && value.deny_default === undefined,
  schema: () => anyOf(groupList.schema(), groupMap.schema()),
};

/** `network` of a workload on ECS. */
export const network = record<Network>({
  vpc: record<VpcConfig>({ placement, security_groups: securityGroups }),
  connect: eitherForm<boolean, { readonly alias?: string }>({
    plain: boolean,
    map: record<{ readonly alias?: string }>({ alias: text }),
    wanted: "true, false or a map (alias)",
    faultsInMap: "drop",
  }),
});

/** `network` of a Request-Driven Web Service, which may only be placed in private subnets. */
export const appRunnerNetwork = record<AppRunnerNetwork>({
  vpc: record<NonNullable<AppRunnerNetwork["vpc"]>>({ placement: checked(placement, checkPrivate) }),
});

const placements = ["public", "private"];

function checkPlacement(value: string, at: FieldPath, report: Report): void {
  if (placements.includes(value)) return;
  const message = `placement is ${value === "" ? "empty" : value}; it must be ${alternatives(placements)}, or a map with subnets.`;
  report({ code: value === "" ? "empty-value" : "invalid-enum-value", at, message });
}

function checkPrivate(value: Placement, at: FieldPath, report: Report): void {
  if (value !== "public") return;
  const message = "placement is public; a Request-Driven Web Service can only be placed in private subnets.";
  report({
    code: "unsupported-for-workload-type",
    at,
    message,
    remedy: "Leave placement out, or use private.",
  });
}

function isIdList(value: object): value is readonly string[] {
  return Array.isArray(value);
}

function isGroupList(value: object): value is SecurityGroups["groups"] {
  return Array.isArray(value);
}

function refuse(node: LocatedYaml, at: FieldPath, reading: Reading, wanted: string): undefined {
  const { faults } = reading.attempt(() => wrongType(node, at, reading, wanted));
  reading.faults.push(...faults.map((fault) => ({ ...fault, stops: true })));
  return undefined;
}
