import type { CaseOutcome, Family } from "./case-outcome.ts";
import { differences } from "./compare-case.ts";
import { runEnvironmentCase } from "./environment-case.ts";
import { discoverCases, discoverManifestCases, type KitCase, type ManifestCases } from "./kit.ts";
import { runManifestCases } from "./manifests.ts";
import { runOverrideCase } from "./override-case.ts";
import { runWorkloadCase } from "./workload-case.ts";
import { withoutPath } from "../../src/template/json-pointer.ts";
import type { Json } from "../../src/domain/template.ts";

/** Which cases of a kit to run. */
export interface Selection {
  readonly family?: Family;
  readonly id?: string;
}

/** Runs the chosen cases of a kit: those in folders of their own in order of their paths, then those in files. */
export function runKit(kit: string, selection: Selection): readonly CaseOutcome[] {
  return [...runFolderCases(kit, selection), ...runFileCases(kit, selection)];
}

/** The manifest cases; each file's results are kept for `--out` with the first of its outcomes. */
function runFileCases(kit: string, selection: Selection): readonly CaseOutcome[] {
  return discoverManifestCases(kit)
    .filter(({ family }) => selection.family === undefined || family === selection.family)
    .flatMap((cases) => manifestOutcomes(cases))
    .filter(({ id }) => selection.id === undefined || id === selection.id);
}

function manifestOutcomes({ family, folder }: ManifestCases): readonly CaseOutcome[] {
  const { results, passed, failed, skipped } = runManifestCases(folder);
  const problemOf = new Map([...failed, ...skipped].map(({ id, message }) => [id, message]));
  const outcome = (
    id: string,
    status: CaseOutcome["status"],
    produced: CaseOutcome["produced"],
  ): CaseOutcome => {
    const problem = problemOf.get(id);
    return { family, id, status, problems: problem === undefined ? [] : [problem], notes: [], produced };
  };
  const passing = new Set(passed);
  const run = Object.entries(results).flatMap(([file, list]) =>
    list.map(({ id }, index) => {
      const produced = index === 0 ? [{ path: `manifests/${file}`, content: jsonOf(list) }] : [];
      return outcome(id, passing.has(id) ? "passed" : "failed", produced);
    }),
  );
  return [...run, ...skipped.map(({ id }) => outcome(id, "skipped", []))];
}

/** What JSON keeps of a value: properties that are undefined are left out. */
function jsonOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}

function runFolderCases(kit: string, selection: Selection): readonly CaseOutcome[] {
  const cases = discoverCases(kit);
  const chosen = cases.filter(
    ({ family, file }) =>
      (selection.family === undefined || family === selection.family) &&
      (selection.id === undefined || file.id === selection.id),
  );
  return withSameTemplates(cases, chosen, chosen.map(runCase));
}

function runCase(kitCase: KitCase): CaseOutcome {
  const { file } = kitCase;
  switch (file.kind) {
    case "workload":
      return runWorkloadCase(kitCase, file);
    case "environment":
      return runEnvironmentCase(kitCase, file);
    case "yaml-patch":
    case "task-definition-override":
    case "addons-merge":
    case "addon-outputs":
      return runOverrideCase(kitCase, file);
  }
}

/** Adds what `same_template_as` asks for: a second case must give the same template, save for some paths. */
function withSameTemplates(
  cases: readonly KitCase[],
  chosen: readonly KitCase[],
  outcomes: readonly CaseOutcome[],
): readonly CaseOutcome[] {
  return outcomes.map((outcome, index) => {
    const file = chosen[index]?.file;
    if (file === undefined || !("same_template_as" in file) || file.same_template_as === undefined)
      return outcome;
    const { case: other, except } = file.same_template_as;
    const twin = cases.find((candidate) => candidate.file.id === other);
    if (twin === undefined) return outcome;
    const [own, others] = [templateOf(outcome), templateOf(runCase(twin))];
    if (own === undefined || others === undefined) return outcome;
    const { problems } = differences(without(others, except), without(own, except));
    if (problems.length === 0) return outcome;
    const said = problems.map((problem) => `unlike ${other}: ${problem}`);
    return { ...outcome, status: "failed", problems: [...outcome.problems, ...said] };
  });
}

function templateOf(outcome: CaseOutcome): Json | undefined {
  return outcome.produced.find(({ path }) => path.endsWith("/template.json"))?.content;
}

function without(template: Json, paths: readonly string[]): Json {
  return paths.reduce((rest, path) => withoutPath(rest, path), template);
}
