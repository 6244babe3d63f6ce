import type { WorkloadManifest } from "../manifest/workload-manifest.ts";
import { renderBackendService } from "./backend-service.ts";
import type { RenderedStack, WorkloadInputs } from "./inputs.ts";
import { renderLoadBalancedWebService } from "./load-balanced-web-service.ts";
import { RenderRefusal, type RenderResult } from "./refusal.ts";
import { renderRequestDrivenWebService } from "./request-driven-web-service.ts";
import { renderScheduledJob } from "./scheduled-job.ts";
import { renderStaticSite } from "./static-site.ts";
import { renderWorkerService } from "./worker-service.ts";

/**
 * Renders a validated manifest, with its environment's section applied, to the stack that Copilot would have made of
 * it. Pure: equal arguments give equal results. Refuses, rather than throws, what cannot be rendered.
 */
export function renderWorkload(manifest: WorkloadManifest, inputs: WorkloadInputs): RenderResult {
  try {
    return { kind: "rendered", stack: renderByType(manifest, inputs) };
  } catch (error) {
    if (error instanceof RenderRefusal) return { kind: "refused", faults: [error.fault] };
    throw error;
  }
}

function renderByType(manifest: WorkloadManifest, inputs: WorkloadInputs): RenderedStack {
  switch (manifest.type) {
    case "Load Balanced Web Service":
      return renderLoadBalancedWebService(manifest, inputs);
    case "Request-Driven Web Service":
      return renderRequestDrivenWebService(manifest, inputs);
    case "Backend Service":
      return renderBackendService(manifest, inputs);
    case "Worker Service":
      return renderWorkerService(manifest, inputs);
    case "Static Site":
      return renderStaticSite(manifest, inputs);
    case "Scheduled Job":
      return renderScheduledJob(manifest, inputs);
  }
}
