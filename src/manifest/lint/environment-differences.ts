import type { Finding } from "../../domain/finding.ts";
import type { ManifestDocument } from "../manifest-document.ts";
import { findingsOf } from "../reading-findings.ts";
import { field, key } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import type { WorkloadManifest } from "../workload-manifest.ts";

/** One workload's manifest, as it reads in each environment by name. */
export interface WorkloadByEnvironment {
  readonly document: ManifestDocument;
  readonly manifests: Readonly<Record<string, WorkloadManifest>>;
}

/** Reports variables and secrets that some environments have and others lack, at their first mention. */
export function lintEnvironmentDifferences({
  document,
  manifests,
}: WorkloadByEnvironment): readonly Finding[] {
  const environments = Object.entries(manifests);
  const check = (report: Report): void => {
    for (const what of ["variables", "secrets"] as const) {
      const names = new Set(environments.flatMap(([, manifest]) => Object.keys(namesOf(manifest, what))));
      for (const name of names) {
        const having = environments.filter(([, manifest]) => Object.hasOwn(namesOf(manifest, what), name));
        const [first] = having;
        if (first === undefined || having.length === environments.length) continue;
        const lacking = environments
          .map(([environment]) => environment)
          .filter((environment) => !having.some(([other]) => other === environment));
        report(
          difference(
            what,
            name,
            having.map(([environment]) => environment),
            lacking,
          ),
        );
      }
    }
  };
  return findingsOf(check, "warning", document, [document.root]);
}

function namesOf(manifest: WorkloadManifest, what: "variables" | "secrets"): object {
  return manifest.type === "Static Site" ? {} : (manifest[what] ?? {});
}

function difference(
  what: "variables" | "secrets",
  name: string,
  having: readonly string[],
  lacking: readonly string[],
): Parameters<Report>[0] {
  const section: FieldPath = key(field(undefined, "environments"), having[0] ?? "");
  return {
    code: what === "variables" ? "variable-not-in-every-environment" : "secret-not-in-every-environment",
    at: key(field(section, what), name),
    message: `The ${what === "variables" ? "variable" : "secret"} ${name} is there in ${having.join(", ")}, but not in ${lacking.join(", ")}.`,
  };
}
