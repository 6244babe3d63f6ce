import type { JsonMap, Template } from "../domain/template.ts";

/** Resources of a template by logical id: what each part of a rendering returns. */
export type Resources = Template["Resources"];

/** `Metadata` with a sentence for whoever reads the stack's resources; free text that is never compared. */
export function described(sentence: string): JsonMap {
  return { "aws:copilot:description": sentence };
}
