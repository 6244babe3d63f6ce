import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { z } from "zod";
import type { Finding } from "../../src/domain/finding.ts";
import { interpolate } from "../../src/manifest/interpolation.ts";
import { parseManifest } from "../../src/manifest/manifest-document.ts";
import type { ManifestReading } from "../../src/manifest/manifest-document.ts";
import { readEnvironmentManifest } from "../../src/manifest/read-environment-manifest.ts";
import { readPipelineManifest } from "../../src/manifest/read-pipeline-manifest.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";
import { sameField } from "./field-paths.ts";

/** What became of one case, as `npm run conformance -- --out` writes it (design.md 12). */
interface ManifestResult {
  readonly id: string;
  readonly outcome: "valid" | "invalid" | "ok" | "error";
  readonly stage?: "read" | "validate";
  readonly field?: string;
  readonly code?: string;
  readonly value?: unknown;
}

/** The manifest cases of a kit folder: results by file, and what differs from what the kit expects. */
export interface ManifestRun {
  readonly results: Readonly<Record<string, readonly ManifestResult[]>>;
  readonly passed: readonly string[];
  readonly failed: readonly { readonly id: string; readonly message: string }[];
  readonly skipped: readonly { readonly id: string; readonly message: string }[];
}

const expectedFault = z.object({
  outcome: z.enum(["valid", "invalid"]),
  field: z.string().optional(),
  code: z.string().optional(),
});
const validationCases = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      manifest_kind: z.enum(["workload", "environment", "pipeline"]),
      environment: z.string().nullable(),
      manifest: z.string(),
      expected: expectedFault.optional(),
    }),
  ),
});
const mergeCases = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      environment: z.string(),
      section_environment: z.string(),
      base: z.string(),
      override: z.string(),
      expected: z.string().optional(),
    }),
  ),
});
const interpolationCases = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      application: z.string(),
      environment: z.string(),
      variables: z.record(z.string(), z.string()),
      manifest: z.string(),
      expected: z
        .object({
          outcome: z.enum(["ok", "error"]),
          code: z.string().optional(),
          yaml: z.string().optional(),
        })
        .optional(),
    }),
  ),
});

interface CaseRun {
  readonly result: ManifestResult;
  /** Undefined: as expected, or nothing was expected. */
  readonly difference?: string | undefined;
}

/** Runs every file of `<dir>/manifests`, telling its kind by its name. Files of unknown kinds are skipped by name. */
export function runManifestCases(dir: string): ManifestRun {
  const folder = path.join(dir, "manifests");
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".json"))
        .sort()
    : [];
  const results: Record<string, readonly ManifestResult[]> = {};
  const passed: string[] = [];
  const failed: { id: string; message: string }[] = [];
  const skipped: { id: string; message: string }[] = [];
  for (const file of files) {
    const runs = runFile(file, JSON.parse(readFileSync(path.join(folder, file), "utf8")));
    if (runs === undefined) {
      skipped.push({ id: file, message: "no runner knows this kind of file" });
      continue;
    }
    results[file] = runs.map((run) => run.result);
    for (const { result, difference } of runs) {
      if (difference === undefined) passed.push(result.id);
      else failed.push({ id: result.id, message: difference });
    }
  }
  return { results, passed, failed, skipped };
}

function runFile(file: string, content: unknown): readonly CaseRun[] | undefined {
  if (file.startsWith("validation-cases")) return validationCases.parse(content).cases.map(runValidation);
  if (file.startsWith("merge-cases")) return mergeCases.parse(content).cases.map(runMerge);
  if (file.startsWith("interpolation-cases"))
    return interpolationCases.parse(content).cases.map(runInterpolation);
  return undefined;
}

function runValidation(test: z.infer<typeof validationCases>["cases"][number]): CaseRun {
  const first = firstFault(test.manifest_kind, test.manifest, test.environment ?? undefined);
  const result: ManifestResult =
    first === undefined
      ? { id: test.id, outcome: "valid" }
      : {
          id: test.id,
          outcome: "invalid",
          stage: first.stage,
          field: first.finding.field,
          code: first.finding.code,
        };
  return { result, difference: test.expected && validationDifference(result, test.expected) };
}

function validationDifference(
  result: ManifestResult,
  expected: z.infer<typeof expectedFault>,
): string | undefined {
  if (result.outcome !== expected.outcome) {
    return `${result.outcome} (${result.field ?? ""} ${result.code ?? ""}), expected ${expected.outcome} (${expected.field ?? ""} ${expected.code ?? ""})`;
  }
  if (expected.outcome === "valid") return undefined;
  if (!sameCode(result, expected.code))
    return `${result.field}: code ${result.code}, expected ${expected.code}`;
  const excluding = expected.code === "mutually-exclusive";
  if (excluding || sameField(result.field ?? "", expected.field ?? "")) return undefined;
  return `field ${result.field}, expected ${expected.field}`;
}

