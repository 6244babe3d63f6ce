import type { DriftFinding, LayerState, Unchecked } from "../domain/drift.ts";

/** A layer with what was found besides. */
export function joined(
  state: LayerState,
  findings: readonly DriftFinding[],
  unchecked: Unchecked | undefined,
): LayerState {
  if (state.kind === "not-checked") return state;
  const all = [...(state.kind === "drifted" ? state.findings : []), ...findings];
  const missing = unchecked === undefined ? undefined : uncheckedOf(unchecked);
  if (all.length > 0)
    return { kind: "drifted", findings: all, ...(missing === undefined ? {} : { unchecked: missing }) };
  return missing === undefined ? state : { kind: "not-checked", ...missing };
}

/** A layer of which nothing can be said. */
export function notChecked(unchecked: Unchecked): LayerState {
  return { kind: "not-checked", ...uncheckedOf(unchecked) };
}

/** Why, and nothing else that stands beside it. */
export function uncheckedOf({ reason, message, remedy }: Unchecked): Unchecked {
  return { reason, message, ...(remedy === undefined ? {} : { remedy }) };
}
