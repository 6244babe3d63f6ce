import type { Finding } from "../../domain/finding.ts";
import { routingRules } from "../parts/http.ts";
import type { Http } from "../parts/http.ts";
import { findingsOf } from "../reading-findings.ts";
import { field } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import type { WorkloadManifest } from "../workload-manifest.ts";
import { placesOf } from "./places.ts";
import type { LintedWorkload } from "./places.ts";

interface Route {
  readonly workload: LintedWorkload;
  readonly at: FieldPath;
  /** Load balancer, host names and path: requests that two equal routes both want. */
  readonly key: string;
  readonly text: string;
  /** Whether it has host names. */
  readonly named: boolean;
}

/**
 * Reports rules of two workloads that want the same requests: only the first of them ever gets any. Where the
 * application has a domain, a service without an alias has a host name of its own, and its paths are its own too.
 */
export function lintRoutes(
  workloads: readonly LintedWorkload[],
  domain: string | undefined,
): readonly Finding[] {
  const routes = workloads.flatMap(routesOf).filter((route) => domain === undefined || route.named);
  const first = new Map<string, Route>();
  const findings: Finding[] = [];
  for (const route of routes) {
    const before = first.get(route.key);
    if (before === undefined) {
      first.set(route.key, route);
      continue;
    }
    if (before.workload === route.workload) continue;
    const message = `${route.text} also goes to ${before.workload.manifest.name}; of two rules for the same requests only one is used.`;
    findings.push(
      ...findingsOf(
        (report) => report({ code: "duplicate-route", at: route.at, message }),
        "warning",
        route.workload.document,
        placesOf(route.workload),
      ),
    );
  }
  return findings;
}

function routesOf(workload: LintedWorkload): readonly Route[] {
  const { manifest } = workload;
  const http = httpOf(manifest);
  if (http === undefined) return [];
  const balancer = manifest.type === "Backend Service" ? "internal" : (http.alb ?? "public");
  return routingRules(http, field(undefined, "http")).map(({ rule, at }) => {
    const hosts = (rule.alias ?? []).flatMap((alias) => alias.name ?? []).sort();
    const path = `/${(rule.path ?? "").replace(/^\/+|\/+$/g, "")}`;
    const key = JSON.stringify([balancer, hosts, path]);
    return {
      workload,
      at: field(at, "path"),
      key,
      text: `${hosts.join(", ")}${path}`,
      named: hosts.length > 0,
    };
  });
}

function httpOf(manifest: WorkloadManifest): Http | undefined {
  if (manifest.type !== "Load Balanced Web Service" && manifest.type !== "Backend Service") return undefined;
  return typeof manifest.http === "object" ? manifest.http : undefined;
}
