import type { LoadBalancedWebService } from "../../manifest/workload-manifest.ts";
import { dnsDelegated } from "../http/service-routing.ts";
import type { WorkloadInputs } from "../inputs.ts";
import type { RenderFault } from "../refusal.ts";
import { namesOutside } from "./names-outside.ts";

/** What keeps a network load balancer's names and certificates from working: both need the application's own domain. */
export function networkFaults(
  manifest: LoadBalancedWebService,
  inputs: WorkloadInputs,
): readonly RenderFault[] {
  const { nlb } = manifest;
  if (nlb?.port === undefined) return [];
  const aliases = nlb.alias ?? [];
  if (dnsDelegated(inputs)) return namesOutside("nlb.alias", aliases, inputs);
  const listeners = [nlb, ...(nlb.additional_listeners ?? [])];
  const usesTls = listeners.some(({ port = "" }) => port.toLowerCase().endsWith("/tls"));
  const reason = `environment ${inputs.environment.name} has no subdomain of the application's domain`;
  return [
    ...(aliases.length === 0
      ? []
      : [
          {
            code: "nlb-alias-without-domain",
            field: "nlb.alias",
            message: `nlb.alias cannot be written: ${reason}.`,
            remedy:
              "Leave nlb.alias out, or give the application a domain and the environment no certificates.",
          },
        ]),
    ...(usesTls
      ? [
          {
            code: "nlb-tls-without-domain",
            field: "nlb.port",
            message: `A TLS listener needs a certificate, and none can be requested: ${reason}.`,
            remedy: "Use /tcp and end TLS in the container, or give the application a domain.",
          },
        ]
      : []),
  ];
}
