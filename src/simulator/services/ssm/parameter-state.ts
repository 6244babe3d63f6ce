import type { Cell } from "../../kernel/cells.ts";
import type { Tags } from "../tags.ts";

/** One version of a parameter. */
export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  readonly type: "String" | "StringList" | "SecureString";
  readonly modifiedAt: Date;
  /** ARN of who wrote it. */
  readonly modifiedBy: string;
  readonly description: string | undefined;
  readonly allowedPattern: string | undefined;
  readonly tier: "Standard" | "Advanced";
  readonly keyId: string | undefined;
  readonly labels: readonly string[];
}

/** A parameter with its history, the newest version last. */
export interface Parameter {
  readonly name: string;
  readonly versions: readonly ParameterVersion[];
  readonly tags: Tags;
}

/** The parameters of an account and region, by name. */
export const parameters: Cell<Map<string, Parameter>> = {
  name: "ssm/parameters",
  scope: "region",
  initial: () => new Map(),
};

/** The newest version of a parameter. */
export function latestOf(parameter: Parameter): ParameterVersion {
  const latest = parameter.versions.at(-1);
  if (latest === undefined) throw new Error(`parameter ${parameter.name} has no version`);
  return latest;
}
