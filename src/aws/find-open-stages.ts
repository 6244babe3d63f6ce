import { GetPipelineStateCommand } from "@aws-sdk/client-codepipeline";
import { GetResourcesCommand } from "@aws-sdk/client-resource-groups-tagging-api";
import type { Clock } from "../domain/clock.ts";
import { failureOf } from "../domain/failure.ts";
import { type Observed, present, unreadable } from "../domain/observed.ts";
import type { OpenStage } from "../domain/open-stage.ts";
import { abortable } from "./abortable.ts";
import type { Session, Sessions } from "./sessions.ts";
import { copilotTags } from "./tagged-stacks.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/** How long the names of pipelines are kept, in milliseconds: 5 minutes. Whether their stages are open is asked each time. */
const namesLast = 5 * 60_000;

/** Finds the stages that are still open; one for all applications of the process. */
export type FindOpenStages = (
  application: string,
  signal?: AbortSignal,
) => Promise<Observed<readonly OpenStage[]>>;

/**
 * Copilot's pipelines stand in the application's account and region and are found by their tag (copilot-model.md 7.6). Needs
 * `tag:GetResources` and `codepipeline:GetPipelineState`.
 */
export function makeFindOpenStages(sessions: Sessions, clock: Clock): FindOpenStages {
  const known = new Map<string, { readonly until: number; readonly names: readonly string[] }>();
  return async (application, signal) => {
    const session = sessions.application();
    try {
      const now = clock.now().getTime();
      const kept = known.get(application);
      const names =
        kept !== undefined && now < kept.until
          ? kept.names
          : await pipelineNames(session, application, signal);
      if (kept?.names !== names) known.set(application, { until: now + namesLast, names });
      const stages = await Promise.all(names.map((name) => openStages(session, name, signal)));
      return present(stages.flat());
    } catch (error) {
      return unreadable(failureOf(translateAwsError(error, `look at the pipelines of ${application}`)));
    }
  };
}

async function pipelineNames(
  session: Session,
  application: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page = await session.tagging.send(
      new GetResourcesCommand({
        ResourceTypeFilters: ["codepipeline:pipeline"],
        TagFilters: [{ Key: copilotTags.application, Values: [application] }],
        ResourcesPerPage: 100,
        ...(token === undefined ? {} : { PaginationToken: token }),
      }),
      abortable(signal),
    );
    for (const { ResourceARN: arn } of page.ResourceTagMappingList ?? [])
      names.push(arn?.split(":").at(-1) ?? "");
    token = page.PaginationToken === "" ? undefined : page.PaginationToken;
  } while (token !== undefined);
  return names.toSorted();
}

/** A stage that is switched off lets nothing in: its inbound transition is disabled. */
async function openStages(
  session: Session,
  pipeline: string,
  signal?: AbortSignal,
): Promise<readonly OpenStage[]> {
  const codepipeline = await session.codepipeline();
  const state = await codepipeline
    .send(new GetPipelineStateCommand({ name: pipeline }), abortable(signal))
    .catch((error: unknown) => {
      // Deleted since its name was found.
      if (codeOf(error) === "PipelineNotFoundException") return undefined;
      throw error;
    });
  return (state?.stageStates ?? []).flatMap(({ stageName: stage = "", inboundTransitionState: inbound }) => {
    const environment = /^DeployTo-(.+)$/.exec(stage)?.[1];
    if (environment === undefined || inbound?.enabled === false) return [];
    return [{ environment, pipeline, stage, region: session.region ?? "" }];
  });
}
