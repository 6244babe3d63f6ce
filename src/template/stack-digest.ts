import type { TextMap } from "../domain/stack.ts";
import type { Template } from "../domain/template.ts";
import { digestOf } from "./digest.ts";
import { templateJson } from "./template-json.ts";

/**
 * Digest of a template without what never counts by itself (`Metadata`, with the stamp and the manifest's text, and the
 * description), its parameters and its tags (design.md 5). Neither times nor commits go into it.
 */
export function stackDigest(template: Template, parameters: TextMap, tags: TextMap): string {
  const { Metadata: _stamp, Description: _text, AWSTemplateFormatVersion: _version, ...rest } = template;
  return digestOf({ template: templateJson(rest), parameters, tags });
}
