import { GetResourcesCommand } from "@aws-sdk/client-resource-groups-tagging-api";
import { type Failure, failureOf } from "../domain/failure.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/** The stacks of an environment's workloads that Copilot's tags name, by workload, or why they cannot be found so. */
export type TaggedStacks =
  | { readonly kind: "found"; readonly names: ReadonlyMap<string, string> }
  | { readonly kind: "unreadable"; readonly failure: Failure };

/** The tags that Copilot puts on the stack of a workload (copilot-model.md 2.3). */
export const copilotTags = {
  application: "copilot-application",
  environment: "copilot-environment",
  workload: "copilot-service",
} as const;

/**
 * Finds stacks by Copilot's tags, in pages of a hundred: the way that Copilot's own roles allow. Tags are found with some delay, so that
 * a stack that is not found so may be there. Needs `tag:GetResources`.
 */
export async function findTaggedStacks(
  session: Session,
  { application, environment }: { readonly application: string; readonly environment: string },
  signal?: AbortSignal,
): Promise<TaggedStacks> {
  const names = new Map<string, string>();
  let token: string | undefined;
  try {
    do {
      const input = {
        ResourceTypeFilters: ["cloudformation:stack"],
        TagFilters: [
          { Key: copilotTags.application, Values: [application] },
          { Key: copilotTags.environment, Values: [environment] },
          { Key: copilotTags.workload },
        ],
        ResourcesPerPage: 100,
        ...(token === undefined ? {} : { PaginationToken: token }),
      };
      const page = await session.tagging.send(new GetResourcesCommand(input), abortable(signal));
      for (const { ResourceARN: arn = "", Tags: tags = [] } of page.ResourceTagMappingList ?? []) {
        const workload = tags.find(({ Key: key }) => key === copilotTags.workload)?.Value;
        const [, name] = arn.split("/");
        // Nested stacks carry their root's tags; a workload's own stack has no dash after its name.
        if (workload === undefined || name === undefined) continue;
        if (name === `${application}-${environment}-${workload}`.slice(0, 128)) names.set(workload, name);
      }
      // The last page has an empty token.
      token = page.PaginationToken === "" ? undefined : page.PaginationToken;
    } while (token !== undefined);
    return { kind: "found", names };
  } catch (error) {
    return {
      kind: "unreadable",
      failure: failureOf(translateAwsError(error, `find stacks of ${environment} by their tags`)),
    };
  }
}
