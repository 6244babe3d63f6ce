import type { WorkloadManifest } from "../../manifest/workload-manifest.ts";
import type { WorkloadInputs } from "../inputs.ts";
import type { RenderFault } from "../refusal.ts";
import { internalRuleFaults, publicRuleFaults } from "./alias-faults.ts";
import { appRunnerAliasFaults, siteAliasFaults } from "./custom-name-faults.ts";
import { importedLoadBalancerFaults } from "./imported-load-balancer-faults.ts";
import { networkFaults } from "./network-faults.ts";
import { taskFaults } from "./task-faults.ts";

/**
 * What keeps a valid manifest from working in the environment that it goes to: names, certificates and load balancers
 * that do not fit together. Copilot's commands refuse these before they render (copilot-model.md 4.5, step 9), and so
 * does a rendering for deployment; a rendering as Copilot does not look. Whether a certificate covers a name is not
 * looked at here, for that must be asked of AWS.
 */
export function deploymentFaults(manifest: WorkloadManifest, inputs: WorkloadInputs): readonly RenderFault[] {
  switch (manifest.type) {
    case "Load Balanced Web Service":
      return [
        ...importedLoadBalancerFaults(inputs),
        ...publicRuleFaults(manifest, inputs),
        ...networkFaults(manifest, inputs),
        ...taskFaults(manifest, inputs),
      ];
    case "Backend Service":
      return [...internalRuleFaults(manifest, inputs), ...taskFaults(manifest, inputs)];
    case "Request-Driven Web Service":
      return appRunnerAliasFaults(manifest, inputs);
    case "Static Site":
      return siteAliasFaults(manifest, inputs);
    case "Worker Service":
    case "Scheduled Job":
      return taskFaults(manifest, inputs);
  }
}
