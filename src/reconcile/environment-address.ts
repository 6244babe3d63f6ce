import type { ObservedEnvironment } from "../domain/observed-application.ts";

/**
 * Where people find an environment's services: the first alias that one of them has, else its public load balancer; undefined where it has
 * neither. Aliases stand in the environment stack's parameter `Aliases`, as `{"web":["shop.example.com"]}`.
 */
export function environmentAddress({ stack }: Pick<ObservedEnvironment, "stack">): string | undefined {
  if (stack.kind !== "present") return undefined;
  const { parameters, outputs } = stack.value;
  const alias = firstAlias(parameters["Aliases"] ?? "");
  if (alias !== undefined) return `https://${alias}`;
  const balancer = outputs["PublicLoadBalancerDNSName"];
  return balancer === undefined || !isName(balancer) ? undefined : `http://${balancer}`;
}

function firstAlias(text: string): string | undefined {
  let aliases: unknown;
  try {
    aliases = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof aliases !== "object" || aliases === null) return undefined;
  const byWorkload = Object.entries(aliases).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return byWorkload
    .flatMap(([, names]): readonly unknown[] => (Array.isArray(names) ? names : []))
    .find((name): name is string => typeof name === "string" && isName(name));
}

/** A name that can stand in an address: no wildcard, no path. */
function isName(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text) && text.includes(".");
}
