import type { Http } from "../../manifest/parts/http.ts";
import type { BackendService, LoadBalancedWebService } from "../../manifest/workload-manifest.ts";
import type { ExposedPorts } from "../ecs/exposed-ports.ts";
import type { WorkloadInputs } from "../inputs.ts";
import { hostedZoneAliases } from "./hosted-zone-aliases.ts";
import type { HttpRouting } from "./listeners.ts";
import type { LoadBalancer } from "./load-balancer.ts";
import { listenerRule, routingRules } from "./read-listener-rule.ts";

/**
 * HTTPS of a Load Balanced Web Service: the application has a domain, or the environment imports certificates for its
 * public load balancer; never when `http` is off (copilot-model.md 2.7).
 */
export function publicHttps(manifest: LoadBalancedWebService, inputs: WorkloadInputs): boolean {
  if (manifest.http === false) return false;
  return hasDomain(inputs) || importsPublicCertificates(inputs);
}

/** Whether the environment's own hosted zone names the service: the application has a domain, and no certificates are imported. */
export function dnsDelegated(inputs: WorkloadInputs): boolean {
  return hasDomain(inputs) && !importsPublicCertificates(inputs);
}

/** HTTPS of a Backend Service: it has `http`, and the environment imports certificates for its internal load balancer. */
export function internalHttps(manifest: BackendService, inputs: WorkloadInputs): boolean {
  const certificates = inputs.environment.manifest.http?.private?.certificates ?? [];
  return hasRules(manifest.http) && certificates.length > 0;
}

/** The HTTP routing of a Load Balanced Web Service; undefined when `http` is off. */
export function publicRouting(
  manifest: LoadBalancedWebService,
  inputs: WorkloadInputs,
  ports: ExposedPorts,
): HttpRouting | undefined {
  const { http } = manifest;
  if (http === undefined || typeof http === "boolean") return undefined;
  const https = publicHttps(manifest, inputs);
  const found = inputs.importedLoadBalancer;
  const balancer: LoadBalancer =
    found === undefined ? { kind: "environment", scope: "public", https } : { kind: "imported", found };
  return {
    balancer,
    rules: routingRules(http).map((rule) =>
      listenerRule(rule, { ports, https, redirectToHttps: rule.redirect_to_https ?? true }),
    ),
    hostedZones: zonesOf(http),
  };
}

/**
 * The HTTP routing of a Backend Service on the environment's internal load balancer; undefined without `http`. Plain
 * HTTP is always redirected where there is HTTPS, whatever the rule says, and `http.alb` is not heeded (as Copilot).
 */
export function internalRouting(
  manifest: BackendService,
  inputs: WorkloadInputs,
  ports: ExposedPorts,
): HttpRouting | undefined {
  const { http } = manifest;
  if (!hasRules(http)) return undefined;
  const https = internalHttps(manifest, inputs);
  return {
    balancer: { kind: "environment", scope: "internal", https },
    rules: routingRules(http).map((rule) => listenerRule(rule, { ports, https, redirectToHttps: https })),
    hostedZones: zonesOf(http),
  };
}

/** `alb` alone makes no rule. */
function hasRules(http: Http | undefined): http is Http {
  if (http === undefined) return false;
  const { alb: _, ...rules } = http;
  return Object.values(rules).some((value) => value !== undefined);
}

/** Only the main rule's aliases get records in hosted zones (copilot-model.md 2.7, quirks). */
function zonesOf(http: Http): HttpRouting["hostedZones"] {
  return hostedZoneAliases(http.alias ?? [], http.hosted_zone);
}

function hasDomain(inputs: WorkloadInputs): boolean {
  return inputs.application.domain !== undefined && inputs.application.domain !== "";
}

function importsPublicCertificates(inputs: WorkloadInputs): boolean {
  return (inputs.environment.manifest.http?.public?.certificates ?? []).length > 0;
}
