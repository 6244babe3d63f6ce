import { faultFinding } from "./located-findings.ts";
import { parseManifest } from "./manifest-document.ts";
import type { ManifestReading } from "./manifest-document.ts";
import type { PipelineManifest } from "./pipeline-manifest.ts";
import { pipelineShape } from "./pipeline-shape.ts";
import { findingsOf, warningsOf } from "./reading-findings.ts";
import { field } from "./shape/field-path.ts";
import { Reading } from "./shape/reading.ts";
import { adviceForPipelineKey } from "./advice/unknown-keys.ts";
import { valueAt } from "./yaml/located-yaml.ts";

/** Reads a pipeline's manifest, in which Copilot replaces no variables; checked by Copilot's rules. Never throws. */
export function readPipelineManifest(
  text: string,
  options: { readonly file: string },
): ManifestReading<PipelineManifest> {
  const parsed = parseManifest(text, options);
  if (parsed.kind === "invalid") return parsed;
  const { document } = parsed;
  const { root } = document;
  const reading = new Reading();
  const fields: Partial<PipelineManifest> = pipelineShape.read(root, undefined, reading) ?? {};
  if (reading.faults.length === 0 && fields.version !== 1) {
    const message = `version is ${fields.version ?? "missing"}; it must be 1.`;
    const node = valueAt(root, "version") ?? root;
    reading.fault({
      code: "invalid-enum-value",
      at: field(undefined, "version"),
      node,
      message,
      stops: true,
    });
  }
  if (reading.faults.length > 0) {
    return { kind: "invalid", findings: reading.faults.map((fault) => faultFinding(fault, document)) };
  }
  const manifest: PipelineManifest = { name: "", version: 1, stages: [], ...fields };
  const errors = findingsOf(
    (report) => pipelineShape.check?.(manifest, undefined, report),
    "error",
    document,
    [root],
  );
  if (errors.length > 0) return { kind: "invalid", findings: errors };
  return { kind: "read", manifest, text, warnings: warningsOf(reading, document, adviceForPipelineKey) };
}
