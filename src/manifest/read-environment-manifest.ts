import { checkEnvironment } from "./checks/environment.ts";
import type { EnvironmentManifest } from "./environment-manifest.ts";
import { environmentShape } from "./environment-shape.ts";
import { interpolate } from "./interpolation.ts";
import type { Interpolation } from "./interpolation.ts";
import { faultFinding, variableFinding } from "./located-findings.ts";
import { parseManifest } from "./manifest-document.ts";
import type { ManifestReading } from "./manifest-document.ts";
import { findingsOf, notFollowingFrom, warningsOf } from "./reading-findings.ts";
import { field } from "./shape/field-path.ts";
import { Reading } from "./shape/reading.ts";
import { text as textShape } from "./shape/scalar-shapes.ts";
import { adviceForEnvironmentKey } from "./advice/unknown-keys.ts";
import { valueAt } from "./yaml/located-yaml.ts";

/** How an environment's manifest is read. */
export interface EnvironmentReadingOptions {
  readonly file: string;
  /** What variables stand for; undefined leaves `${NAME}` as it is. */
  readonly interpolation?: Interpolation | undefined;
  /** Checks that are left out, for readers that only want to know what a manifest says. */
  readonly leaveOut?: "validation" | undefined;
}

/** Reads an environment's manifest: variables replaced, everything checked by Copilot's rules. Never throws. */
export function readEnvironmentManifest(
  text: string,
  options: EnvironmentReadingOptions,
): ManifestReading<EnvironmentManifest> {
  const parsed = parseManifest(text, options);
  if (parsed.kind === "invalid") return parsed;
  const { document } = parsed;
  const {
    root,
    text: interpolated,
    faults,
  } = options.interpolation === undefined
    ? { root: document.root, text, faults: [] }
    : interpolate(text, document.root, options.interpolation);
  const reading = new Reading();
  const fields = environmentShape.read(root, undefined, reading) ?? {};
  const nameNode = valueAt(root, "name");
  const name = (nameNode && textShape.read(nameNode, field(undefined, "name"), reading)) ?? "";
  const unread = [
    ...faults.map((fault) => variableFinding(fault, document)),
    ...reading.faults.map((fault) => faultFinding(fault, document)),
  ];
  const errors =
    options.leaveOut === "validation"
      ? []
      : findingsOf(
          (report) => {
            environmentShape.check?.(fields, undefined, report);
            checkEnvironment(fields, report);
          },
          "error",
          document,
          [root],
        );
  const warnings = warningsOf(reading, document, adviceForEnvironmentKey);
  if (unread.length + errors.length > 0) {
    return { kind: "invalid", findings: [...unread, ...notFollowingFrom(unread, errors), ...warnings] };
  }
  const manifest: EnvironmentManifest = { type: "Environment", name, ...fields };
  return { kind: "read", manifest, text: interpolated, warnings };
}
