import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { DescribeParametersCommand } from "@aws-sdk/client-ssm";
import { failureOf } from "../../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../../domain/observed.ts";
import { abortable } from "../abortable.ts";
import type { Session } from "../sessions.ts";
import { translateAwsError } from "../translate-error.ts";
import { chunks } from "./chunks.ts";
import { makeManagedSecretReader } from "./managed-secrets.ts";

/** Whether the secrets of task definitions are there, by definition and by the secret as it is written. */
export type SecretReader = (
  session: Session,
  taskDefinitions: readonly string[],
  signal?: AbortSignal,
) => Promise<ReadonlyMap<string, ReadonlyMap<string, Observed<true>>>>;

/** How many names one call takes. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html */
const mostInCall = 50;

/**
 * Values are never read: only whether something of that name is there. Which secrets a task definition names is asked once, because a
 * definition never changes.
 */
export function makeSecretReader(): SecretReader {
  const named = new Map<string, readonly string[]>();
  const managed = makeManagedSecretReader();

  async function namesIn(
    session: Session,
    definition: string,
    signal?: AbortSignal,
  ): Promise<readonly string[]> {
    const known = named.get(definition);
    if (known !== undefined) return known;
    const answer = await session.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: definition }),
      abortable(signal),
    );
    const names = (answer.taskDefinition?.containerDefinitions ?? []).flatMap(({ secrets = [] }) =>
      secrets.flatMap(({ valueFrom }) => (valueFrom === undefined ? [] : [valueFrom])),
    );
    const sorted = [...new Set(names)].toSorted();
    named.set(definition, sorted);
    return sorted;
  }

  return async (session, taskDefinitions, signal) => {
    const definitions = [...new Set(taskDefinitions)].filter((definition) => definition !== "");
    const wanted = new Map<string, readonly string[] | { readonly unknown: Observed<true> }>();
    await Promise.all(
      definitions.map(async (definition) => {
        try {
          wanted.set(definition, await namesIn(session, definition, signal));
        } catch (error) {
          const failed = failureOf(translateAwsError(error, `read task definition ${definition}`));
          wanted.set(definition, { unknown: unreadable(failed) });
        }
      }),
    );
    const all = [...new Set([...wanted.values()].flatMap((names) => ("unknown" in names ? [] : names)))];
    const [ofManager, parameters] = [all.filter(isManaged), all.filter((name) => !isManaged(name))];
    const found = new Map(
      (
        await Promise.all([
          ...chunks(parameters, mostInCall).map((names) => parametersThere(session, names, signal)),
          managed(session, ofManager, signal),
        ])
      ).flat(),
    );
    return new Map(
      [...wanted].map(([definition, names]) => [
        definition,
        "unknown" in names
          ? new Map([["the task definition's secrets", names.unknown]])
          : new Map(names.map((name) => [name, found.get(name) ?? absent])),
      ]),
    );
  };
}

/** Whether a secret is one of Secrets Manager; all others are parameters. */
function isManaged(name: string): boolean {
  return name.includes(":secretsmanager:");
}

async function parametersThere(
  session: Session,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<readonly (readonly [string, Observed<true>])[]> {
  try {
    const there = new Set<string>();
    let token: string | undefined;
    do {
      const page = await session.ssm.send(
        new DescribeParametersCommand({
          ParameterFilters: [{ Key: "Name", Option: "Equals", Values: names.map(parameterName) }],
          MaxResults: 50,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
        abortable(signal),
      );
      for (const { Name: name } of page.Parameters ?? []) if (name !== undefined) there.add(bare(name));
      token = page.NextToken;
    } while (token !== undefined);
    return names.map((name) => [
      name,
      there.has(bare(parameterName(name))) ? present(true as const) : absent,
    ]);
  } catch (error) {
    const failed = unreadable(
      failureOf(translateAwsError(error, "see whether parameters with secrets are there")),
    );
    return names.map((name) => [name, failed]);
  }
}

/** `/a/b` out of `arn:aws:ssm:<region>:<account>:parameter/a/b`. */
function parameterName(valueFrom: string): string {
  return /^arn:[^:]+:ssm:[^:]*:[^:]*:parameter(\/.*)$/.exec(valueFrom)?.[1] ?? valueFrom;
}

/** A parameter of one level may be written with a slash in front or without. */
function bare(name: string): string {
  return name.replace(/^\//, "");
}
