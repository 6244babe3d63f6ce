import type { Finding } from "../../domain/finding.ts";
import type { Secret, Secrets } from "../parts/text-source.ts";
import { findingsOf } from "../reading-findings.ts";
import { field, key } from "../shape/field-path.ts";
import type { WorkloadManifest } from "../workload-manifest.ts";
import { placesOf } from "./places.ts";
import type { LintedWorkload } from "./places.ts";

/**
 * Reports secrets that most workloads of an environment take from one place and another workload from a different one:
 * at least two agree, so the odd one is probably a slip.
 */
export function lintAgreement(workloads: readonly LintedWorkload[]): readonly Finding[] {
  const uses = new Map<string, { readonly workload: LintedWorkload; readonly source: string }[]>();
  for (const workload of workloads) {
    for (const [name, secret] of Object.entries(secretsOf(workload.manifest))) {
      const list = uses.get(name) ?? [];
      list.push({ workload, source: sourceOf(secret) });
      uses.set(name, list);
    }
  }
  return [...uses].flatMap(([name, list]) => oddOnes(name, list));
}

function oddOnes(
  name: string,
  uses: readonly { readonly workload: LintedWorkload; readonly source: string }[],
): readonly Finding[] {
  const bySource = Map.groupBy(uses, (use) => use.source);
  const [most, ...rest] = [...bySource.values()].sort((a, b) => b.length - a.length);
  const others = rest.flat();
  if (most === undefined || most.length < 2 || others.length === 0 || others.length >= most.length) return [];
  const agreeing = most.map(({ workload }) => workload.manifest.name).join(", ");
  return others.flatMap(({ workload, source }) => {
    const message = `The secret ${name} is ${source} here, but ${most[0]?.source} in ${agreeing}.`;
    const at = key(field(undefined, "secrets"), name);
    return findingsOf(
      (report) => report({ code: "secret-source-differs", at, message }),
      "warning",
      workload.document,
      placesOf(workload),
    );
  });
}

function secretsOf(manifest: WorkloadManifest): Secrets {
  return manifest.type === "Static Site" ? {} : (manifest.secrets ?? {});
}

function sourceOf(secret: Secret): string {
  switch (secret.kind) {
    case "text":
      return secret.text;
    case "from_cfn":
      return `the export ${secret.name}`;
    case "secretsmanager":
      return `${secret.name} of Secrets Manager`;
  }
}
