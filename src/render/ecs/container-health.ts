import type { JsonMap } from "../../domain/template.ts";
import type { ContainerHealthCheck } from "../../manifest/parts/image.ts";
import { wholeSeconds } from "../http/whole-seconds.ts";

/** `HealthCheck` of a container, where the manifest says anything of it; the rest are Copilot's defaults. */
export function containerHealth(check: ContainerHealthCheck | undefined): JsonMap {
  if (check === undefined || Object.keys(check).length === 0) return {};
  return {
    HealthCheck: {
      Command: check.command ?? ["CMD-SHELL", "curl -f http://localhost/ || exit 1"],
      Interval: wholeSeconds(check.interval) ?? 10,
      Retries: check.retries ?? 2,
      StartPeriod: wholeSeconds(check.start_period) ?? 0,
      Timeout: wholeSeconds(check.timeout) ?? 5,
    },
  };
}
