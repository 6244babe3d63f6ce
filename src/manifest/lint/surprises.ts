import { field, key } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import type { WorkloadManifest } from "../workload-manifest.ts";
import type { LintContext } from "./lint-rule.ts";

/** Reports fields that do something else than they say, or nothing. */
export function lintSurprises(manifest: WorkloadManifest, _context: LintContext, report: Report): void {
  if (manifest.type === "Static Site") return;
  lintNameClash(manifest, report);
  if (manifest.type === "Request-Driven Web Service") return;
  const { exec } = manifest;
  if (typeof exec === "object" && exec.enable === false) {
    const message = "exec: {enable: false} switches ECS Exec on: Copilot takes any map for a yes.";
    report({
      code: "exec-enabled-by-map",
      at: field(undefined, "exec"),
      message,
      remedy: "Write exec: false.",
    });
  }
  lintIgnored(manifest, report);
}

/** ECS and App Runner refuse a container with a variable and a secret of one name. */
function lintNameClash(
  manifest: Exclude<WorkloadManifest, { readonly type: "Static Site" }>,
  report: Report,
): void {
  for (const name of Object.keys(manifest.secrets ?? {})) {
    if (!Object.hasOwn(manifest.variables ?? {}, name)) continue;
    const message = `${name} is given as a variable and as a secret; a container can have it once.`;
    report({ code: "variable-is-also-secret", at: key(field(undefined, "secrets"), name), message });
  }
}

function lintIgnored(manifest: WorkloadManifest, report: Report): void {
  if (manifest.type === "Backend Service" && manifest.http?.alb !== undefined) {
    const message =
      "http.alb is read and then left out: a Backend Service always uses the environment's own load balancer.";
    report({ code: "ignored-field", at: field(undefined, "http", "alb"), message });
  }
  if (manifest.type === "Load Balanced Web Service" && manifest.http === true) {
    const message =
      "http: true describes no load balancer: no request ever reaches the service. Give at least http.path.";
    report({ code: "ignored-field", at: field(undefined, "http"), message });
  }
  const vendor = "observability" in manifest ? manifest.observability?.tracing : undefined;
  if (vendor === undefined || vendor.toLowerCase() === "awsxray") return;
  const message = `tracing is ${vendor}, which nothing traces with; the only vendor is awsxray.`;
  report({ code: "ignored-field", at: field(undefined, "observability", "tracing"), message });
}
