import { paginateListExports } from "@aws-sdk/client-cloudformation";
import { GetResourcesCommand } from "@aws-sdk/client-resource-groups-tagging-api";
import { DescribeParametersCommand } from "@aws-sdk/client-ssm";
import type { EnvironmentRecord } from "../domain/copilot-records.ts";
import { failureOf } from "../domain/failure.ts";
import { type Observed, present, unreadable } from "../domain/observed.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/**
 * ARNs of the parameters and secrets with both of Copilot's tags for an environment. One paged list, in which no value stands. Needs
 * `tag:GetResources`, which Copilot's manager role has.
 */
export async function findTaggedSecrets(
  session: Session,
  { application, name }: EnvironmentRecord,
  signal?: AbortSignal,
): Promise<Observed<ReadonlySet<string>>> {
  try {
    const arns = new Set<string>();
    let token: string | undefined;
    do {
      const page = await session.tagging.send(
        new GetResourcesCommand({
          ResourceTypeFilters: ["ssm:parameter", "secretsmanager:secret"],
          TagFilters: [
            { Key: "copilot-application", Values: [application] },
            { Key: "copilot-environment", Values: [name] },
          ],
          ResourcesPerPage: 100,
          ...(token === undefined ? {} : { PaginationToken: token }),
        }),
        abortable(signal),
      );
      for (const { ResourceARN: arn } of page.ResourceTagMappingList ?? [])
        if (arn !== undefined) arns.add(arn);
      token = page.PaginationToken;
    } while (token !== undefined && token !== "");
    return present(arns);
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, `list the secrets of ${name}`)));
  }
}

/** DescribeParameters takes at most 50 values in a filter. */
const namesAtOnce = 50;

/** Which of these parameters there are. Needs `ssm:DescribeParameters` on `*`, which Copilot's manager role lacks. */
export async function findParameters(
  session: Session,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<Observed<ReadonlySet<string>>> {
  try {
    const found = new Set<string>();
    for (let start = 0; start < names.length; start += namesAtOnce) {
      const Values = names.slice(start, start + namesAtOnce);
      let token: string | undefined;
      do {
        const page = await session.ssm.send(
          new DescribeParametersCommand({
            ParameterFilters: [{ Key: "Name", Option: "Equals", Values }],
            MaxResults: 50,
            ...(token === undefined ? {} : { NextToken: token }),
          }),
          abortable(signal),
        );
        for (const { Name: name } of page.Parameters ?? []) if (name !== undefined) found.add(name);
        token = page.NextToken;
      } while (token !== undefined && token !== "");
    }
    return present(found);
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, "look up parameters")));
  }
}

/** Names of all exports of the session's account and region. Needs `cloudformation:ListExports`, which Copilot's manager role lacks. */
export async function findExports(
  session: Session,
  signal?: AbortSignal,
): Promise<Observed<ReadonlySet<string>>> {
  try {
    const names = new Set<string>();
    for await (const page of paginateListExports({ client: session.cloudformation }, {}, abortable(signal)))
      for (const { Name: name } of page.Exports ?? []) if (name !== undefined) names.add(name);
    return present(names);
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, "list the exports of stacks")));
  }
}
