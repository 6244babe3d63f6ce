import type { DesiredStack } from "../domain/desired.ts";
import type { DriftCause, DriftFinding, LayerState } from "../domain/drift.ts";
import type { ObservedStack, StackContent } from "../domain/stack.ts";
import { situationOf } from "../domain/stack-status.ts";
import type { Target } from "../domain/target.ts";
import type { Template } from "../domain/template.ts";
import { changesBetween } from "../plan/changes.ts";
import { causeOfTemplateDrift } from "./cause.ts";
import { compareManifests } from "./compare-manifests.ts";
import { shownValue } from "../template/shown-value.ts";
import { templateFindings } from "./template-findings.ts";

/** What is compared: a stack as Git wants it and as it was deployed. */
export interface StackPair {
  readonly target: Target;
  readonly desired: DesiredStack;
  readonly observed: ObservedStack;
}

/** The first two layers of one stack. */
export interface GitAndTemplate {
  readonly git: LayerState;
  readonly template: LayerState;
}

/**
 * Tells what Git has changed since the stack was deployed from what somebody else has changed in the stack. Both show in the
 * template; what the manifest that was applied renders to stands between them. Text of the manifest that changes nothing in the
 * template is no drift: it would stay for ever, because CloudFormation cannot change a stack's metadata alone (design.md 4).
 */
export function gitAndTemplate({ target, desired, observed }: StackPair): GitAndTemplate {
  if (observed.template.kind !== "read") return notReadNow(observed);
  const deployed: StackContent = {
    template: observed.template.template,
    parameters: observed.parameters,
    tags: observed.tags,
  };
  const all = changesBetween(deployed, desired);
  if (all.length === 0) return { git: { kind: "in-sync" }, template: { kind: "in-sync" } };
  const fromGit = manifestFindings(target, desired, deployed.template);
  const today = fromGit === undefined || fromGit.length > 0 ? desired.deployedToday?.() : undefined;
  const isGit =
    fromGit !== undefined &&
    fromGit.length > 0 &&
    (today === undefined || changesBetween(today, desired).length > 0);
  const cause = causeOfTemplateDrift(deployed, desired, observed);
  const template =
    fromGit === undefined
      ? unreadableManifest(desired)
      : isGit && today === undefined
        ? layer([])
        : layer(
            templateFindings(
              { target, stack: observed.id, cause },
              deployed,
              isGit && today !== undefined ? today : desired,
            ),
          );
  const manifestCause: DriftCause = {
    kind: "NewCommit",
    message: "the branch has another manifest than the one that was applied last",
  };
  const git = layer(
    isGit ? fromGit.map((finding) => ({ ...finding, stack: observed.id, cause: manifestCause })) : [],
  );
  return { git, template };
}

/** The state of a layer with these differences. */
function layer(findings: readonly DriftFinding[]): LayerState {
  return findings.length === 0 ? { kind: "in-sync" } : { kind: "drifted", findings };
}

function notReadNow(observed: ObservedStack): GitAndTemplate {
  const { status, id } = observed;
  const state: LayerState =
    situationOf(status) === "busy"
      ? { kind: "not-checked", reason: "StackBusy", message: `stack ${id.name} is ${status}` }
      : {
          kind: "not-checked",
          reason: "NeverDeployed",
          message: `stack ${id.name} is ${status}; nothing was ever deployed`,
        };
  return { git: state, template: state };
}

function unreadableManifest(desired: DesiredStack): LayerState {
  return {
    kind: "not-checked",
    reason: "ManifestUnreadable",
    message: `the manifest in the metadata of stack ${desired.id.name} is no YAML that can be read`,
  };
}

/** Differences of the manifests; undefined where one of them cannot be read. A template without a manifest is compared with the rendered one only. */
function manifestFindings(
  target: Target,
  desired: DesiredStack,
  deployed: Template,
): readonly DriftFinding[] | undefined {
  const applied = deployed.Metadata?.["Manifest"];
  const wanted = desired.template.Metadata?.["Manifest"];
  if (typeof applied !== "string" || typeof wanted !== "string") return [];
  return compareManifests(applied, wanted, target.environment)?.map((difference) => {
    const path = difference.path.slice(1).replaceAll("/", ".");
    const expected = shownValue(difference.expected, path);
    const actual = shownValue(difference.actual, path);
    return {
      ...target,
      layer: "git",
      subject: { kind: "manifest" },
      departure: difference.departure,
      path,
      ...(expected === undefined ? {} : { expected }),
      ...(actual === undefined ? {} : { actual }),
    };
  });
}
