import { faultOfBranchPattern } from "./branch-pattern.ts";
import {
  type DraftFacts,
  type DraftNote,
  type DraftPipeline,
  type DraftStage,
  isName,
} from "./draft-facts.ts";
import { type DraftSource, isSameSource, sourceOf } from "./draft-source.ts";

/** Which branch feeds which environments, in order, and what a person has to look at. */
export interface DraftBranches {
  /** The repository that the pipelines name; undefined when none does. */
  readonly source: DraftSource | undefined;
  readonly branches: ReadonlyMap<string, readonly string[]>;
  /** By environment, the one before it. */
  readonly after: ReadonlyMap<string, string>;
  readonly notes: readonly DraftNote[];
}

/** What Copilot's pipelines follow when their manifest names no branch (copilot-model.md 7.1). */
const usualBranch = "main";

/** What is decided so far: which branch and which pipeline feed an environment, and what it comes after. */
type Fed = Map<
  string,
  { readonly branch: string; readonly file: string; readonly after: string | undefined }
>;

/**
 * Decides which branch feeds which environment: the first pipeline that deploys to it says so, and its stage before says what it
 * comes after. An environment that no pipeline feeds is left out and noted; when none is fed, all stand under a guessed branch.
 */
export function draftBranches({ environments, pipelines }: DraftFacts): DraftBranches {
  const names = namesOf(environments, pipelines);
  const notes: DraftNote[] = [...names.notes];
  const fed: Fed = new Map();
  // One application has one repository: the first that a pipeline names.
  const source = pipelines.map(sourceOf).find((each) => each !== undefined);
  for (const pipeline of pipelines) {
    const strange = strangeSource(pipeline, source);
    const { branch, note } = branchOf(pipeline);
    if (strange !== undefined) notes.push(strange.note);
    if (strange?.isLeftOut === true) continue;
    if (note !== undefined) notes.push(note);
    if (branch !== undefined) notes.push(...feed(fed, pipeline, branch, names.known));
  }
  const unfed = names.known.filter((name) => !fed.has(name));
  if (fed.size === 0 && unfed.length > 0) {
    for (const name of unfed) fed.set(name, { branch: usualBranch, file: "", after: undefined });
    notes.push(guess(unfed));
  } else notes.push(...unfed.map(notFed));
  const byBranch = Map.groupBy(fed, ([, { branch }]) => branch);
  return {
    source,
    branches: new Map([...byBranch].map(([branch, entries]) => [branch, entries.map(([name]) => name)])),
    after: new Map([...fed].flatMap(([name, { after }]) => (after === undefined ? [] : [[name, after]]))),
    notes,
  };
}

/** Puts what a pipeline deploys to under its branch, as far as no pipeline before it did. */
function feed(
  fed: Fed,
  { file, stages }: DraftPipeline,
  branch: string,
  known: readonly string[],
): readonly DraftNote[] {
  const notes: DraftNote[] = [];
  let before: string | undefined;
  const seen = new Set<string>();
  for (const stage of stages) {
    const { environment } = stage;
    if (seen.has(environment)) continue;
    seen.add(environment);
    if (!known.includes(environment)) {
      if (isName(environment)) notes.push(notRecorded(file, environment));
      continue;
    }
    const first = fed.get(environment);
    if (first === undefined) fed.set(environment, { branch, file, after: before });
    else notes.push(fedTwice(environment, first, { branch, file }));
    // Of another branch's environments none can come before.
    if (first === undefined || first.branch === branch) before = environment;
    notes.push(...toldOf(stage, file));
  }
  return notes;
}

