import type { Deployment, DeploymentState } from "./deployment.ts";
import { stateByReason } from "./reasons.ts";

/** The worst first: what a person has to know of several reasons. */
const order = ["failed", "held", "waiting"] as const;

/** How a deployment stands. What has come to an end stays so; what is under way outdoes what keeps the rest. */
export function stateOf(deployment: Deployment): DeploymentState {
  const { overtaken, arrivedAt, recordedAs, parts, reasons } = deployment;
  if (arrivedAt !== undefined || recordedAs === "deployed") return "deployed";
  if (overtaken !== undefined) return recordedAs === "failed" ? "failed" : "overtaken";
  const kinds = new Set([...parts.values()].map(({ kind }) => kind));
  if (kinds.has("running")) return "running";
  if (kinds.has("failed")) return "failed";
  const kept = new Set(reasons.map(({ reason }) => stateByReason(reason)));
  const worst = order.find((state) => kept.has(state));
  if (worst !== undefined) return worst;
  if (kinds.has("done")) return "running";
  return recordedAs === "failed" ? "failed" : "quiet";
}

/** When it came to its end, or last changed, by what is known. */
export function endOf(deployment: Deployment): Date {
  const { arrivedAt, overtaken, entries, since } = deployment;
  return arrivedAt ?? overtaken?.at ?? entries.at(-1)?.at ?? since;
}

/** Whether its story is over: nothing that happens later belongs to it. */
export function isOver(deployment: Deployment): boolean {
  return (
    deployment.arrivedAt !== undefined ||
    deployment.overtaken !== undefined ||
    deployment.recordedAs !== undefined
  );
}
