import type { Http, HttpHealthCheck as HealthCheck, RoutingRule } from "../../manifest/parts/http.ts";
import { ruleTarget, type ExposedPorts } from "../ecs/exposed-ports.ts";
import type { HttpHealthCheck, ListenerRule } from "./listener-rule.ts";
import { normalizedPath } from "./path-patterns.ts";
import { wholeSeconds } from "./whole-seconds.ts";

/** Seconds that a target keeps its connections after it was taken out, unless the manifest says otherwise. */
export const defaultDeregistrationDelay = 60;

/** Seconds in which ECS overlooks failing health checks of a new task, unless the manifest says otherwise. */
export const defaultGracePeriod = 60;

/** What the manifest does not say about a rule itself. */
export interface RuleSurroundings {
  readonly ports: ExposedPorts;
  /** Whether the load balancer speaks HTTPS to this service: aliases and redirects count only then. */
  readonly https: boolean;
  /** Whether plain HTTP is redirected where there is HTTPS. */
  readonly redirectToHttps: boolean;
}

/** The main rule and the additional ones, in order. */
export function routingRules(http: Http): readonly [RoutingRule, ...RoutingRule[]] {
  return [http, ...(http.additional_rules ?? [])];
}

/** A rule of the manifest with Copilot's defaults (copilot-model.md 5.3, 5.6). */
export function listenerRule(rule: RoutingRule, surroundings: RuleSurroundings): ListenerRule {
  const { ports, https } = surroundings;
  const { version = "" } = rule;
  return {
    path: normalizedPath(rule.path ?? ""),
    target: ruleTarget(ports, { targetContainer: rule.target_container, targetPort: rule.target_port }),
    aliases: https ? (rule.alias ?? []).map((alias) => alias.name ?? "") : [],
    sourceIps: rule.allowed_source_ips ?? [],
    healthCheck: httpHealthCheck(rule.healthcheck),
    stickiness: rule.stickiness ?? false,
    ...(version === "" ? {} : { protocolVersion: version.toUpperCase() }),
    redirectToHttps: surroundings.redirectToHttps,
    deregistrationDelaySeconds: wholeSeconds(rule.deregistration_delay) ?? defaultDeregistrationDelay,
  };
}

/** A health check of the manifest: a text is its path, and the root is checked where there is none. */
export function httpHealthCheck(check: string | HealthCheck | undefined): HttpHealthCheck {
  if (check === undefined || typeof check === "string") return { path: normalizedPath(check ?? "") };
  const intervalSeconds = wholeSeconds(check.interval);
  const timeoutSeconds = wholeSeconds(check.timeout);
  return {
    path: normalizedPath(check.path ?? ""),
    ...(check.port === undefined ? {} : { port: check.port }),
    ...(check.success_codes === undefined || check.success_codes === ""
      ? {}
      : { successCodes: check.success_codes }),
    ...(check.healthy_threshold === undefined ? {} : { healthyThreshold: check.healthy_threshold }),
    ...(check.unhealthy_threshold === undefined ? {} : { unhealthyThreshold: check.unhealthy_threshold }),
    ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
}

/** The grace period that a health check gives the service's tasks, in seconds; undefined when it does not say. */
export function gracePeriodOf(check: string | HealthCheck | undefined): number | undefined {
  return typeof check === "object" ? wholeSeconds(check.grace_period) : undefined;
}
