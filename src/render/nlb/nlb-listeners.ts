import type { JsonMap, TemplateResource } from "../../domain/template.ts";
import { ref } from "../../template/intrinsics.ts";
import { unquoted } from "../unquoted.ts";
import { fromEnvironment } from "../environment-imports.ts";
import { attachment } from "../http/http-balancing.ts";
import { numberedId } from "../logical-id.ts";
import { described, type Resources } from "../resources.ts";
import { targetProtocol, type NlbHealthCheck, type NlbListener } from "./nlb-listener.ts";
import { networkLoadBalancerArn } from "./nlb-load-balancer.ts";

const listenerFamily = "NLBListener";
const targetGroupFamily = "NetworkLoadBalancerTargetGroup";

/** Copilot's security policy for TLS listeners that name none (copilot-model.md 5.3). */
const defaultSslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** The listeners of a network load balancer and the target group of each, in order. */
export function networkListeners(listeners: readonly NlbListener[]): Resources {
  return Object.fromEntries(
    listeners.flatMap((entry, index) => [
      [numberedId(listenerFamily, index), listener(entry, numberedId(targetGroupFamily, index))],
      [numberedId(targetGroupFamily, index), networkTargetGroup(entry)],
    ]),
  );
}

/** Logical ids of the listeners, in order. */
export function networkListenerIds(listeners: readonly NlbListener[]): readonly string[] {
  return listeners.map((_, index) => numberedId(listenerFamily, index));
}

/** `LoadBalancers` entries of the ECS service: one for each listener, in order. */
export function networkAttachments(listeners: readonly NlbListener[]): readonly JsonMap[] {
  return listeners.map(({ target }, index) => attachment(target, numberedId(targetGroupFamily, index)));
}

function listener(entry: NlbListener, targetGroup: string): TemplateResource {
  return {
    Metadata: described(`Takes ${entry.protocol} on port ${entry.port} for ${entry.target.container}`),
    Type: "AWS::ElasticLoadBalancingV2::Listener",
    Properties: {
      DefaultActions: [{ TargetGroupArn: ref(targetGroup), Type: "forward" }],
      LoadBalancerArn: networkLoadBalancerArn,
      Port: entry.port,
      Protocol: entry.protocol,
      ...(entry.protocol === "TLS" ? tlsProperties(entry) : {}),
    },
  };
}

function tlsProperties(entry: NlbListener): JsonMap {
  return {
    Certificates: [{ CertificateArn: ref("NLBCertValidatorAction") }],
    SslPolicy: unquoted(entry.sslPolicy ?? defaultSslPolicy),
  };
}

function networkTargetGroup(entry: NlbListener): TemplateResource {
  // Sticky sessions do not work with TLS listeners
  // (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#sticky-sessions).
  const stickiness = entry.protocol === "TLS" ? undefined : entry.stickiness;
  return {
    Metadata: described(`Receives traffic for port ${entry.target.port} of ${entry.target.container}`),
    Type: "AWS::ElasticLoadBalancingV2::TargetGroup",
    Properties: {
      ...healthCheckProperties(entry.healthCheck),
      Port: unquoted(entry.target.port),
      Protocol: targetProtocol(entry.protocol),
      TargetGroupAttributes: [
        { Key: "deregistration_delay.timeout_seconds", Value: entry.deregistrationDelaySeconds },
        ...(stickiness === undefined ? [] : [{ Key: "stickiness.enabled", Value: stickiness }]),
      ],
      TargetType: "ip",
      VpcId: fromEnvironment("VpcId"),
    },
  };
}

function healthCheckProperties(check: NlbHealthCheck): JsonMap {
  return {
    ...(check.healthyThreshold === undefined ? {} : { HealthyThresholdCount: check.healthyThreshold }),
    ...(check.unhealthyThreshold === undefined ? {} : { UnhealthyThresholdCount: check.unhealthyThreshold }),
    ...(check.intervalSeconds === undefined ? {} : { HealthCheckIntervalSeconds: check.intervalSeconds }),
    ...(check.timeoutSeconds === undefined ? {} : { HealthCheckTimeoutSeconds: check.timeoutSeconds }),
    ...(check.port === undefined ? {} : { HealthCheckPort: check.port }),
  };
}
