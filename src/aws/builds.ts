import {
  BatchGetBuildsCommand,
  type Build,
  type CodeBuildClient,
  type EnvironmentVariable,
  ListBuildsForProjectCommand,
  StartBuildCommand,
} from "@aws-sdk/client-codebuild";
import { failureOf } from "../domain/failure.ts";
import type { BuildKey, Builds, GateState } from "../domain/gates.ts";
import { present, unreadable } from "../domain/observed.ts";
import { abortable } from "./abortable.ts";
import type { Sessions } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/** The variable by which a build is found again. */
const keyVariable = "AUTOLAND_KEY";

/**
 * Builds of CodeBuild projects in the application's account. Which build belongs to what is read from the builds themselves, so that
 * nothing has to be remembered. Needs `codebuild:ListBuildsForProject`, `codebuild:BatchGetBuilds` and `codebuild:StartBuild` on the projects.
 */
export function makeBuilds(sessions: Sessions): Builds {
  const clientFor = (region: string | undefined): Promise<CodeBuildClient> =>
    sessions.application(region).codebuild();
  return {
    find: async (build, signal) => {
      try {
        const client = await clientFor(build.region);
        const listed = await client.send(
          new ListBuildsForProjectCommand({ projectName: build.project, sortOrder: "DESCENDING" }),
          abortable(signal),
        );
        const ids = (listed.ids ?? []).slice(0, 100);
        if (ids.length === 0) return present<GateState>({ kind: "none" });
        const read = await client.send(new BatchGetBuildsCommand({ ids }), abortable(signal));
        const own = (read.builds ?? []).filter((each) => keyOf(each) === keyText(build));
        const [newest] = own.toSorted((a, b) => Number(b.startTime ?? 0) - Number(a.startTime ?? 0));
        return present(newest === undefined ? ({ kind: "none" } as const) : stateOf(newest));
      } catch (error) {
        return unreadable(failureOf(translateAwsError(error, `look at the builds of ${build.project}`)));
      }
    },
    start: async (build, signal) => {
      const { project, environment, commit } = build;
      try {
        const client = await clientFor(build.region);
        await client.send(
          new StartBuildCommand({
            projectName: project,
            idempotencyToken: keyText(build).slice(0, 64),
            environmentVariablesOverride: [
              ...(environment === undefined ? [] : [variable("AUTOLAND_ENVIRONMENT", environment)]),
              variable("AUTOLAND_COMMIT", commit),
              variable(keyVariable, keyText(build)),
            ],
          }),
          abortable(signal),
        );
      } catch (error) {
        throw translateAwsError(error, `start a build of ${project}`);
      }
    },
  };
}

function variable(name: string, value: string): EnvironmentVariable {
  return { name, value, type: "PLAINTEXT" };
}

function keyText({ environment, key }: BuildKey): string {
  return environment === undefined ? key : `${environment}/${key}`;
}

function keyOf(build: Build): string | undefined {
  return build.environment?.environmentVariables?.find(({ name }) => name === keyVariable)?.value;
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Build.html, `buildStatus`. */
function stateOf({ id, buildStatus, endTime }: Build): GateState {
  const detail = `build ${id ?? ""} is ${buildStatus ?? "unknown"}`;
  if (buildStatus === undefined || buildStatus === "IN_PROGRESS" || endTime === undefined)
    return { kind: "running", detail };
  return { kind: "ended", passed: buildStatus === "SUCCEEDED", at: endTime, detail };
}
