import type { TextMap } from "../../domain/stack.ts";
import type { JsonMap } from "../../domain/template.ts";
import type { NetworkRouting } from "./network-load-balancing.ts";

/** Parameters of a template with a network load balancer. Nothing in it refers to them; they tell people and Copilot's commands. */
export const networkParameters: Readonly<Record<string, JsonMap>> = {
  NLBAliases: { Type: "String", Default: "" },
  NLBPort: { Type: "String" },
};

/** Values of these parameters: the aliases with commas between, and the main listener's port. */
export function networkValues(routing: NetworkRouting): TextMap {
  return { NLBAliases: routing.aliases.join(","), NLBPort: String(routing.listeners[0]?.port ?? "") };
}
