import { failureOf } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/**
 * Ids of the prefix lists of this name in the session's region. Needs `ec2:DescribeManagedPrefixLists` on `*`.
 * https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
 */
export async function findPrefixLists(
  session: Session,
  name: string,
  signal?: AbortSignal,
): Promise<Observed<readonly string[]>> {
  try {
    const { DescribeManagedPrefixListsCommand } = await import("@aws-sdk/client-ec2");
    const ec2 = await session.ec2();
    const ids: string[] = [];
    let token: string | undefined;
    do {
      const input = {
        Filters: [{ Name: "prefix-list-name", Values: [name] }],
        ...(token === undefined ? {} : { NextToken: token }),
      };
      const page = await ec2.send(new DescribeManagedPrefixListsCommand(input), abortable(signal));
      ids.push(...(page.PrefixLists ?? []).flatMap(({ PrefixListId }) => PrefixListId ?? []));
      token = page.NextToken;
    } while (token !== undefined && token !== "");
    return ids.length === 0 ? absent : present(ids.toSorted());
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, `look up the prefix list ${name}`)));
  }
}
