import type { WorkloadInputs } from "../inputs.ts";

/**
 * The zones that Copilot can write names into: the application's root domain, its own zone, its environment's. Each
 * takes names with at most one more label (copilot-model.md 4.5, step 9).
 */
export function nameZones(inputs: WorkloadInputs): readonly string[] {
  const { application, environment } = inputs;
  const { domain = "" } = application;
  if (domain === "") return [];
  return [domain, `${application.name}.${domain}`, `${environment.name}.${application.name}.${domain}`];
}

/** Whether a name is a zone itself or one label below it. */
export function isNameIn(zone: string, name: string): boolean {
  if (name === zone) return true;
  return name.endsWith(`.${zone}`) && !name.slice(0, -zone.length - 1).includes(".");
}
