import type { Json, JsonMap } from "../../domain/template.ts";
import { isJsonMap, pointerOf } from "../../template/json-pointer.ts";
import { itemsOf } from "../fold-values.ts";
import type { PartFacts } from "../part-facts.ts";
import type { Offence, PolicyRule } from "../rule.ts";

/** Ports for everyone. */
export const networkOpen: PolicyRule = {
  code: "network-open",
  severity: "stop",
  judges: "additions",
  stops: "security groups that let the internet in on anything but the listeners' ports 80 and 443",
  reason: "Databases, caches and debuggers that answer the internet are found within minutes.",
  remedy: "Let in the environment's security group, or the workload's: `SourceSecurityGroupId`.",
  judge: (facts) =>
    [...facts.resources].flatMap(([id, { Type: type, Properties: properties = {} }]) => {
      const rules =
        type === "AWS::EC2::SecurityGroup"
          ? itemsOf(properties["SecurityGroupIngress"])
          : type === "AWS::EC2::SecurityGroupIngress"
            ? [properties]
            : type === "AWS::EC2::NetworkAclEntry"
              ? [{ ...properties, ...portRange(properties) }]
              : [];
      return rules.filter(isJsonMap).flatMap((rule) => offencesOf(id, rule, facts));
    }),
};

function portRange(properties: JsonMap): JsonMap {
  const range = properties["PortRange"];
  return isJsonMap(range) ? { FromPort: range["From"] ?? null, ToPort: range["To"] ?? null } : {};
}

function offencesOf(id: string, rule: JsonMap, facts: PartFacts): readonly Offence[] {
  const sources = ["CidrIp", "CidrIpv6", "CidrBlock", "Ipv6CidrBlock"].flatMap((key) =>
    facts.texts(rule[key]),
  );
  const worlds = sources.filter(isWorld);
  if (worlds.length === 0 || isListener(rule, facts)) return [];
  const ports = `${said(rule["FromPort"], facts)}-${said(rule["ToPort"], facts)}`;
  return worlds.map((source) => ({
    pointer: pointerOf(["Resources", id]),
    what: `lets ${source} in on ports ${ports === "all-all" ? "of every number" : ports}`,
  }));
}

function said(value: Json | undefined, facts: PartFacts): string {
  return facts.texts(value)[0] ?? "all";
}

function isListenerPort(text: string): boolean {
  return text === "80" || text === "443";
}

function isListener(rule: JsonMap, facts: PartFacts): boolean {
  const from = facts.texts(rule["FromPort"]);
  const to = facts.texts(rule["ToPort"]);
  const protocols = facts.texts(rule["IpProtocol"]);
  return (
    from.length > 0 &&
    from.every(isListenerPort) &&
    to.join(",") === from.join(",") &&
    protocols.every((text) => ["tcp", "udp", "6", "17"].includes(text.toLowerCase()))
  );
}

/** Whole parts of the internet: half of it is as bad as all of it. Ranges that belong to private networks are not meant. */
function isWorld(cidr: string): boolean {
  const [address = "", bits] = cidr.trim().split("/");
  if (address.includes("${") || cidr.includes("{{")) return address.includes("${?}") || cidr.includes("{{");
  const length =
    bits === undefined ? (address === "0.0.0.0" || address === "::" ? 0 : undefined) : Number(bits);
  if (length === undefined) return false;
  if (address.includes(":")) return length < 16 && !/^f[cd]/i.test(address);
  return length < 8 || (length === 8 && !address.startsWith("10."));
}
