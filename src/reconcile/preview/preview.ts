import type { EnvironmentRoles } from "../../domain/cloud.ts";
import type { WorkloadType } from "../../domain/copilot-records.ts";
import type { DesiredStack } from "../../domain/desired.ts";
import { absent, present } from "../../domain/observed.ts";
import type { EnvironmentPlan, Plan } from "../../domain/plan.ts";
import type { Preview } from "../../domain/preview.ts";
import { nothingRecorded } from "../../domain/records.ts";
import type { CommitSha } from "../../domain/revision.ts";
import type { Eyes } from "../eyes.ts";
import { type Look, look } from "../look.ts";
import { readCommit } from "../read-commit.ts";
import type { Subject } from "../subject.ts";
import { blankPaper, type Paper, paperCloud } from "./paper-cloud.ts";
import { previewCloud } from "./preview-cloud.ts";
import { type Previewed, previewSource } from "./preview-source.ts";

/** The part of an application that a branch feeds, as a preview looks at it: Copilot's pipelines are not asked about. */
export function fedBy(subject: Subject, branch: string): Subject | undefined {
  const rule = subject.branches.find(({ matches }) => matches(branch));
  if (rule === undefined || rule.environments.length === 0) return undefined;
  const environments = subject.environments
    .filter(({ environment }) => rule.environments.includes(environment))
    .map((environment) => ({ ...environment, pipelines: "ignore" as const }));
  const isIt = (name: string): boolean => name === branch;
  return { ...subject, environments, branches: [{ ...rule, pattern: branch, matches: isIt }] };
}

/** A look at a branch as it is: what of a preview is not the pull request's doing. It serves all pull requests into the branch. */
export async function lookAtBranch(
  eyes: Eyes,
  fed: Subject,
  at: Pick<Previewed, "branch" | "base">,
  signal: AbortSignal,
): Promise<Plan> {
  const { plan } = await look(liveEyes(eyes, { ...at, commit: at.base }), fed, signal);
  return plan;
}

/**
 * What a commit would change once its branch points to it, against what is deployed. It is the look of a sync, and changes nothing; what
 * people decided is left out, for a decision is about what is merged.
 */
export async function previewLive(
  eyes: Eyes,
  fed: Subject,
  { previewed, without }: { readonly previewed: Previewed; readonly without: Plan },
  signal: AbortSignal,
): Promise<Preview> {
  const seen = await look(liveEyes(eyes, previewed), fed, signal);
  return { against: "live", plan: seen.plan, without, places: placesIn(seen) };
}

/**
 * The same for a fork, without any credential of AWS: both sides are rendered on paper, and held against each other. What depends on
 * something that would have to be looked up is held on both.
 */
export async function previewOnPaper(
  eyes: Eyes,
  fed: Subject,
  { branch, base, commit }: Previewed,
  signal: AbortSignal,
): Promise<Preview> {
  const onPaper = { ...fed, environments: fed.environments.map((rule) => ({ ...rule, roles: noRoles })) };
  const manifests = await manifestsAt(eyes, fed.application, base, signal);
  const first = previewSource(eyes.source, { branch, base, commit: base });
  const before = await look(
    {
      ...withoutRecords(eyes),
      source: first.source,
      cloud: paperCloud(fed.application, { ...blankPaper, manifests }),
    },
    onPaper,
    signal,
  );
  const second = previewSource(eyes.source, { branch, base, commit });
  const cloud = paperCloud(fed.application, { ...paperOf(before), manifests });
  const after = await look(
    { ...withoutRecords(eyes), source: second.source, cloud: previewCloud(cloud, second.fresh) },
    onPaper,
    signal,
  );
  return {
    against: "branch",
    plan: withoutUnasked(after.plan),
    without: { ...withoutUnasked(before.plan), environments: before.plan.environments.map(withoutSteps) },
    places: new Map(),
  };
}

const noRoles: EnvironmentRoles = {};

function liveEyes(eyes: Eyes, previewed: Previewed): Eyes {
  const { source, fresh } = previewSource(eyes.source, previewed);
  return { ...withoutRecords(eyes), source, cloud: previewCloud(eyes.cloud, fresh) };
}

/** Decisions, failures of the past, and what is required of a commit are about what is merged; a preview begins no wait for an image either. */
function withoutRecords({ missing: _waits, warrants: _ofMerged, ...eyes }: Eyes): Eyes {
  return {
    ...eyes,
    records: { read: async () => present(nothingRecorded), readRelease: async () => absent },
  };
}

async function manifestsAt(
  eyes: Eyes,
  application: string,
  commit: CommitSha,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const reading = await readCommit(eyes.source, application, commit, signal);
  if (reading.kind !== "read") return new Map();
  return new Map(
    [...reading.workspace.environments].flatMap(([name, { manifest }]) =>
      manifest === undefined ? [] : [[name, manifest.text] as const],
    ),
  );
}

/** What a look has rendered, as if it were deployed. */
function paperOf({ wishes }: Look): Pick<Paper, "stacks" | "types"> {
  const stacks = new Map<string, ReadonlyMap<string, DesiredStack>>();
  const types = new Map<string, WorkloadType>();
  for (const [environment, wish] of wishes) {
    if (wish.kind !== "desired") continue;
    const own = wish.desired.own?.kind === "rendered" ? [["", wish.desired.own.stack] as const] : [];
    const workloads = wish.desired.workloads.flatMap((workload) =>
      workload.kind === "rendered" ? [[workload.workload, workload.stack] as const] : [],
    );
    stacks.set(environment, new Map([...own, ...workloads]));
    for (const { workload, type } of wish.desired.workloads)
      if (type !== undefined) types.set(workload, type);
  }
  return { stacks, types };
}

function withoutSteps(plan: EnvironmentPlan): EnvironmentPlan {
  return { ...plan, steps: [] };
}

/** On paper nothing is asked before a stack is written, so nothing is missing either. */
function withoutUnasked(plan: Plan): Plan {
  const environments = plan.environments.map((environment) => ({
    ...environment,
    warnings: environment.warnings.filter(({ code }) => code !== "preflight-incomplete"),
  }));
  return { ...plan, environments };
}

function placesIn({ observed }: Look): Preview["places"] {
  return new Map(
    [...observed.environments].flatMap(([name, { record }]) => {
      if (record.kind !== "present") return [];
      const { account, region } = record.value;
      return [[name, { account, region }] as const];
    }),
  );
}
