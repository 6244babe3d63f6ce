import type { CustomResourceEvent, ResourceProperties } from "./event.ts";

/**
 * Reads the properties of one request and refuses, by name, those that are missing or of another shape. A name may be
 * followed by those that templates of earlier Copilot versions had for it: a stack's functions are refreshed before its
 * template is.
 */
export interface PropertyReader {
  /** Non-empty text. */
  text(name: string, ...formerNames: readonly string[]): string;
  /** Text, or undefined when the property is absent or empty. */
  optionalText(name: string, ...formerNames: readonly string[]): string | undefined;
  /** A list of texts; a single text counts as a list of one, an absent property as the empty list. */
  texts(name: string): readonly string[];
}

/** A property that a request needs is not there. */
export class MissingPropertyError extends Error {}

/** Properties that the request asks for now. */
export function currentProperties(event: CustomResourceEvent): PropertyReader {
  return propertyReader(event.LogicalResourceId, event.ResourceProperties);
}

/** Properties as of the last successful request: empty on Create and Delete. */
export function previousProperties(event: CustomResourceEvent): PropertyReader {
  return propertyReader(event.LogicalResourceId, event.OldResourceProperties ?? {});
}

function propertyReader(resource: string, properties: ResourceProperties): PropertyReader {
  return { text, optionalText, texts };

  function text(name: string, ...formerNames: readonly string[]): string {
    const value = optionalText(name, ...formerNames);
    if (value !== undefined) return value;
    throw new MissingPropertyError(
      `Property ${name} of ${resource} is missing or empty; set it in the template.`,
    );
  }

  function optionalText(name: string, ...formerNames: readonly string[]): string | undefined {
    for (const candidate of [name, ...formerNames]) {
      const value = properties[candidate];
      if (value === undefined || value === null || value === "") continue;
      if (typeof value === "string") return value;
      if (typeof value === "number" || typeof value === "boolean") return String(value);
      throw new Error(`Property ${candidate} of ${resource} is ${kindOf(value)}; it takes text.`);
    }
    return undefined;
  }

  function texts(name: string): readonly string[] {
    const value = properties[name];
    if (!Array.isArray(value)) {
      const single = optionalText(name);
      return single === undefined ? [] : [single];
    }
    return value.map((entry: unknown) => {
      if (typeof entry === "string") return entry;
      throw new Error(`Property ${name} of ${resource} holds ${kindOf(entry)}; it takes a list of texts.`);
    });
  }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
