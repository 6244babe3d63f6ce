import type { TextMap } from "./stack.ts";
import type { Template } from "./template.ts";

/** What CloudFormation shows for the value of a secret parameter. */
export const mask = "****";

/**
 * Whether a parameter is declared with `NoEcho`: its value can be set and never read.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export function isSecret(template: Template, name: string): boolean {
  const noEcho = template.Parameters?.[name]?.["NoEcho"];
  return noEcho === true || noEcho === "true";
}

/** Parameters as they may be shown: secret ones masked. */
export function shownParameters(template: Template, parameters: TextMap): TextMap {
  const entries = Object.entries(parameters);
  return Object.fromEntries(entries.map(([name, value]) => [name, isSecret(template, name) ? mask : value]));
}
