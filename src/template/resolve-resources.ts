import { makeLastOf } from "../domain/last-of.ts";
import type { TextMap } from "../domain/stack.ts";
import type { Json, JsonMap, Template, TemplateResource } from "../domain/template.ts";

/** What a template's text is resolved with: parameter values, and the pseudo parameters that are known. */
export interface KnownValues {
  readonly parameters: TextMap;
  /** `AWS::StackName` and so on; one that is missing stays a reference. */
  readonly pseudo: TextMap;
}

/**
 * The resources that exist under these parameters, with conditions decided and parameters put in; references to other
 * resources, imports and look-ups stay as they are. Comparing two of these says which resources CloudFormation will see as
 * changed, wherever the cause stands (a parameter, a condition, a mapping).
 */
export function resolveResources(
  template: Template,
  known: KnownValues,
): ReadonlyMap<string, TemplateResource> {
  return resolvedLast(template, [JSON.stringify(known)], () => resolveAnew(template, known));
}

/** A deployed template is resolved in each pass in which something is compared with it, and nearly always with the same values. */
const resolvedLast = makeLastOf<Template, ReadonlyMap<string, TemplateResource>>();

function resolveAnew(template: Template, known: KnownValues): ReadonlyMap<string, TemplateResource> {
  const resolver = makeResolver(template, known);
  const resources = new Map<string, TemplateResource>();
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (resource.Condition !== undefined && resolver.holds(resource.Condition) === false) continue;
    const { Condition: _decided, ...rest } = resource;
    resources.set(id, resolver.resolve(rest) as unknown as TemplateResource);
  }
  return resources;
}

/** Decides a template's conditions by name; undefined where one depends on something that is not known here. */
export function resolveConditions(
  template: Template,
  known: KnownValues,
): (condition: string) => boolean | undefined {
  const resolver = makeResolver(template, known);
  return (condition) => resolver.holds(condition);
}

interface Resolver {
  resolve(value: Json): Json;
  /** Undefined when the condition depends on something that is not known here. */
  holds(condition: string): boolean | undefined;
}

const nothing: unique symbol = Symbol("AWS::NoValue");
type Resolved = Json | typeof nothing;

function makeResolver(template: Template, known: KnownValues): Resolver {
  const decided = new Map<string, boolean | undefined>();
  const values: Record<string, string> = { ...defaultsOf(template), ...known.parameters, ...known.pseudo };

  function holds(name: string): boolean | undefined {
    if (decided.has(name)) return decided.get(name);
    decided.set(name, undefined);
    const body = template.Conditions?.[name];
    const outcome = body === undefined ? undefined : decide(body);
    decided.set(name, outcome);
    return outcome;
  }

  function decide(body: Json): boolean | undefined {
    if (!isMap(body)) return undefined;
    const [operator, argument] = Object.entries(body)[0] ?? [];
    if (operator === "Condition" && typeof argument === "string") return holds(argument);
    if (!Array.isArray(argument)) return undefined;
    if (operator === "Fn::Equals") {
      const [left, right] = argument.map((side: Json) => resolve(side));
      return isScalar(left) && isScalar(right) ? String(left) === String(right) : undefined;
    }
    const parts = argument.map((part: Json) => decide(part));
    if (operator === "Fn::Not") return parts[0] === undefined ? undefined : !parts[0];
    if (operator === "Fn::And")
      return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true;
    if (operator === "Fn::Or")
      return parts.includes(true) ? true : parts.includes(undefined) ? undefined : false;
    return undefined;
  }

  function resolve(value: Json): Json {
    const resolved = visit(value);
    return resolved === nothing ? null : resolved;
  }

  function visit(value: Json): Resolved {
    if (Array.isArray(value))
      return value.map((item: Json) => visit(item)).filter((item) => item !== nothing);
    if (!isMap(value)) return value;
    const entries = Object.entries(value);
    const [only, argument] = entries.length === 1 ? (entries[0] ?? []) : [];
    if (only === "Ref" && typeof argument === "string") {
      if (argument === "AWS::NoValue") return nothing;
      return values[argument] ?? value;
    }
    if (only === "Fn::If" && Array.isArray(argument) && typeof argument[0] === "string") {
      const outcome = holds(argument[0]);
      if (outcome !== undefined) return visit((outcome ? argument[1] : argument[2]) ?? null);
    }
    if (only === "Fn::Sub") return substitute(argument ?? "");
    if (only === "Fn::Join" && Array.isArray(argument)) return joined(visit(argument));
    const result: Record<string, Json> = {};
    for (const [key, item] of entries) {
      const resolved = visit(item);
      if (resolved !== nothing) result[key] = resolved;
    }
    return result;
  }

  function substitute(argument: Json): Json {
    const [text, own] = Array.isArray(argument) ? [argument[0], argument[1]] : [argument, {}];
    if (typeof text !== "string" || !isMap(own ?? {})) return { "Fn::Sub": argument };
    const names = resolve(own ?? {}) as JsonMap;
    const filled = text.replaceAll(/\$\{([A-Za-z0-9:._]+)\}/g, (whole, name: string) => {
      const value = names[name] ?? values[name];
      return isScalar(value) ? String(value) : whole;
    });
    if (!filled.includes("${")) return filled;
    const left = Object.fromEntries(Object.entries(names).filter(([, value]) => !isScalar(value)));
    return { "Fn::Sub": Object.keys(left).length > 0 ? [filled, left] : filled };
  }

  return { resolve, holds };
}

function joined(argument: Resolved): Json {
  if (argument !== nothing && Array.isArray(argument)) {
    const [separator, parts] = argument;
    if (typeof separator === "string" && Array.isArray(parts) && parts.every(isScalar)) {
      return parts.map(String).join(separator);
    }
    return { "Fn::Join": argument };
  }
  return { "Fn::Join": argument === nothing ? null : argument };
}

function defaultsOf(template: Template): Record<string, string> {
  const defaults: Record<string, string> = {};
  for (const [name, parameter] of Object.entries(template.Parameters ?? {})) {
    const value = parameter["Default"];
    if (isScalar(value)) defaults[name] = String(value);
  }
  return defaults;
}

function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: Json | undefined): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
