import type {
  BatchGetBuildsInput,
  BatchGetProjectsInput,
  ListBuildsForProjectInput,
  StartBuildInput,
  StopBuildInput,
} from "@aws-sdk/client-codebuild";
import type { ResourceRecord } from "../../cloudformation/state.ts";
import { clientFault } from "../../kernel/aws-fault.ts";
import { jsonErrors } from "../../kernel/error-style.ts";
import {
  operation,
  type CallContext,
  type NeededPermission,
  type ServiceModel,
} from "../../kernel/service.ts";
import { madeByStacks, textOf } from "../made-by-stacks.ts";
import { pageOf } from "../paging.ts";
import { resourceTagValues } from "../tags.ts";
import { buildBehaviours, buildPhases, builds, type Build, type BuildPhase } from "./build-state.ts";
import { describeBuild } from "./describe-build.ts";

/** CodeBuild: builds of the projects that stacks made. Nothing is really built: a build takes its time and ends as it was told to. */
export const codeBuildService: ServiceModel = {
  name: "codebuild",
  iamPrefix: "codebuild",
  errors: jsonErrors,
  operations: {
    StartBuild: operation(startBuild, (context, { projectName }) => on(context, "StartBuild", projectName)),
    StopBuild: operation(stopBuild, (context, { id }) => on(context, "StopBuild", projectIn(id))),
    BatchGetBuilds: operation(batchGetBuilds, (context, { ids }) =>
      (ids ?? []).flatMap((id) => on(context, "BatchGetBuilds", projectIn(id))),
    ),
    ListBuildsForProject: operation(listBuildsForProject, (context, { projectName }) =>
      on(context, "ListBuildsForProject", projectName),
    ),
    ListProjects: operation(listProjects),
    BatchGetProjects: operation(batchGetProjects, (context, { names }) =>
      (names ?? []).flatMap((name) => on(context, "BatchGetProjects", name)),
    ),
  },
};

/** Phases that come also after a failure. https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html */
const afterFailure: readonly BuildPhase[] = ["UPLOAD_ARTIFACTS", "FINALIZING"];

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html */
function startBuild(context: CallContext, input: StartBuildInput): object {
  const name = requireProject(context, input.projectName).physicalId;
  const all = context.state(builds);
  const repeated = [...all.values()].find(
    ({ token, project }) => token !== undefined && token === input.idempotencyToken && project === name,
  );
  if (repeated !== undefined) return { build: describeBuild(context, repeated) };
  const uuid = context.random.uuid();
  const { partition, region, account } = context;
  const { message, ...behaviour } = context.state(buildBehaviours).get(name) ?? {};
  const build: Build = {
    id: `${name}:${uuid}`,
    arn: `arn:${partition}:codebuild:${region}:${account}:build/${name}:${uuid}`,
    project: name,
    number: [...all.values()].filter(({ project }) => project === name).length + 1,
    startedAt: context.now.getTime(),
    initiator: context.principal.arn.split(/[:/]/).slice(-2).join("/"),
    sourceVersion: input.sourceVersion,
    environment: input.environmentVariablesOverride ?? [],
    token: input.idempotencyToken,
    plan: planOf(behaviour.failsIn, behaviour.seconds ?? {}),
    message:
      behaviour.failsIn === undefined
        ? undefined
        : (message ?? "Error while executing command. Reason: exit status 1"),
    stoppedAt: undefined,
  };
  all.set(build.id, build);
  return { build: describeBuild(context, build) };
}

function stopBuild(context: CallContext, input: StopBuildInput): object {
  const build = context.state(builds).get(input.id ?? "");
  if (build === undefined) {
    throw clientFault("ResourceNotFoundException", `Build ${input.id} does not exist`);
  }
  build.stoppedAt ??= context.now.getTime();
  return { build: describeBuild(context, build) };
}

