import type { ApplicationConfig, EnvironmentConfig } from "../config/config.ts";
import type { NeededPermission, Occasion } from "../domain/needed-permission.ts";

/** Whether an environment, as it is configured, ever makes a call. */
export function isNeededIn(
  { part, occasion }: NeededPermission,
  environment: EnvironmentConfig,
  application: ApplicationConfig,
): boolean {
  if (part === "apply" && environment.mode === "look") return false;
  return occasion === undefined || arises(occasion, environment, application);
}

function arises(
  occasion: Occasion,
  { roles, failing, prune, pipelines, promotion }: EnvironmentConfig,
  { assets, images }: ApplicationConfig,
): boolean {
  switch (occasion) {
    case "look-role":
      return roles.look !== undefined;
    case "apply-role":
      return roles.apply !== undefined;
    case "assets":
      return Object.keys(assets).length > 0;
    case "pipelines":
      return pipelines !== "ignore";
    case "log-lines":
      return (failing?.logLines ?? 0) > 0;
    case "prune":
      return prune !== undefined;
    case "builds":
      return (
        images.build !== undefined || promotion?.gate?.kind === "build" || promotion?.before?.kind === "build"
      );
    case "job-before":
      return promotion?.before?.kind === "job";
    // Whoever asks says whether there is one: they are the process's, not an application's.
    case "lease":
    case "reports":
    case "hints":
    case "manifest":
      return true;
  }
}
