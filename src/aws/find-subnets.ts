import type { DescribeSubnetsCommandInput } from "@aws-sdk/client-ec2";
import { failureOf } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/**
 * Ids, sorted, of the subnets that have all of the tags, each with one of its values; EC2's wildcards count in values. Without any
 * value a tag need only be there. Needs `ec2:DescribeSubnets` on `*`.
 */
export async function findSubnets(
  session: Session,
  tags: Readonly<Record<string, readonly string[]>>,
  signal?: AbortSignal,
): Promise<Observed<readonly string[]>> {
  try {
    const { DescribeSubnetsCommand } = await import("@aws-sdk/client-ec2");
    const ec2 = await session.ec2();
    const ids: string[] = [];
    let token: string | undefined;
    do {
      const input = { Filters: filtersOf(tags), ...(token === undefined ? {} : { NextToken: token }) };
      const page = await ec2.send(new DescribeSubnetsCommand(input), abortable(signal));
      ids.push(...(page.Subnets ?? []).flatMap(({ SubnetId }) => SubnetId ?? []));
      token = page.NextToken;
    } while (token !== undefined && token !== "");
    return ids.length === 0 ? absent : present(ids.toSorted());
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, "look up subnets by their tags")));
  }
}

function filtersOf(
  tags: Readonly<Record<string, readonly string[]>>,
): NonNullable<DescribeSubnetsCommandInput["Filters"]> {
  return Object.entries(tags).map(([tag, values]) =>
    values.length === 0 ? { Name: "tag-key", Values: [tag] } : { Name: `tag:${tag}`, Values: [...values] },
  );
}
