import type { Widening } from "../../domain/step-effects.ts";
import type { TemplateResource } from "../../domain/template.ts";
import { widerGrants } from "./policies.ts";
import { widerNetwork } from "./network-rules.ts";

type Resources = ReadonlyMap<string, TemplateResource>;

/**
 * Where one set of resolved resources lets somebody do, or reach, more than another did; in the order of logical ids. Each resource is
 * compared with itself: what moves from one to another counts as wider where it appears. Whatever is new is wider.
 */
export function widenings(from: Resources, to: Resources): readonly Widening[] {
  return [...new Set([...from.keys(), ...to.keys()])].toSorted().flatMap((resource) => {
    const [before, after] = [from.get(resource), to.get(resource)];
    if (before === after) return [];
    return [
      ...widerGrants(before, after).map((what) => ({ kind: "permission", resource, what }) as const),
      ...widerNetwork(before, after).map((what) => ({ kind: "network", resource, what }) as const),
    ];
  });
}
