import { coversAction } from "./action-pattern.ts";
import { dataServices, harmlessOnAll, secretServices } from "./dangerous-actions.ts";

/** Whether an action pattern reaches contents of a service that keeps data. All actions of a service are iam-wildcard's. */
export function isDataAction(pattern: string): boolean {
  const [service = "", name = ""] = pattern.toLowerCase().split(":");
  if (!dataServices.includes(service) || /^[*?]*$/.test(name)) return false;
  return !harmlessOnAll.some((harmless) => coversAction(harmless, pattern));
}

/** One read by its full name, in a service that keeps no secrets: `dynamodb:Query`. */
export function isNamedRead(pattern: string): boolean {
  const [service = "", name = ""] = pattern.toLowerCase().split(":");
  return (
    !secretServices.includes(service) && /^(?:batchget|get|query|receive|scan|read|select)[a-z]*$/.test(name)
  );
}
