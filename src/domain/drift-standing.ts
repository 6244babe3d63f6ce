import {
  countDrift,
  type DriftCounts,
  type DriftFinding,
  type DriftLayer,
  driftLayers,
  type DriftReport,
  type DriftTarget,
  type DriftVerdict,
} from "./drift.ts";
import type { Target } from "./target.ts";

/** How an application departs, as far as the process knows it: a report that is kept up to date, and since when each difference is seen. */
export interface DriftStanding {
  readonly report: DriftReport;
  /** When this process first saw each difference that stands, by `driftKey`. */
  readonly since: ReadonlyMap<string, Date>;
}

/** What is known of an application's drift without looking for it. */
export type KnownDrift =
  | { readonly kind: "known"; readonly seen: Date; readonly targets: readonly KnownDriftTarget[] }
  /** `why` completes a sentence after a colon. */
  | { readonly kind: "not-known"; readonly why: string };

/** How one target was, when it was last looked at. */
export interface KnownDriftTarget extends Target {
  readonly verdict: DriftVerdict;
}

/** What tells one difference from every other, whatever its values are. */
export function driftKey(finding: DriftFinding): string {
  const { environment, workload = "", layer, stack, subject, path, departure } = finding;
  const resource = subject.kind === "resource" ? subject.logicalId : subject.kind;
  const where = departure === "deleted" && subject.kind === "resource" && path === "" ? "" : path;
  return [environment, workload, layer, stack?.name ?? "", resource, where].join(" ");
}

/** A difference by its name, without any value: `LogGroup /RetentionInDays changed`. For where values have no place. */
export function driftTitle({ subject, path, departure }: DriftFinding): string {
  const what = subject.kind === "resource" ? subject.logicalId : subject.kind;
  return [what, ...(path === "" ? [] : [path]), departure].join(" ");
}

/**
 * Whether a difference is news by itself. What a commit asks for and is not deployed yet is told as a plan; told as drift besides, every
 * merge would be an alarm.
 */
export function isDriftNews({ cause }: DriftFinding): boolean {
  switch (cause?.kind) {
    case "NewCommit":
    case "NewTemplates":
    case "NotDeployedYet":
      return false;
    case "ChangedOutside":
    case "DeployedByCopilot":
    case "Call":
    case "NotKnown":
    case undefined:
      return true;
  }
}

/** How many targets are how in each layer; the three figures of a layer add up to all targets. */
export function countLayers(targets: readonly DriftTarget[]): Readonly<Record<DriftLayer, DriftCounts>> {
  const [git, template, live] = driftLayers.map((layer) =>
    countDrift(
      targets.map((target) => ({
        ...target,
        layers: { git: target.layers[layer], template: target.layers[layer], live: target.layers[layer] },
      })),
    ),
  );
  if (git === undefined || template === undefined || live === undefined)
    throw new Error("there are three layers");
  return { git, template, live };
}

/** The target of a report; undefined where it has none of the name. */
export function driftTargetOf(
  report: DriftReport,
  { environment, workload }: Target,
): DriftTarget | undefined {
  return report.targets.find((target) => target.environment === environment && target.workload === workload);
}
