import type { HttpHealthCheck } from "../parts/http.ts";
import { isEmptyScaling } from "../parts/count.ts";
import type { Count } from "../parts/count.ts";
import { isEmptyHttp } from "../parts/http.ts";
import { isEmptyNetworkLoadBalancer } from "../parts/network-load-balancer.ts";
import { field, index } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import type { BackendService, LoadBalancedWebService } from "../workload-manifest.ts";

/** Reports what the two load balancers of a Load Balanced Web Service need from or exclude in each other. */
export function checkLoadBalancers(service: LoadBalancedWebService, report: Report): void {
  const at = field(undefined, "http");
  if (service.http === undefined) {
    const message = "http is missing; give at least its path, or http: false together with nlb.";
    report({ code: "required-field-missing", at, message });
  }
  if (service.http === false && isEmptyNetworkLoadBalancer(service.nlb)) {
    const message = "http is false and there is no nlb; a Load Balanced Web Service needs one of them.";
    report({
      code: "at-least-one-required",
      at,
      message,
      remedy: "A service without a load balancer is a Backend Service.",
    });
  }
  checkGracePeriods(service, report);
  if (service.http !== false) return;
  for (const name of requestFields(service.count)) {
    const message = `${name} is measured by the application load balancer, which http: false switches off.`;
    report({ code: "unsupported-combination", at: field(undefined, "count", name), message });
  }
}

/** Reports scaling by requests in a Backend Service without a load balancer to count them. */
export function checkBackendScaling(service: BackendService, report: Report): void {
  if (service.http !== undefined && !isEmptyHttp(service.http)) return;
  const [name] = requestFields(service.count);
  if (name === undefined) return;
  const message = `http is missing; count.${name} is measured by the load balancer.`;
  report({ code: "required-field-missing", at: field(undefined, "http"), message });
}

/** Reports a Service Connect alias of a service that listens on no port. */
export function checkConnectAlias(
  connect: boolean | { readonly alias?: string } | undefined,
  listens: "somewhere" | "nowhere",
  report: Report,
): void {
  if (typeof connect !== "object" || connect.alias === undefined || listens === "somewhere") return;
  const message =
    "network.connect.alias names this service for others, but no container of it exposes a port.";
  report({
    code: "container-port-not-exposed",
    at: field(undefined, "network", "connect", "alias"),
    message,
  });
}

function requestFields(count: Count): readonly ("requests" | "response_time")[] {
  if (typeof count === "number") return [];
  return (["requests", "response_time"] as const).filter((name) => !isEmptyScaling(count[name]));
}

function checkGracePeriods({ http, nlb }: LoadBalancedWebService, report: Report): void {
  const main = typeof http === "object" ? http : {};
  for (const [position, rule] of (main.additional_rules ?? []).entries()) {
    if (gracePeriodOf(rule.healthcheck) === undefined) continue;
    const at = field(
      index(field(undefined, "http", "additional_rules"), position),
      "healthcheck",
      "grace_period",
    );
    misplaced("rule", at, report);
  }
  for (const [position, listener] of (nlb?.additional_listeners ?? []).entries()) {
    if (listener.healthcheck?.grace_period === undefined) continue;
    const at = field(
      index(field(undefined, "nlb", "additional_listeners"), position),
      "healthcheck",
      "grace_period",
    );
    misplaced("listener", at, report);
  }
  if (gracePeriodOf(main.healthcheck) === undefined || nlb?.healthcheck?.grace_period === undefined) return;
  const at = field(undefined, "http", "healthcheck", "grace_period");
  const message = "grace_period is given for http and for nlb; a service has one, so keep one of the two.";
  report({ code: "mutually-exclusive", at, message });
}

function misplaced(what: string, at: ReturnType<typeof field>, report: Report): void {
  const message = `grace_period belongs to the service as a whole; an additional ${what} cannot have its own.`;
  report({ code: "grace-period-misplaced", at, message, remedy: "Put it under the main healthcheck." });
}

function gracePeriodOf(check: string | HttpHealthCheck | undefined): number | undefined {
  return typeof check === "object" ? check.grace_period : undefined;
}
