import { workloadTypes } from "../../domain/copilot-records.ts";
import type { WorkloadType } from "../../domain/copilot-records.ts";
import type { ManifestKind } from "../json-schemas.ts";
import { stepsOf } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import type { UnknownKey } from "../shape/reading.ts";
import { alternatives } from "../shape/report.ts";
import { knownFields } from "./known-fields.ts";
import type { KeyPath } from "./known-fields.ts";
import { adviceOnEnvironmentWord, adviceOnOtherWord } from "./other-words.ts";
import { similarWord } from "./similar-words.ts";

/** What to tell about a key that a workload's manifest has at a place where nothing reads it. */
export function adviceForWorkloadKey(unknown: UnknownKey, type: WorkloadType): string {
  const { name } = unknown;
  const parents = parentKeys(unknown.at);
  const advice =
    adviceOnOtherWord(name, parents) ??
    variableAdvice(name, parents) ??
    similarAdvice(unknown) ??
    otherTypeAdvice(name, parents, type) ??
    movedAdvice(name, parents, type);
  return sentence(name, parents, advice);
}

/** The same for an environment's manifest. */
export function adviceForEnvironmentKey(unknown: UnknownKey): string {
  const { name } = unknown;
  const parents = parentKeys(unknown.at);
  const advice =
    adviceOnEnvironmentWord(name, parents) ??
    similarAdvice(unknown) ??
    (workloadTypes.some((type) => hasField(type, [...parents, name]))
      ? "it is a workload's and belongs in the manifests of the workloads that need it"
      : undefined) ??
    movedAdvice(name, parents, "Environment") ??
    adviceOnOtherWord(name, parents);
  return sentence(name, parents, advice);
}

/** The same for a pipeline's manifest. */
export function adviceForPipelineKey(unknown: UnknownKey): string {
  const parents = parentKeys(unknown.at);
  return sentence(
    unknown.name,
    parents,
    similarAdvice(unknown) ?? movedAdvice(unknown.name, parents, "Pipeline"),
  );
}

/** Whether a key is there on purpose, to hold anchors: Docker Compose's convention of a leading `x-`. */
export function isExtension(unknown: UnknownKey): boolean {
  return unknown.name.startsWith("x-");
}

function sentence(name: string, parents: KeyPath, advice: string | undefined): string {
  const where = parents.length === 0 ? "at the top level" : `under ${parents.join(".")}`;
  return advice === undefined
    ? `${name} has no effect ${where}: nothing reads such a key.`
    : `${name} has no effect ${where}: ${advice}.`;
}

/** The keys above a key, without the section that it stands in. */
function parentKeys(at: FieldPath): KeyPath {
  const steps = stepsOf(at).slice(0, -1);
  const inSection = steps[0]?.name === "environments" && steps[1]?.kind === "key";
  return (inSection ? steps.slice(2) : steps).flatMap((step) =>
    step.kind === "index" ? [] : step.kind === "key" ? "*" : step.name,
  );
}

function variableAdvice(name: string, parents: KeyPath): string | undefined {
  return parents.length === 0 && /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(name)
    ? `an environment variable stands under variables, a secret under secrets`
    : undefined;
}

function similarAdvice({ name, known }: UnknownKey): string | undefined {
  const similar = similarWord(name, known);
  return similar === undefined ? undefined : `the key is spelt ${similar}`;
}

/** Where the same key stands elsewhere in the manifest: the nearest places, a move up before a move down. */
function movedAdvice(name: string, parents: KeyPath, kind: ManifestKind): string | undefined {
  const moves = knownFields(kind)
    .filter((path) => path.at(-1) === name)
    .map((path) => ({ path, cost: moveCost(parents, path.slice(0, -1)) }))
    .sort((a, b) => a.cost - b.cost);
  const [nearest] = moves;
  if (nearest === undefined || nearest.cost > 4) return undefined;
  const places = moves.filter(({ cost }) => cost === nearest.cost).map(({ path }) => spelt(path));
  if (places.length > 3) return undefined;
  return nearest.path.length === 1 ? "it belongs at the top level" : `it belongs at ${alternatives(places)}`;
}

/** Levels to go up, and levels to go down, which count a little more. */
function moveCost(from: KeyPath, to: KeyPath): number {
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared += 1;
  return from.length - shared + (to.length - shared) * 1.5;
}

function otherTypeAdvice(name: string, parents: KeyPath, type: WorkloadType): string | undefined {
  const path = [...parents, name];
  if (hasField("Environment", path)) {
    return "it belongs in the environment's manifest, copilot/environments/<name>/manifest.yml";
  }
  const others = workloadTypes.filter((other) => hasField(other, path));
  return others.length === 0
    ? undefined
    : `a ${type} has no ${spelt(path)}, only a ${alternatives(others)} has`;
}

function hasField(kind: ManifestKind, path: KeyPath): boolean {
  return knownFields(kind).some((known) => known.join(".") === path.join("."));
}

function spelt(path: KeyPath): string {
  return path.map((name) => (name === "*" ? "<name>" : name)).join(".");
}
