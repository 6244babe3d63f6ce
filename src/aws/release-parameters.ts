import { DescribeParametersCommand, GetParameterCommand } from "@aws-sdk/client-ssm";
import type { z } from "zod";
import { type Failure, ReconcileError } from "../domain/failure.ts";
import { type CommitSha, commitSha } from "../domain/revision.ts";
import { abortable } from "./abortable.ts";
import { recordJson } from "./record-shapes.ts";
import type { Session } from "./sessions.ts";
import { codeOf } from "./translate-error.ts";

/** A parameter of an environment's releases. */
export interface NamedRelease {
  readonly name: string;
  /** Commit, and number of the part or `messages`. */
  readonly parts: readonly string[];
  readonly at: number;
}

/** Every parameter of the releases in a folder, page by page. Needs `ssm:DescribeParameters`. */
export async function named(
  session: Session,
  folder: string,
  signal?: AbortSignal,
): Promise<readonly NamedRelease[]> {
  const found: NamedRelease[] = [];
  let token: string | undefined;
  do {
    const page = await session.ssm.send(
      new DescribeParametersCommand({
        ParameterFilters: [{ Key: "Path", Option: "Recursive", Values: [folder.replace(/\/$/, "")] }],
        MaxResults: 50,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
      abortable(signal),
    );
    for (const { Name: name = "", LastModifiedDate: date } of page.Parameters ?? [])
      found.push({ name, parts: name.slice(folder.length).split("/"), at: date?.getTime() ?? 0 });
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}

/** The commits that have a release, the one that was written last first. */
export function commitsOf(found: readonly NamedRelease[]): readonly CommitSha[] {
  return found
    .filter(({ parts }) => parts.length === 1 && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(parts[0] ?? ""))
    .toSorted((left, right) => right.at - left.at)
    .map(({ parts }) => commitSha(parts[0] ?? ""));
}

/** The text of a parameter; undefined when there is none. */
export async function valueOf(
  session: Session,
  name: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    const answer = await session.ssm.send(new GetParameterCommand({ Name: name }), abortable(signal));
    return answer.Parameter?.Value;
  } catch (error) {
    if (codeOf(error) === "ParameterNotFound") return undefined;
    throw error;
  }
}

/** What a parameter holds. Throws `RecordUnreadable` for what this version does not understand. */
export function understood<T>(name: string, shape: z.ZodType<T>, text: string): T {
  try {
    return shape.parse(recordJson(text));
  } catch (error) {
    throw new ReconcileError(broken(name, "its value is not understood by this version"), { cause: error });
  }
}

/** The failure that a release which cannot be used is. */
export function broken(name: string, why: string): Failure {
  return {
    disposition: "stall",
    reason: "RecordUnreadable",
    message: `release ${name} cannot be used: ${why}`,
    remedy: "Choose another commit: `autoland rollback` lists those that are recorded.",
  };
}
