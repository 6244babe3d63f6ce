import type { Http, RoutingRule } from "../parts/http.ts";
import { routingRules } from "../parts/http.ts";
import { field } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import type { WorkloadManifest } from "../workload-manifest.ts";
import type { LintContext } from "./lint-rule.ts";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
const defaults = { interval: 30_000, healthy_threshold: 5 } as const;

const slowMilliseconds = 120_000;
const lateMilliseconds = 300_000;

/** Reports settings that make every deployment slow, or a failing one late to notice (pains A9). */
export function lintSlowDeployments(manifest: WorkloadManifest, _context: LintContext, report: Report): void {
  const http = httpOf(manifest);
  if (http === undefined) return;
  for (const { rule, at } of routingRules(http, field(undefined, "http"))) {
    lintHealthCheck(rule, at, report);
    lintDraining(rule, at, report);
  }
}

function httpOf(manifest: WorkloadManifest): Http | undefined {
  if (manifest.type !== "Load Balanced Web Service" && manifest.type !== "Backend Service") return undefined;
  return typeof manifest.http === "object" ? manifest.http : undefined;
}

function lintHealthCheck(rule: RoutingRule, at: FieldPath, report: Report): void {
  const check = typeof rule.healthcheck === "object" ? rule.healthcheck : {};
  const interval = check.interval ?? defaults.interval;
  const threshold = check.healthy_threshold ?? defaults.healthy_threshold;
  if (interval * threshold >= slowMilliseconds) {
    report({
      code: "slow-health-check",
      at: field(at, "healthcheck"),
      message: `A new task counts as healthy only after ${threshold} checks, one every ${seconds(interval)}: ${seconds(interval * threshold)} in each deployment.`,
      remedy: "For example healthcheck: {interval: 10s, healthy_threshold: 2}.",
    });
  }
  if (check.grace_period === undefined || check.grace_period <= lateMilliseconds) return;
  report({
    code: "long-grace-period",
    at: field(at, "healthcheck", "grace_period"),
    message: `For ${seconds(check.grace_period)} after a task's start its failing checks are overlooked, so a broken deployment is noticed late.`,
  });
}

function lintDraining(rule: RoutingRule, at: FieldPath, report: Report): void {
  if (rule.deregistration_delay === undefined || rule.deregistration_delay <= slowMilliseconds) return;
  report({
    code: "slow-draining",
    at: field(at, "deregistration_delay"),
    message: `Old tasks are kept for ${seconds(rule.deregistration_delay)} after the last request may reach them; each deployment waits for that.`,
    remedy: "A little more than the longest request is enough.",
  });
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`;
}
