import type { WorkloadInputs } from "../inputs.ts";
import type { RenderFault } from "../refusal.ts";

/** What keeps an imported load balancer from taking a service's rules: it needs one listener, or HTTP and HTTPS (copilot-model.md 4.5, step 9). */
export function importedLoadBalancerFaults({
  importedLoadBalancer: found,
}: WorkloadInputs): readonly RenderFault[] {
  if (found === undefined) return [];
  const protocols = found.listeners.map((listener) => listener.protocol);
  const isPair = protocols.length === 2 && protocols.includes("HTTP") && protocols.includes("HTTPS");
  const isSingle = protocols.length === 1 && (protocols.includes("HTTP") || protocols.includes("HTTPS"));
  if (isPair || isSingle) return [];
  const listed = protocols.length === 0 ? "no listener" : `listeners of ${protocols.join(", ")}`;
  return [
    {
      code: "imported-load-balancer-listeners",
      field: "http.alb",
      message: `The load balancer ${found.name} of http.alb has ${listed}; it may have one of HTTP or HTTPS, or one of each.`,
      remedy: "Change the load balancer's listeners, or name another load balancer.",
    },
  ];
}
