import { type DriftFinding, type DriftTarget, type LayerState } from "../domain/drift.ts";

/** A target's layers with their differences in one order, whatever order AWS answered in: two reports compare line by line. */
export function inOrder({ git, template, live }: DriftTarget["layers"]): DriftTarget["layers"] {
  return { git: sorted(git), template: sorted(template), live: sorted(live) };
}

function sorted(state: LayerState): LayerState {
  if (state.kind !== "drifted") return state;
  return { ...state, findings: state.findings.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) };
}

function keyOf({ stack, subject, path, departure }: DriftFinding): string {
  const resource = subject.kind === "resource" ? `${subject.logicalId} ${subject.type}` : subject.kind;
  return `${stack?.name ?? ""}\u0000${resource}\u0000${path}\u0000${departure}`;
}
