import { z } from "zod";
import type { PathStep } from "./config-document.ts";
import { configSchema } from "./config-schema.ts";

/** The keys that may stand in the map at a path, in the order of the reference page. */
export function knownKeysAt(path: readonly PathStep[]): readonly string[] {
  let schema = configJsonSchema();
  for (const step of path) {
    const inner =
      (Object.hasOwn(schema.properties ?? {}, String(step))
        ? schema.properties?.[String(step)]
        : undefined) ??
      schema.items ??
      schema.additionalProperties;
    if (typeof inner !== "object") return [];
    schema = inner;
  }
  return Object.keys(schema.properties ?? {});
}

/** What a later version will do with a key that this one refuses, or undefined for a key that nobody plans. */
export function laterUseOf(path: readonly PathStep[], key: string): string | undefined {
  const keys = laterKeys[levelOf(path)];
  return Object.hasOwn(keys, key) ? keys[key] : undefined;
}

type Level = "configuration" | "application" | "environment" | "other";

function levelOf(path: readonly PathStep[]): Level {
  if (path.length === 0) return "configuration";
  if (path.length === 2) return "application";
  return path.length === 4 && path[2] === "environments" ? "environment" : "other";
}

/** The JSON Schema of the configuration as it is written (draft 2020-12). */
export function configJsonSchema(): JsonSchema {
  return (made ??= z.toJSONSchema(configSchema, { io: "input" }) as JsonSchema);
}

/** It is asked for with each key that is unknown, and never changes. */
let made: JsonSchema | undefined;

/** The part of JSON Schema that our own schemas make. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | false;
  readonly propertyNames?: JsonSchema;
}

/** Keys that product and design name and that this version does not know how to act on. */
const laterKeys: Readonly<Record<Level, Readonly<Record<string, string>>>> = {
  other: {},
  configuration: {
    slack: "messages to Slack",
  },
  application: {
    slack: "messages to Slack",
    variables: "variables for `${NAME}` in manifests",
  },
  environment: {
    policy: "rules on rendered templates",
    variables: "variables for `${NAME}` in manifests",
  },
};
