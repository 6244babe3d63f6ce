import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { DescribeParametersCommand } from "@aws-sdk/client-ssm";
import type { Clock } from "../../domain/clock.ts";
import { failureOf } from "../../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../../domain/observed.ts";
import { abortable } from "../abortable.ts";
import { secretsPackage } from "../late-packages.ts";
import type { Session } from "../sessions.ts";
import { codeOf, translateAwsError } from "../translate-error.ts";
import { chunks } from "./chunks.ts";

/** Whether the secrets of task definitions are there, by definition and by the secret as it is written. */
export type SecretReader = (
  session: Session,
  taskDefinitions: readonly string[],
  signal?: AbortSignal,
) => Promise<ReadonlyMap<string, ReadonlyMap<string, Observed<true>>>>;

/** For so long a secret that was there is taken to be there still, in milliseconds. */
const keptFor = 5 * 60_000;
/** How many names one call takes. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html */
const mostInCall = 50;

/**
 * Values are never read: only whether something of that name is there. Which secrets a task definition names is asked once, because a
 * definition never changes; a secret that was there is asked about again after five minutes, one that was not, each time.
 */
export function makeSecretReader(clock: Pick<Clock, "now">): SecretReader {
  const named = new Map<string, readonly string[]>();
  const seen = new Map<string, number>();

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
    const now = clock.now().getTime();
    const place = `${session.principal}/${session.region ?? ""}/`;
    const all = [...new Set([...wanted.values()].flatMap((names) => ("unknown" in names ? [] : names)))];
    const fresh = new Set(all.filter((name) => now - (seen.get(place + name) ?? -keptFor) < keptFor));
    const asked = all.filter((name) => !fresh.has(name));
    const found = new Map<string, Observed<true>>([...fresh].map((name) => [name, present(true)]));
    await Promise.all([
      ...chunks(
        asked.filter((name) => !isManaged(name)),
        mostInCall,
      ).map(async (names) => {
        for (const [name, answer] of await parametersThere(session, names, signal)) found.set(name, answer);
      }),
      ...asked
        .filter(isManaged)
        .map(async (name) => found.set(name, await secretThere(session, name, signal))),
    ]);
    for (const [name, { kind }] of found)
      if (kind === "present" && !fresh.has(name)) seen.set(place + name, now);
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

async function secretThere(
  session: Session,
  valueFrom: string,
  signal?: AbortSignal,
): Promise<Observed<true>> {
  // `arn:…:secret:name-AbCdEf:json-key:stage:version`: what follows the name is no part of the secret's own ARN.
  const id = valueFrom.split(":").slice(0, 7).join(":");
  try {
    const { DescribeSecretCommand: Command } = secretsPackage();
    const client = session.secrets();
    const answer = await client.send(new Command({ SecretId: id }), abortable(signal));
    return answer.DeletedDate === undefined ? present(true) : absent;
  } catch (error) {
    if (codeOf(error) === "ResourceNotFoundException") return absent;
    return unreadable(failureOf(translateAwsError(error, `see whether secret ${id} is there`)));
  }
}
