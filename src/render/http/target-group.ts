import type { JsonMap, TemplateResource } from "../../domain/template.ts";
import { unquoted } from "../unquoted.ts";
import { fromEnvironment } from "../environment-imports.ts";
import { described } from "../resources.ts";
import type { HttpHealthCheck, ListenerRule } from "./listener-rule.ts";

/** The target group of a rule: where an application load balancer sends what the rule matches. */
export function targetGroup(rule: ListenerRule): TemplateResource {
  const { healthCheck, target } = rule;
  const healthCheckProtocol = healthCheckProtocolOf(rule);
  return {
    Metadata: described(
      `Receives the load balancer's requests for port ${target.port} of ${target.container}`,
    ),
    Type: "AWS::ElasticLoadBalancingV2::TargetGroup",
    Properties: {
      ...healthCheckProperties(healthCheck),
      ...(healthCheckProtocol === undefined ? {} : { HealthCheckProtocol: healthCheckProtocol }),
      Port: unquoted(target.port),
      Protocol: target.port === "443" ? "HTTPS" : "HTTP",
      ...(rule.protocolVersion === undefined ? {} : { ProtocolVersion: rule.protocolVersion }),
      TargetGroupAttributes: [
        { Key: "deregistration_delay.timeout_seconds", Value: rule.deregistrationDelaySeconds },
        { Key: "stickiness.enabled", Value: rule.stickiness },
      ],
      TargetType: "ip",
      VpcId: fromEnvironment("VpcId"),
    },
  };
}

/**
 * Protocol of the health check, where it must be named: port 443 speaks TLS, and a check of another port of a
 * container that listens on 443 does not. Otherwise it is the target group's own (copilot-model.md 2.7, quirks).
 */
export function healthCheckProtocolOf(
  rule: Pick<ListenerRule, "healthCheck" | "target">,
): "HTTP" | "HTTPS" | undefined {
  const checkedPort = rule.healthCheck.port;
  if (checkedPort === 443) return "HTTPS";
  if (rule.target.port !== "443") return undefined;
  return checkedPort === undefined ? "HTTPS" : "HTTP";
}

function healthCheckProperties(check: HttpHealthCheck): JsonMap {
  return {
    HealthCheckPath: check.path,
    ...(check.port === undefined ? {} : { HealthCheckPort: check.port }),
    ...(check.successCodes === undefined ? {} : { Matcher: { HttpCode: unquoted(check.successCodes) } }),
    ...(check.healthyThreshold === undefined ? {} : { HealthyThresholdCount: check.healthyThreshold }),
    ...(check.unhealthyThreshold === undefined ? {} : { UnhealthyThresholdCount: check.unhealthyThreshold }),
    ...(check.intervalSeconds === undefined ? {} : { HealthCheckIntervalSeconds: check.intervalSeconds }),
    ...(check.timeoutSeconds === undefined ? {} : { HealthCheckTimeoutSeconds: check.timeoutSeconds }),
  };
}
