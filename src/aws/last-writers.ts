import { DescribeParametersCommand } from "@aws-sdk/client-ssm";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/**
 * Who last wrote each parameter below a path, by name: `LastModifiedUser`, an ARN. Needs `ssm:DescribeParameters`, which IAM grants
 * on `*` only.
 */
export async function lastWriters(
  session: Session,
  path: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const writers = new Map<string, string>();
  let token: string | undefined;
  do {
    const page = await session.ssm
      .send(
        new DescribeParametersCommand({
          ParameterFilters: [{ Key: "Path", Option: "Recursive", Values: [path.replace(/\/$/, "")] }],
          MaxResults: 50,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
        abortable(signal),
      )
      .catch((error: unknown) => {
        throw translateAwsError(error, `see who wrote the records under ${path}`);
      });
    for (const { Name: name, LastModifiedUser: user } of page.Parameters ?? [])
      if (name !== undefined && user !== undefined) writers.set(name, user);
    token = page.NextToken;
  } while (token !== undefined);
  return writers;
}
