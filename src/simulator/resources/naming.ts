import type { Json, JsonMap } from "../../domain/template.ts";
import { upperAlphanumeric } from "../kernel/random.ts";
import type { Random } from "../kernel/random.ts";

/** What physical ids and attributes are made from. */
export interface Naming {
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly type: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly properties: JsonMap;
  readonly random: Random;
}

/** The physical id (what `Ref` gives) and the attributes (what `Fn::GetAtt` gives) of a resource. */
export interface Identity {
  readonly physicalId: string;
  readonly attributes: JsonMap;
}

/**
 * A name as CloudFormation makes it: stack name, logical id and random letters, shortened to fit.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
 */
export function generatedName(naming: Naming, maximum = 255): string {
  const suffix = naming.random.characters(12, upperAlphanumeric);
  const room = maximum - suffix.length - 1;
  const whole = `${naming.stackName}-${naming.logicalId}`;
  const half = Math.floor((room - 1) / 2);
  const prefix =
    whole.length <= room
      ? whole
      : `${naming.stackName.slice(0, half)}-${naming.logicalId.slice(0, room - 1 - Math.min(half, naming.stackName.length))}`;
  return `${prefix}-${suffix}`;
}

/** The name that a property gives, or a generated one. */
export function nameFrom(naming: Naming, property: string, maximum?: number): string {
  const given = naming.properties[property];
  return typeof given === "string" && given !== "" ? given : generatedName(naming, maximum);
}

/** `arn:<partition>:<service>:<region>:<account>:<resource>`. */
export function arnOf(naming: Naming, service: string, resource: string): string {
  return `arn:${naming.partition}:${service}:${naming.region}:${naming.account}:${resource}`;
}

/** The same without a region: IAM, CloudFront. */
export function globalArnOf(naming: Naming, service: string, resource: string): string {
  return `arn:${naming.partition}:${service}::${naming.account}:${resource}`;
}

/** `<prefix>-<17 hexadecimal digits>`, as EC2 and EFS make ids. */
export function hexId(naming: Naming, prefix: string): string {
  return `${prefix}-${naming.random.hex(17)}`;
}

/** A property as text, or the empty text. */
export function textIn(properties: JsonMap, name: string): string {
  const value: Json | undefined = properties[name];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}
