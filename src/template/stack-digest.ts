import { makeLastOf } from "../domain/last-of.ts";
import type { TextMap } from "../domain/stack.ts";
import type { Template } from "../domain/template.ts";
import { digestOf } from "./digest.ts";
import { templateJson } from "./template-json.ts";

/** Parameters without those that others change (`kept`), which are no part of a digest. */
export function withoutKept(parameters: TextMap, kept: readonly string[] = []): TextMap {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !kept.includes(name)));
}

/**
 * Digest of a template without what never counts by itself (`Metadata`, with the stamp and the manifest's text, and the
 * description), its parameters and its tags (design.md 5). Neither times nor commits go into it.
 */
export function stackDigest(template: Template, parameters: TextMap, tags: TextMap): string {
  return digestedLast(template, [JSON.stringify([parameters, tags])], () => {
    const { Metadata: _stamp, Description: _text, AWSTemplateFormatVersion: _version, ...rest } = template;
    return digestOf({ template: templateJson(rest), parameters, tags });
  });
}

/** A template that was rendered or read once is asked about in each pass. */
const digestedLast = makeLastOf<Template, string>();
