import { field } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import type { WorkloadManifest } from "../workload-manifest.ts";
import { checkDependencies, checkTargetContainers } from "./containers.ts";
import { checkCount } from "./count.ts";
import { checkBackendScaling, checkConnectAlias, checkLoadBalancers } from "./load-balancers.ts";
import { checkPlatformLimits } from "./platform-limits.ts";
import { checkPorts } from "./ports.ts";

/** Reports what is wrong between the fields of a manifest; within a field its own description does. */
export function checkWorkload(manifest: WorkloadManifest, report: Report): void {
  switch (manifest.type) {
    case "Load Balanced Web Service": {
      const { http } = manifest;
      const listeners = {
        ...manifest,
        port: manifest.image.port,
        http: typeof http === "object" ? http : undefined,
      };
      checkLoadBalancers(manifest, report);
      checkCount(manifest.count, manifest.type, report);
      checkPlatformLimits(manifest, { serves: "ports" }, report);
      checkTargetContainers(listeners, report);
      checkDependencies(manifest, report);
      checkPorts(listeners, report);
      return;
    }
    case "Backend Service": {
      const listeners = { ...manifest, port: manifest.image.port };
      const listens = manifest.image.port !== undefined || manifest.http?.target_container !== undefined;
      checkBackendScaling(manifest, report);
      checkCount(manifest.count, manifest.type, report);
      checkConnectAlias(manifest.network.connect, listens ? "somewhere" : "nowhere", report);
      checkPlatformLimits(manifest, { serves: "ports" }, report);
      checkTargetContainers(listeners, report);
      checkDependencies(manifest, report);
      checkPorts(listeners, report);
      return;
    }
    case "Worker Service":
      checkCount(manifest.count, manifest.type, report);
      checkConnectAlias(manifest.network.connect, "nowhere", report);
      checkPlatformLimits(manifest, { serves: "none" }, report);
      checkDependencies(manifest, report);
      checkPorts({ name: manifest.name, sidecars: manifest.sidecars }, report);
      return;
    case "Scheduled Job":
      if (manifest.on?.schedule === undefined) {
        const message = "on.schedule is missing; say when the job runs, such as @daily or cron(0 3 * * ? *).";
        report({ code: "required-field-missing", at: field(undefined, "on", "schedule"), message });
      }
      checkCount(manifest.count, manifest.type, report);
      checkPlatformLimits(manifest, { serves: "none" }, report);
      checkDependencies(manifest, report);
      checkPorts({ name: manifest.name, sidecars: manifest.sidecars }, report);
      return;
    case "Request-Driven Web Service":
    case "Static Site":
      return;
  }
}
