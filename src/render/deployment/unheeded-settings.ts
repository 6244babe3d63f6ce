import type { RoutingRule } from "../../manifest/parts/http.ts";
import type { WorkloadManifest } from "../../manifest/workload-manifest.ts";
import type { WorkloadInputs } from "../inputs.ts";
import type { RenderFault } from "../refusal.ts";
import { brokenSecretArns, execAnyway, unheededByJob, unheededByWorker } from "./unheeded-task-settings.ts";

/**
 * What a manifest says and Copilot does not do. A rendering for deployment does not do it either, so that taking over a
 * service changes nothing; but it says so.
 */
export function unheededSettings(manifest: WorkloadManifest, inputs: WorkloadInputs): readonly RenderFault[] {
  return [...unheededByType(manifest, inputs), ...execAnyway(manifest), ...brokenSecretArns(manifest)];
}

function unheededByType(manifest: WorkloadManifest, inputs: WorkloadInputs): readonly RenderFault[] {
  switch (manifest.type) {
    case "Load Balanced Web Service":
      return typeof manifest.http === "object"
        ? [
            ...unwrittenRecords(manifest.http.additional_rules ?? []),
            ...(inputs.importedLoadBalancer === undefined ? [] : forcedRedirects(rulesOf(manifest.http))),
          ]
        : [];
    case "Backend Service":
      return manifest.http === undefined
        ? []
        : [
            ...unwrittenRecords(manifest.http.additional_rules ?? []),
            ...forcedRedirects(rulesOf(manifest.http)),
            ...(manifest.http.alb === undefined ? [] : [ignoredLoadBalancer(manifest.http.alb)]),
          ];
    case "Worker Service":
      return unheededByWorker(manifest);
    case "Scheduled Job":
      return unheededByJob(manifest);
    case "Request-Driven Web Service":
    case "Static Site":
      return [];
  }
}

function rulesOf(
  http: RoutingRule & { readonly additional_rules?: readonly RoutingRule[] },
): readonly RoutingRule[] {
  return [http, ...(http.additional_rules ?? [])];
}

function unwrittenRecords(additional: readonly RoutingRule[]): readonly RenderFault[] {
  return additional.flatMap((rule, index) => {
    const named = (rule.alias ?? []).filter((alias) => (alias.hosted_zone ?? rule.hosted_zone) !== undefined);
    if (named.length === 0) return [];
    const field = `http.additional_rules[${index}].hosted_zone`;
    const names = named.map(({ name = "" }) => name).join(", ");
    return [
      {
        code: "records-of-additional-rules",
        field,
        message: `${field}: no records are written for ${names}; only the main rule's aliases get them.`,
        remedy: "Write these records yourself, or name the aliases in http.alias as well.",
      },
    ];
  });
}

function forcedRedirects(rules: readonly RoutingRule[]): readonly RenderFault[] {
  return rules.flatMap((rule, index) => {
    if (rule.redirect_to_https !== false) return [];
    const at = index === 0 ? "http" : `http.additional_rules[${index - 1}]`;
    return [
      {
        code: "redirect-always",
        field: `${at}.redirect_to_https`,
        message: `${at}.redirect_to_https: false has no effect on this load balancer; plain HTTP is redirected wherever there is HTTPS.`,
      },
    ];
  });
}

function ignoredLoadBalancer(alb: string): RenderFault {
  return {
    code: "load-balancer-of-backend",
    field: "http.alb",
    message: `http.alb: the load balancer ${alb} is not used; a Backend Service is always behind the environment's internal one.`,
    remedy: "Leave http.alb out, or make it a Load Balanced Web Service.",
  };
}
