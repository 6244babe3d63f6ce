import type { Milliseconds } from "./duration.ts";
import { listOf } from "../shape/collection-shapes.ts";
import { eitherForm } from "../shape/form-shapes.ts";
import { field, index } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import { alternatives } from "../shape/report.ts";
import { record } from "../shape/record-shape.ts";
import type { Fields } from "../shape/record-shape.ts";
import { boolean, duration, integer, port, text } from "../shape/scalar-shapes.ts";
import { checked } from "../shape/shape.ts";
import type { Shape } from "../shape/shape.ts";
import { aliases } from "./aliases.ts";
import { checkCidr } from "./cidr.ts";

/** The application load balancer of a service: the main rule's fields, and further rules. */
export interface Http extends RoutingRule {
  /** ARN or name of a load balancer that Copilot did not make. */
  readonly alb?: string;
  /** The old spelling of `target_container`. A Load Balanced Web Service reads it as that; elsewhere it has no effect. */
  readonly targetContainer?: string;
  readonly additional_rules?: readonly RoutingRule[];
}

/** One listener rule and the target group behind it. `path` is always there in a valid manifest. */
export interface RoutingRule {
  readonly path?: string;
  /** `GRPC`, `HTTP1` or `HTTP2`, in any case. */
  readonly version?: string;
  /** A text is the path that is asked. */
  readonly healthcheck?: string | HttpHealthCheck;
  readonly stickiness?: boolean;
  /** All forms read alike: a text is one alias, a list of texts several, a list of maps several with hosted zones. */
  readonly alias?: readonly Alias[];
  readonly deregistration_delay?: Milliseconds;
  readonly target_container?: string;
  readonly target_port?: number;
  /** CIDR blocks. */
  readonly allowed_source_ips?: readonly string[];
  /** Hosted zone of the aliases that name none of their own. */
  readonly hosted_zone?: string;
  /** Absent means true. */
  readonly redirect_to_https?: boolean;
}

/** A domain name, and the id of the hosted zone that is to hold it. */
export interface Alias {
  /** Always there in a valid manifest. */
  readonly name?: string;
  readonly hosted_zone?: string;
}

/** The health check of a target group of an application load balancer. */
export interface HttpHealthCheck {
  readonly path?: string;
  readonly port?: number;
  readonly success_codes?: string;
  readonly healthy_threshold?: number;
  readonly unhealthy_threshold?: number;
  readonly timeout?: Milliseconds;
  readonly interval?: Milliseconds;
  /** How long ECS overlooks failing checks after a task's start; belongs to the service, so only the main rule has it. */
  readonly grace_period?: Milliseconds;
}

/** The health check of a target group, in its map form. */
const httpHealthCheckMap = record<HttpHealthCheck>({
  path: text,
  port: integer,
  success_codes: text,
  healthy_threshold: integer,
  unhealthy_threshold: integer,
  timeout: duration,
  interval: duration,
  grace_period: duration,
});

/** A health check as a path or a map; the empty text says nothing and is refused, as Copilot does. */
export const httpHealthCheck: Shape<string | HttpHealthCheck> = eitherForm<string, HttpHealthCheck>({
  plain: { ...text, read: (node, at, reading) => text.read(node, at, reading) || undefined },
  map: httpHealthCheckMap,
  wanted: "a path or a map with a health check's fields",
  faultsInMap: "refuse",
});

const ruleFields: Fields<RoutingRule> = {
  path: text,
  version: text,
  healthcheck: httpHealthCheck,
  stickiness: boolean,
  alias: aliases,
  deregistration_delay: duration,
  target_container: text,
  target_port: port,
  allowed_source_ips: checked(listOf(text), (blocks, at, report) =>
    blocks.forEach((block, position) => checkCidr(block, index(at, position), report)),
  ),
  hosted_zone: text,
  redirect_to_https: boolean,
};

const httpFields: Fields<Http> = {
  ...ruleFields,
  alb: text,
  targetContainer: text,
  additional_rules: listOf(record<RoutingRule>(ruleFields, { check: checkRule })),
};

const rules = { isEmpty: isEmptyHttp, check: checkHttp };

/** `http` of a Backend Service. */
export const http = record<Http>(httpFields, rules);

/** `http` of a Load Balanced Web Service: a map, or a switch. */
export const httpOrSwitch: Shape<boolean | Http> = eitherForm<boolean, Http>({
  plain: boolean,
  map: record<Http>(httpFields, { ...rules, afterReading: readOldSpelling }),
  wanted: "false or a map with at least a path",
  faultsInMap: "drop",
});

/** Whether a load balancer is described; `alb` alone describes none. */
export function isEmptyHttp(value: Http): boolean {
  const { alb: _alb, alias, additional_rules: rules, ...rest } = value;
  return Object.keys(rest).length === 0 && (alias ?? []).length === 0 && (rules ?? []).length === 0;
}

/** The main rule and the additional ones with their paths; none while the main rule is empty (copilot-model.md 5.6). */
export function routingRules(
  value: Http,
  at: FieldPath,
): readonly { readonly rule: RoutingRule; readonly at: FieldPath }[] {
  const { alb: _alb, targetContainer: _old, additional_rules: more = [], ...main } = value;
  if (isEmptyHttp(main)) return [];
  const additional = more.map((rule, position) => ({
    rule,
    at: index(field(at, "additional_rules"), position),
  }));
  return [{ rule: main, at }, ...additional];
}

function readOldSpelling(value: Http): Http {
  const { targetContainer, ...rest } = value;
  if (targetContainer === undefined || rest.target_container !== undefined) return value;
  return { ...rest, target_container: targetContainer };
}

function checkHttp(value: Http, at: FieldPath, report: Report): void {
  if (isEmptyHttp(value)) return;
  checkRule(value, at, report);
  if (value.target_container === undefined || value.targetContainer === undefined) return;
  const message =
    "target_container is also given in its old spelling, targetContainer; keep target_container.";
  report({ code: "mutually-exclusive", at: field(at, "target_container"), message });
}

const protocolVersions = ["GRPC", "HTTP1", "HTTP2"];

/** A listener rule takes five condition values; the path takes up to two of them. Copilot stops at these. */
const conditionLimit = 5;

function checkRule(rule: RoutingRule, at: FieldPath, report: Report): void {
  if (rule.path === undefined) {
    const message = "path is missing; give the path whose requests come here, / for all.";
    report({ code: "required-field-missing", at: field(at, "path"), message });
  }
  if (rule.version !== undefined && !protocolVersions.includes(rule.version.toUpperCase())) {
    const message = `version is ${rule.version}; it must be ${alternatives(protocolVersions)}.`;
    report({ code: "invalid-enum-value", at: field(at, "version"), message });
  }
  const names = rule.alias ?? [];
  if (rule.hosted_zone !== undefined && names.length === 0) {
    const message = "hosted_zone is given without an alias; name the alias that the hosted zone is to hold.";
    report({ code: "required-field-missing", at: field(at, "alias"), message });
  }
  const conditions = names.length + (rule.allowed_source_ips ?? []).length;
  if (conditions < conditionLimit) return;
  report({
    code: "limit-exceeded",
    at,
    message: `The rule has ${conditions} aliases and source addresses together; fewer than ${conditionLimit} fit into one listener rule.`,
    remedy: "Spread them over several additional_rules with the same path.",
  });
}
