import type { Finding } from "../domain/finding.ts";
import { remarkFinding } from "./located-findings.ts";
import { parseManifest } from "./manifest-document.ts";
import type { Remark } from "./shape/report.ts";
import { valueAt } from "./yaml/located-yaml.ts";

/**
 * The errors of remarks about a workload's manifest that reads well, each where its value stands: in the environment's section
 * when it has the field, else in the manifest. For what only turns out later, such as a file that is not there.
 */
export function manifestFindings(
  text: string,
  options: { readonly file: string; readonly environment: string },
  remarks: readonly Remark[],
): readonly Finding[] {
  const parsed = parseManifest(text, options);
  if (parsed.kind === "invalid") return parsed.findings;
  const { document } = parsed;
  const sections = valueAt(document.root, "environments");
  const section = sections === undefined ? undefined : valueAt(sections, options.environment);
  const roots = section === undefined ? [document.root] : [section, document.root];
  return remarks.map((remark) => remarkFinding(remark, "error", document, roots));
}