/** The environments that there are. Folders may be fewer, so that without records those of pipelines count, too. */
function namesOf(
  environments: DraftFacts["environments"],
  pipelines: readonly DraftPipeline[],
): { readonly known: readonly string[]; readonly notes: readonly DraftNote[] } {
  const stages = pipelines.flatMap((pipeline) => pipeline.stages.map(({ environment }) => environment));
  const isRecorded = environments.kind === "recorded";
  const said = isRecorded
    ? environments.environments.map(({ name }) => name)
    : [...environments.names, ...stages];
  const strangers = [...new Set([...said, ...stages])].filter((name) => !isName(name));
  const folderless = isRecorded
    ? []
    : [...new Set(stages)].filter((name) => isName(name) && !environments.names.includes(name));
  return {
    known: [...new Set(said)].filter(isName),
    notes: [
      ...strangers.map((name): DraftNote => {
        const text = `${JSON.stringify(name)} cannot be the name of an environment; it is left out.`;
        return { at: "branches", text };
      }),
      ...folderless.map((name): DraftNote => {
        const text = `only a pipeline names ${name}; there is no copilot/environments/${name}/manifest.yml.`;
        return { at: { environment: name }, text };
      }),
    ],
  };
}

function strangeSource(
  pipeline: DraftPipeline,
  own: DraftSource | undefined,
): { readonly isLeftOut: boolean; readonly note: DraftNote } | undefined {
  const source = sourceOf(pipeline);
  if (source !== undefined && own !== undefined && !isSameSource(own, source)) {
    const name = source.kind === "github" ? source.repository : source.url;
    const text = `${pipeline.file} deploys from another repository, ${name}; an application has one, and this pipeline is left out.`;
    return { isLeftOut: true, note: { at: "source", text } };
  }
  if (source !== undefined || pipeline.repository === undefined) return undefined;
  // The value may hold credentials, and is not shown.
  const text = `${pipeline.file} names a repository that is none on GitHub, CodeCommit or Bitbucket; it is taken for this one.`;
  return { isLeftOut: false, note: { at: "source", text } };
}

function branchOf({ file, branch }: DraftPipeline): {
  readonly branch: string | undefined;
  readonly note?: DraftNote;
} {
  if (branch === undefined || branch === "") {
    const text = `${file} names no branch; Copilot takes \`${usualBranch}\` then.`;
    return { branch: usualBranch, note: { at: "branches", text } };
  }
  // A glob would be the operator's; a pipeline follows one branch.
  if (faultOfBranchPattern(branch) === undefined && !/[*?]/.test(branch) && branch !== "__proto__")
    return { branch };
  const text = `${file} follows ${JSON.stringify(branch)}, which cannot be the name of a branch; it feeds nothing here.`;
  return { branch: undefined, note: { at: "branches", text } };
}

function notRecorded(file: string, environment: string): DraftNote {
  const text = `${file} deploys to ${environment}, which has no record in Parameter Store; it is left out.`;
  return { at: "branches", text };
}

function fedTwice(
  environment: string,
  first: { readonly branch: string; readonly file: string },
  second: { readonly branch: string; readonly file: string },
): DraftNote {
  const both = `${first.file} deploys to ${environment} from ${first.branch}, and ${second.file}`;
  const text =
    first.branch === second.branch
      ? `${both} does so, too; what it comes after is taken from the first.`
      : `${both} from ${second.branch}; an environment follows one branch, here that of the first.`;
  return { at: { environment }, text };
}

function toldOf({ environment, needsApproval, runsBuilds }: DraftStage, file: string): readonly DraftNote[] {
  const approval = `${file} asks for an approval before ${environment}; \`mode: approve\` does so, too, once it may change something.`;
  const builds = `${file} runs commands before or after ${environment}, and Autoland runs none of the repository's; docs/promotion.md has gates and what runs before changes.`;
  return [...(needsApproval ? [approval] : []), ...(runsBuilds ? [builds] : [])].map((text) => ({
    at: { environment },
    text,
  }));
}

function guess(unfed: readonly string[]): DraftNote {
  const whose = unfed.length === 1 ? "its branch" : "their branches and order";
  const text = `no pipeline says what feeds ${unfed.join(", ")}; \`${usualBranch}\` is a guess. Write ${whose}, and \`after\` where one is to wait for another.`;
  return { at: "branches", text };
}

function notFed(environment: string): DraftNote {
  const text = `no pipeline feeds ${environment}; it is left out. Put it under its branch, and Autoland looks after it, too.`;
  return { at: "branches", text };
}
