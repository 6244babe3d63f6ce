import type {
  DriftFinding,
  DriftIgnoreRule,
  DriftTarget,
  IgnoredFinding,
  LayerState,
} from "../domain/drift.ts";
import { driftLayers } from "../domain/drift.ts";

/** Whether a rule no longer holds. `today` is `2026-11-27`. */
export function isExpired(rule: DriftIgnoreRule, today: string): boolean {
  return rule.expires <= today;
}

/** A target without the differences that rules let pass; those are kept beside it. A deletion is never let pass. */
export function withIgnored(
  target: Omit<DriftTarget, "ignored">,
  rules: readonly DriftIgnoreRule[],
  today: string,
): DriftTarget {
  const valid = rules.filter((rule) => !isExpired(rule, today));
  const ignored: IgnoredFinding[] = [];
  const pass = (state: LayerState): LayerState => {
    if (state.kind !== "drifted") return state;
    const left = state.findings.filter((finding) => {
      const rule = valid.find((item) => isIgnoredBy(finding, item));
      if (rule !== undefined) ignored.push({ finding, rule });
      return rule === undefined;
    });
    if (left.length > 0) return { ...state, findings: left };
    return state.unchecked === undefined ? { kind: "in-sync" } : { kind: "not-checked", ...state.unchecked };
  };
  const [git, template, live] = driftLayers.map((layer) => pass(target.layers[layer]));
  if (git === undefined || template === undefined || live === undefined)
    throw new Error("there are three layers");
  return { ...target, layers: { git, template, live }, ignored };
}

function isIgnoredBy(finding: DriftFinding, rule: DriftIgnoreRule): boolean {
  const { subject } = finding;
  if (finding.departure === "deleted") return false;
  if (rule.environment !== undefined && rule.environment !== finding.environment) return false;
  if (rule.workload !== undefined && rule.workload !== finding.workload) return false;
  if (rule.layer !== undefined && rule.layer !== finding.layer) return false;
  if (
    rule.resource !== undefined &&
    !(subject.kind === "resource" && matches(rule.resource, subject.logicalId))
  )
    return false;
  if (rule.type !== undefined && !(subject.kind === "resource" && subject.type === rule.type)) return false;
  return rule.path === undefined || isAtOrBelow(rule.path, finding.path);
}

function isAtOrBelow(rule: string, path: string): boolean {
  const parts = path.split("/");
  return parts.some((_part, index) => matches(rule, parts.slice(0, parts.length - index).join("/")));
}

/** `*` stands for any number of characters but a slash. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join("[^/]*");
  return new RegExp(`^${source}$`).test(text);
}
