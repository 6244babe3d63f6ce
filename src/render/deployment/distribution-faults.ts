import type { EnvironmentManifest } from "../../manifest/environment-manifest.ts";
import type { EnvironmentInputs } from "../inputs.ts";
import type { RenderFault } from "../refusal.ts";

/**
 * A distribution before a load balancer whose certificate covers the application's domain answers only to names that it was given:
 * each service behind it needs an alias first. Copilot refuses the deployment likewise (copilot-model.md 4.3).
 */
export function aliasesMissing(
  { cdn, http }: EnvironmentManifest,
  { application, deployedParameters = {} }: EnvironmentInputs,
): readonly RenderFault[] {
  const hasDomain = application.domain !== undefined && application.domain !== "";
  const imports = (http?.public?.certificates ?? []).length > 0;
  if (cdn === undefined || cdn === false || !hasDomain || imports) return [];
  const known = workloadsWithAliases(deployedParameters["Aliases"] ?? "");
  const behind = (deployedParameters["ALBWorkloads"] ?? "").split(",").filter((name) => name !== "");
  const without = behind.filter((name) => !known.has(name));
  if (without.length === 0) return [];
  return [
    {
      code: "cdn-alias-missing",
      field: "cdn",
      message: `cdn is on, and ${without.join(", ")} would be behind the distribution without a name of ${without.length === 1 ? "its" : "their"} own there.`,
      remedy: `Give ${without.length === 1 ? "it" : "each of them"} an http.alias and let that be deployed first.`,
    },
  ];
}

/** `Aliases` is a JSON map by workload, or empty text (copilot-model.md 2.6). */
function workloadsWithAliases(text: string): ReadonlySet<string> {
  try {
    const value: unknown = JSON.parse(text === "" ? "{}" : text);
    return new Set(typeof value === "object" && value !== null ? Object.keys(value) : []);
  } catch {
    return new Set();
  }
}
