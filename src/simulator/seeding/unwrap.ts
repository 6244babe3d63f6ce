import type { ManifestReading } from "../../manifest/manifest-document.ts";
import type { RenderedStack } from "../../render/inputs.ts";
import type { RenderResult } from "../../render/refusal.ts";

/** The manifest that was read. Throws an Error that says what is wrong with it: seeds are made of working files. */
export function read<T>(
  path: string,
  reading: ManifestReading<T>,
): Extract<ManifestReading<T>, { readonly kind: "read" }> {
  if (reading.kind === "read") return reading;
  throw new Error(`cannot seed from ${path}: ${reading.findings.map(({ message }) => message).join("; ")}`);
}

/** The stack that was rendered, or an Error that says why it was not. */
export function rendered(name: string, result: RenderResult): RenderedStack {
  if (result.kind === "rendered") return result.stack;
  throw new Error(`cannot seed ${name}: ${result.faults.map(({ message }) => message).join("; ")}`);
}
