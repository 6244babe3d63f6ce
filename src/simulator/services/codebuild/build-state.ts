import type { Cell } from "../../kernel/cells.ts";
import type { World } from "../../kernel/world.ts";

/** The phases of a build in order, each with its usual seconds. https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html */
export const buildPhases = [
  ["SUBMITTED", 0],
  ["QUEUED", 2],
  ["PROVISIONING", 12],
  ["DOWNLOAD_SOURCE", 6],
  ["INSTALL", 10],
  ["PRE_BUILD", 15],
  ["BUILD", 60],
  ["POST_BUILD", 20],
  ["UPLOAD_ARTIFACTS", 2],
  ["FINALIZING", 2],
] as const;

/** The name of a phase that takes time. */
export type BuildPhase = (typeof buildPhases)[number][0];

/** How the builds of a project go: well, or failed in a phase; with seconds of one's own for phases. */
export interface BuildBehaviour {
  readonly failsIn?: BuildPhase;
  /** What the log's end says about the failure. */
  readonly message?: string;
  readonly seconds?: Partial<Record<BuildPhase, number>>;
}

/** One build: what was asked for, and how it will go. Where it stands follows from the time. */
export interface Build {
  readonly id: string;
  readonly arn: string;
  readonly project: string;
  readonly number: number;
  readonly startedAt: number;
  readonly initiator: string;
  readonly sourceVersion: string | undefined;
  readonly environment: readonly {
    readonly name?: string | undefined;
    readonly value?: string | undefined;
    readonly type?: string | undefined;
  }[];
  readonly token: string | undefined;
  readonly plan: readonly { readonly phase: BuildPhase; readonly seconds: number; readonly fails: boolean }[];
  readonly message: string | undefined;
  stoppedAt: number | undefined;
}

/** Builds by id, the oldest first. */
export const builds: Cell<Map<string, Build>> = {
  name: "codebuild/builds",
  scope: "region",
  initial: () => new Map(),
};

/** Behaviours by project name. */
export const buildBehaviours: Cell<Map<string, BuildBehaviour>> = {
  name: "codebuild/behaviours",
  scope: "world",
  initial: () => new Map(),
};

/** Says how the next builds of a project go. */
export function setBuildBehaviour(world: World, project: string, behaviour: BuildBehaviour): void {
  world.cells.at(buildBehaviours, { account: "", region: "" }).set(project, behaviour);
}
