import { GetParametersByPathCommand, type Parameter } from "@aws-sdk/client-ssm";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/**
 * Every parameter below a path, over all pages; a page of Parameter Store holds at most ten, and may hold fewer, or none, with a
 * token for the next. Needs `ssm:GetParametersByPath`.
 */
export async function listParameters(
  session: Session,
  path: string,
  signal?: AbortSignal,
): Promise<readonly Parameter[]> {
  const found: Parameter[] = [];
  let token: string | undefined;
  do {
    const input = {
      Path: path,
      Recursive: true,
      MaxResults: 10,
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const page = await session.ssm
      .send(new GetParametersByPathCommand(input), abortable(signal))
      .catch((error: unknown) => {
        throw translateAwsError(error, `list parameters under ${path}`);
      });
    found.push(...(page.Parameters ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}