/** BatchGetBuilds: a hundred at most; what is not there is named. */
function batchGetBuilds(context: CallContext, input: BatchGetBuildsInput): object {
  const ids = input.ids ?? [];
  if (ids.length === 0 || ids.length > 100) {
    throw clientFault("InvalidInputException", "ids must have between 1 and 100 members");
  }
  const all = context.state(builds);
  const found = ids.flatMap((id) => all.get(id) ?? []);
  return {
    builds: found.map((build) => describeBuild(context, build)),
    buildsNotFound: ids.filter((id) => !all.has(id)),
  };
}

/** ListBuildsForProject: the newest first unless told otherwise, a hundred a page. */
function listBuildsForProject(context: CallContext, input: ListBuildsForProjectInput): object {
  const name = requireProject(context, input.projectName).physicalId;
  const ids = [...context.state(builds).values()]
    .filter(({ project }) => project === name)
    .map(({ id }) => id);
  const page = pageOf(input.sortOrder === "ASCENDING" ? ids : ids.toReversed(), {
    token: input.nextToken,
    size: 100,
    invalidToken: () => clientFault("InvalidInputException", "Invalid nextToken"),
  });
  return { ids: page.items, nextToken: page.nextToken };
}

/** ListProjects: names in the order of the alphabet, a hundred a page. */
function listProjects(context: CallContext, input: { readonly nextToken?: string }): object {
  const names = madeByStacks(context, "AWS::CodeBuild::Project").map(({ physicalId }) => physicalId);
  const page = pageOf(names.toSorted(), {
    token: input.nextToken,
    size: 100,
    invalidToken: () => clientFault("InvalidInputException", "Invalid nextToken"),
  });
  return { projects: page.items, nextToken: page.nextToken };
}

function batchGetProjects(context: CallContext, input: BatchGetProjectsInput): object {
  const projects = madeByStacks(context, "AWS::CodeBuild::Project");
  const names = input.names ?? [];
  const found = projects.filter(({ physicalId }) => names.includes(physicalId));
  return {
    projects: found.map((project) => ({
      name: project.physicalId,
      arn: arnOf(context, project.physicalId),
      description: textOf(project, "Description"),
      serviceRole: textOf(project, "ServiceRole"),
      encryptionKey: textOf(project, "EncryptionKey"),
      tags: Object.entries(project.live.tags).map(([key, value]) => ({ key, value })),
    })),
    projectsNotFound: names.filter((name) => !found.some(({ physicalId }) => physicalId === name)),
  };
}

function planOf(
  failsIn: BuildPhase | undefined,
  seconds: Partial<Record<BuildPhase, number>>,
): Build["plan"] {
  const all = buildPhases.map(([phase, usual]) => ({
    phase,
    seconds: seconds[phase] ?? usual,
    fails: phase === failsIn,
  }));
  const last = all.findIndex(({ fails }) => fails);
  return last < 0 ? all : all.filter(({ phase }, index) => index <= last || afterFailure.includes(phase));
}

function requireProject(context: CallContext, name: string | undefined): ResourceRecord {
  const found = madeByStacks(context, "AWS::CodeBuild::Project").find(
    ({ physicalId }) => physicalId === name,
  );
  if (found !== undefined) return found;
  throw clientFault("ResourceNotFoundException", `Project cannot be found: ${arnOf(context, name ?? "")}`);
}

function on(context: CallContext, action: string, project: string | undefined): NeededPermission[] {
  const made = madeByStacks(context, "AWS::CodeBuild::Project");
  const tags = made.find(({ physicalId }) => physicalId === project)?.live.tags ?? {};
  const resource = arnOf(context, project ?? "");
  return [{ action: `codebuild:${action}`, resource, conditionValues: resourceTagValues(tags) }];
}

function arnOf({ partition, region, account }: CallContext, project: string): string {
  return `arn:${partition}:codebuild:${region}:${account}:project/${project}`;
}

function projectIn(buildId: string | undefined): string {
  return (
    (buildId ?? "")
      .split(":")
      .slice(0, -1)
      .at(-1)
      ?.replace(/^build\//, "") ?? ""
  );
}
