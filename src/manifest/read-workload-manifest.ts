import type { Finding } from "../domain/finding.ts";
import { workloadTypes } from "../domain/copilot-records.ts";
import type { WorkloadType } from "../domain/copilot-records.ts";
import { checkWorkload } from "./checks/workload.ts";
import { interpolate } from "./interpolation.ts";
import type { Interpolation } from "./interpolation.ts";
import { faultFinding, notAMap, remarkFinding, variableFinding } from "./located-findings.ts";
import { parseManifest } from "./manifest-document.ts";
import type { ManifestDocument, ManifestReading } from "./manifest-document.ts";
import { field, key } from "./shape/field-path.ts";
import type { FieldPath } from "./shape/field-path.ts";
import { findingsOf, notFollowingFrom, warningsOf } from "./reading-findings.ts";
import { Reading } from "./shape/reading.ts";
import { alternatives } from "./shape/report.ts";
import type { Remark, Report } from "./shape/report.ts";
import { isNull } from "./shape/shape.ts";
import { text as textShape } from "./shape/scalar-shapes.ts";
import { adviceForWorkloadKey } from "./advice/unknown-keys.ts";
import { workloadKinds, workloadType } from "./workload-kinds.ts";
import type { WorkloadManifest } from "./workload-manifest.ts";
import { valueAt } from "./yaml/located-yaml.ts";
import type { LocatedYaml } from "./yaml/located-yaml.ts";

/** For which environment a manifest is read, and how. */
export interface WorkloadReadingOptions {
  /** Whose section is merged in; undefined merges none. */
  readonly environment?: string | undefined;
  /** What variables stand for; undefined leaves `${NAME}` as it is. */
  readonly interpolation?: Interpolation | undefined;
  /** Checks that are left out, for readers that only want to know what a manifest says. */
  readonly leaveOut?: "validation" | undefined;
}

/**
 * Reads a workload's manifest for one environment: variables replaced, defaults filled in, the environment's section
 * merged, everything checked by Copilot's rules. All faults are found at once; never throws.
 */
export function readWorkloadManifest(
  text: string,
  options: WorkloadReadingOptions & { readonly file: string },
): ManifestReading<WorkloadManifest> {
  const parsed = parseManifest(text, options);
  return parsed.kind === "invalid" ? parsed : resolveWorkload(parsed.document, options);
}

/** The same for a document that is parsed already: the cheap way to read one text for several environments. */
export function resolveWorkload(
  document: ManifestDocument,
  options: WorkloadReadingOptions,
): ManifestReading<WorkloadManifest> {
  const { interpolation } = options;
  const { root, text, faults } =
    interpolation === undefined
      ? { root: document.root, text: document.text, faults: [] }
      : interpolate(document.text, document.root, interpolation);
  const unresolved = faults.map((fault) => variableFinding(fault, document));
  if (root.kind !== "map") return { kind: "invalid", findings: [notAMap(root, document)] };
  const type = readType(root, document);
  if (type.kind === "unknown") return { kind: "invalid", findings: [...unresolved, type.finding] };
  const reading = new Reading();
  const read = readFields(type.type, root, options.environment, reading);
  const unread = [...unresolved, ...reading.faults.map((fault) => faultFinding(fault, document))];
  const errors = options.leaveOut === "validation" ? [] : validate(read.manifest, read.roots, document);
  const warnings = warningsOf(reading, document, (unknown) => adviceForWorkloadKey(unknown, type.type));
  if (unread.length + errors.length === 0) return { kind: "read", manifest: read.manifest, text, warnings };
  return { kind: "invalid", findings: [...unread, ...notFollowingFrom(unread, errors), ...warnings] };
}

type TypeReading =
  | { readonly kind: "known"; readonly type: WorkloadType }
  | { readonly kind: "unknown"; readonly finding: Finding };

function readType(root: LocatedYaml, document: ManifestDocument): TypeReading {
  const node = valueAt(root, "type");
  const given = node?.kind === "scalar" ? node.text : undefined;
  const type = workloadType(given);
  if (type !== undefined) return { kind: "known", type };
  const types = alternatives(workloadTypes);
  const remark: Remark = {
    code: given === undefined ? "required-field-missing" : "invalid-enum-value",
    at: field(undefined, "type"),
    message:
      given === undefined
        ? `type is missing; it must be ${types}.`
        : `type is ${given}; it must be ${types}.`,
  };
  return { kind: "unknown", finding: remarkFinding(remark, "error", document, [root]) };
}

interface FieldsRead {
  readonly manifest: WorkloadManifest;
  /** Where values stand: the section first, as it wins, then the manifest. */
  readonly roots: readonly LocatedYaml[];
}

function readFields(
  type: WorkloadType,
  root: LocatedYaml,
  environment: string | undefined,
  reading: Reading,
): FieldsRead {
  const kind = workloadKinds[type];
  const given = kind.base.read(root, undefined, reading) ?? {};
  const nameNode = valueAt(root, "name");
  const name = nameNode && textShape.read(nameNode, field(undefined, "name"), reading);
  const base = kind.withDefaults(given);
  const section = readSections(type, root, environment, reading);
  const merged = section === undefined ? base : kind.section.merge(base, section.value);
  const manifest = { type, ...(name === undefined ? {} : { name }), ...merged } as WorkloadManifest;
  return { manifest, roots: section === undefined ? [root] : [section.node, root] };
}

/** Reads every section, as Copilot does, so that a fault in another environment's is found; hands back the one wanted. */
function readSections(
  type: WorkloadType,
  root: LocatedYaml,
  environment: string | undefined,
  reading: Reading,
): { readonly value: object; readonly node: LocatedYaml } | undefined {
  const sections = valueAt(root, "environments");
  if (sections === undefined || isNull(sections)) return undefined;
  const at = field(undefined, "environments");
  if (sections.kind !== "map") return refuseSections(sections, at, reading);
  for (const again of sections.duplicates) {
    const message = `The environment ${again.text} is given twice; keep one of the two.`;
    reading.fault({ code: "duplicate-key", at: key(at, again.text), node: again, message, stops: true });
  }
  let wanted: { readonly value: object; readonly node: LocatedYaml } | undefined;
  for (const entry of sections.entries) {
    const value = workloadKinds[type].section.read(entry.value, key(at, entry.key.text), reading);
    if (value !== undefined && entry.key.text === environment) wanted = { value, node: entry.value };
  }
  return wanted;
}

function refuseSections(node: LocatedYaml, at: FieldPath, reading: Reading): undefined {
  const message = "environments must be a map of environment names and what differs in each.";
  return reading.fault({ code: "wrong-type", at, node, message, stops: true });
}

function validate(
  manifest: WorkloadManifest,
  roots: readonly LocatedYaml[],
  document: ManifestDocument,
): readonly Finding[] {
  const check = (report: Report): void => {
    const unchecked: { readonly name?: string } = manifest;
    if (unchecked.name === undefined) {
      const message = "name is missing; it must be the name of the manifest's folder.";
      report({ code: "required-field-missing", at: field(undefined, "name"), message });
    }
    workloadKinds[manifest.type].base.check?.(manifest, undefined, report);
    checkWorkload(manifest, report);
  };
  return findingsOf(check, "error", document, roots);
}
