import type { Alias } from "../../manifest/parts/http.ts";
import type { WorkloadInputs } from "../inputs.ts";
import type { RenderFault } from "../refusal.ts";
import { isNameIn, nameZones } from "./application-names.ts";

/** Aliases that lie in no zone of the application, as one fault. */
export function namesOutside(
  field: string,
  aliases: readonly Alias[],
  inputs: WorkloadInputs,
): readonly RenderFault[] {
  const zones = nameZones(inputs);
  const outside = aliases.flatMap(({ name = "" }) =>
    zones.some((zone) => isNameIn(zone, name)) ? [] : [name],
  );
  if (outside.length === 0) return [];
  return [
    {
      code: "alias-outside-application",
      field,
      message: `${outside.join(", ")} is in no zone that the application can write to: names may have one label more than ${zones.join(", ")}.`,
      remedy: "Choose such a name, or import a certificate for it into the environment.",
    },
  ];
}
