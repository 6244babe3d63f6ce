import type { Json, JsonMap, TemplateResource } from "../../domain/template.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import { itemsOf } from "./alternatives.ts";
import { readable } from "./readable.ts";

/** One rule of a security group. */
interface Rule {
  readonly direction: "in" | "out";
  /** `-1` for every protocol, with every port. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  /** A CIDR block, a group, or a prefix list. */
  readonly peer: string;
}

/**
 * Which traffic a resource lets through that it did not before: rules of a security group, in it or beside it, groups that
 * tasks or load balancers join, and public addresses. https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export function widerNetwork(
  before: TemplateResource | undefined,
  after: TemplateResource | undefined,
): readonly string[] {
  if (after === undefined) return [];
  const from = rulesOf(before);
  const wider = rulesOf(after).filter((rule) => !from.some((other) => covers(other, rule)));
  const [had, has] = [exposureOf(before), exposureOf(after)];
  return [
    ...wider.map(phrase),
    ...has.groups.filter((group) => !had.groups.includes(group)).map((group) => `joins ${group}`),
    ...(has.isPublic && !had.isPublic ? ["gets public addresses"] : []),
  ];
}

function rulesOf(resource: TemplateResource | undefined): readonly Rule[] {
  const properties = resource?.Properties ?? {};
  const all = (direction: Rule["direction"], rules: Json | undefined): readonly Rule[] =>
    itemsOf(rules)
      .filter(isJsonMap)
      .map((rule) => ruleOf(direction, rule));
  if (resource?.Type === "AWS::EC2::SecurityGroupIngress") return all("in", properties);
  if (resource?.Type === "AWS::EC2::SecurityGroupEgress") return all("out", properties);
  if (resource?.Type !== "AWS::EC2::SecurityGroup") return [];
  return [
    ...all("in", properties["SecurityGroupIngress"]),
    // A group without rules of its own for outgoing traffic lets all of it out.
    ...all("out", properties["SecurityGroupEgress"] ?? everywhere),
  ];
}

const everywhere: JsonMap = { IpProtocol: "-1", CidrIp: "0.0.0.0/0" };

function ruleOf(direction: Rule["direction"], rule: JsonMap): Rule {
  const protocol = readable(rule["IpProtocol"] ?? "-1");
  const all = protocol === "-1";
  return {
    direction,
    protocol,
    from: all ? 0 : numberOf(rule["FromPort"], 0),
    to: all ? 65_535 : numberOf(rule["ToPort"], 65_535),
    peer: peerOf(rule),
  };
}

function peerOf(rule: JsonMap): string {
  const named = [
    "CidrIp",
    "CidrIpv6",
    "SourceSecurityGroupId",
    "DestinationSecurityGroupId",
    "SourceSecurityGroupName",
    "SourcePrefixListId",
    "DestinationPrefixListId",
  ].flatMap((name) => rule[name] ?? []);
  return named.map(readable).join(" and ");
}

function numberOf(value: Json | undefined, otherwise: number): number {
  const number = Number(value ?? otherwise);
  return Number.isInteger(number) && number >= 0 ? number : otherwise;
}

function covers(other: Rule, rule: Rule): boolean {
  return (
    other.direction === rule.direction &&
    (other.protocol === "-1" || other.protocol === rule.protocol) &&
    other.from <= rule.from &&
    other.to >= rule.to &&
    (other.peer === rule.peer || holdsBlock(other.peer, rule.peer))
  );
}

/** Whether every address of one CIDR block is in another; of IPv6 only what holds all of it is known to. */
function holdsBlock(outer: string, inner: string): boolean {
  if (outer === "::/0") return inner.includes(":") && inner.includes("/");
  const [first, second] = [blockOf(outer), blockOf(inner)];
  if (first === undefined || second === undefined || first.bits > second.bits) return false;
  const size = 2 ** (32 - first.bits);
  return Math.floor(first.address / size) === Math.floor(second.address / size);
}

function blockOf(text: string): { readonly address: number; readonly bits: number } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  return { address: ((a * 256 + b) * 256 + c) * 256 + d, bits };
}

function phrase({ direction, protocol, from, to, peer }: Rule): string {
  const ports =
    from === 0 && to === 65_535 ? "every port" : from === to ? `port ${from}` : `ports ${from} to ${to}`;
  const what = protocol === "-1" ? "everything" : `${protocol} on ${ports}`;
  return direction === "in" ? `lets in ${what} from ${peer}` : `lets out ${what} to ${peer}`;
}

interface Exposure {
  readonly groups: readonly string[];
  readonly isPublic: boolean;
}

/** The security groups that a resource is in, and whether it can be reached from the internet. */
function exposureOf(resource: TemplateResource | undefined): Exposure {
  const properties = resource?.Properties ?? {};
  const network = properties["NetworkConfiguration"];
  const vpc = isJsonMap(network) ? network["AwsvpcConfiguration"] : undefined;
  const holder = isJsonMap(vpc) ? vpc : properties;
  return {
    groups: itemsOf(holder["SecurityGroups"]).map(readable),
    isPublic: holder["AssignPublicIp"] === "ENABLED" || properties["Scheme"] === "internet-facing",
  };
}