/**
 * Codes must be the same, but for one fault that the kit names both ways: a port of 70000 is `wrong-type` in
 * `read-port-out-of-uint16` and `out-of-range` in `fz-backend-image-port-too-big-1`, alike in all else.
 */
function sameCode(result: ManifestResult, expected: string | undefined): boolean {
  if (result.code === expected) return true;
  return result.stage === "read" && result.code === "out-of-range" && expected === "wrong-type";
}

function firstFault(
  kind: "workload" | "environment" | "pipeline",
  text: string,
  environment: string | undefined,
): { readonly finding: Finding; readonly stage: "read" | "validate" } | undefined {
  const [finding] = faultsOf(readAs(kind, text, environment, undefined));
  if (finding === undefined) return undefined;
  const read = readAs(kind, text, environment, "validation").kind === "read";
  return { finding, stage: read ? "validate" : "read" };
}

function faultsOf(reading: ManifestReading<unknown>): readonly Finding[] {
  return reading.kind === "invalid" ? reading.findings : [];
}

function readAs(
  kind: "workload" | "environment" | "pipeline",
  text: string,
  environment: string | undefined,
  leaveOut: "validation" | undefined,
): ManifestReading<unknown> {
  const file = "manifest.yml";
  if (kind === "environment") return readEnvironmentManifest(text, { file, leaveOut });
  if (kind === "pipeline") return readPipelineManifest(text, { file });
  return readWorkloadManifest(text, { file, environment, leaveOut });
}

function runMerge(test: z.infer<typeof mergeCases>["cases"][number]): CaseRun {
  const section = test.override.replace(/\n\.\.\.\s*$/, "").replace(/^/gm, "    ");
  const text = `${test.base.replace(/\n*$/, "\n")}environments:\n  ${test.section_environment}:\n${section}\n`;
  const merged = readAs("workload", text, test.environment, "validation");
  if (merged.kind === "invalid") {
    const [finding] = merged.findings;
    const result = {
      id: test.id,
      outcome: "invalid",
      field: finding?.field ?? "",
      code: finding?.code ?? "",
    } as const;
    return { result, difference: `invalid: ${finding?.field} ${finding?.message}` };
  }
  const result = { id: test.id, outcome: "ok", value: merged.manifest } as const;
  if (test.expected === undefined) return { result };
  const wanted = readAs("workload", test.expected, undefined, "validation");
  if (wanted.kind === "invalid") return { result, difference: "the expected manifest is invalid" };
  const same = isDeepStrictEqual(meaning(merged.manifest), meaning(wanted.manifest));
  return {
    result,
    difference: same
      ? undefined
      : `merged ${JSON.stringify(meaning(merged.manifest))}, expected ${JSON.stringify(meaning(wanted.manifest))}`,
  };
}

/** A manifest without the spelling that a value had, and without lists and maps that are empty: they mean nothing. */
function meaning(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meaning);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name]) => name !== "form")
    .map(([name, part]) => [name, meaning(part)] as const)
    .filter(([, part]) => typeof part !== "object" || part === null || Object.keys(part).length > 0);
  return Object.fromEntries(entries);
}

function runInterpolation(test: z.infer<typeof interpolationCases>["cases"][number]): CaseRun {
  const { application, environment, variables } = test;
  const parsed = parseManifest(test.manifest, { file: "manifest.yml" });
  if (parsed.kind === "invalid") {
    return { result: { id: test.id, outcome: "error", code: "invalid-format" }, difference: "not readable" };
  }
  const { root } = parsed.document;
  const interpolated = interpolate(test.manifest, root, { application, environment, variables });
  const [fault] = interpolated.faults;
  const result: ManifestResult =
    fault === undefined
      ? { id: test.id, outcome: "ok", value: parse(interpolated.text) }
      : { id: test.id, outcome: "error", code: fault.code };
  const { expected } = test;
  if (expected === undefined) return { result };
  if (result.outcome !== expected.outcome)
    return { result, difference: `${result.outcome}, expected ${expected.outcome}` };
  if (expected.outcome === "error") {
    return { result, difference: result.code === expected.code ? undefined : `code ${result.code}` };
  }
  const same = isDeepStrictEqual(result.value, parse(expected.yaml ?? ""));
  return { result, difference: same ? undefined : `${interpolated.text} where ${expected.yaml} is expected` };
}
