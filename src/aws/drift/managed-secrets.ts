import { failureOf } from "../../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../../domain/observed.ts";
import { abortable } from "../abortable.ts";
import { secretsPackage } from "../late-packages.ts";
import type { Session } from "../sessions.ts";
import { codeOf, translateAwsError } from "../translate-error.ts";
import { chunks } from "./chunks.ts";

/** Whether secrets of Secrets Manager are there, by the secret as a task definition writes it. */
type ManagedSecretReader = (
  session: Session,
  written: readonly string[],
  signal?: AbortSignal,
) => Promise<readonly (readonly [string, Observed<true>])[]>;

/**
 * How many beginnings of names one call of ListSecrets takes.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html
 */
const mostInCall = 10;

/**
 * Asks for ten secrets in a call where `secretsmanager:ListSecrets` is allowed, else for each with `DescribeSecret`. A role that may not
 * list is not asked to again by this process. A secret that is scheduled for deletion is absent: ECS cannot read it any more.
 */
export function makeManagedSecretReader(): ManagedSecretReader {
  const unlisted = new Set<string>();
  return async (session, written, signal) => {
    const role = `${session.principal}/${session.region ?? ""}`;
    // One alone costs one call either way, and its description is exact.
    if (written.length > 1 && !unlisted.has(role)) {
      const listed = await listSecrets(session, written, signal);
      if (listed !== "denied") return listed;
      unlisted.add(role);
    }
    return Promise.all(written.map(async (one) => [one, await secretThere(session, one, signal)] as const));
  };
}

async function listSecrets(
  session: Session,
  written: readonly string[],
  signal?: AbortSignal,
): Promise<Awaited<ReturnType<ManagedSecretReader>> | "denied"> {
  const { ListSecretsCommand: Command } = secretsPackage();
  const client = session.secrets();
  const there = new Set<string>();
  try {
    for (const ten of chunks([...new Set(written.map(nameOf))], mostInCall)) {
      let token: string | undefined;
      do {
        const page = await client.send(
          new Command({
            Filters: [{ Key: "name", Values: [...ten] }],
            MaxResults: 100,
            ...(token === undefined ? {} : { NextToken: token }),
          }),
          abortable(signal),
        );
        for (const { ARN: arn = "", Name: name = "" } of page.SecretList ?? []) {
          there.add(arn);
          there.add(name);
        }
        token = page.NextToken;
      } while (token !== undefined);
    }
    return written.map((one) => [one, isThere(one, there) ? present(true as const) : absent]);
  } catch (error) {
    const failure = failureOf(translateAwsError(error, "see whether secrets are there"));
    if (failure.reason === "AccessDenied") return "denied";
    return written.map((one) => [one, unreadable(failure)]);
  }
}

/** By its whole ARN, or, as ECS takes it, too, by one without the six characters at its end. */
function isThere(written: string, there: ReadonlySet<string>): boolean {
  const arn = arnOf(written);
  return there.has(arn) || there.has(arn.split(":").slice(6).join(":"));
}

/** `arn:…:secret:name-AbCdEf:json-key:stage:version`: what follows the name is no part of the secret's own ARN. */
function arnOf(written: string): string {
  return written.split(":").slice(0, 7).join(":");
}

/** The name, for a filter that takes beginnings: without the six characters that Secrets Manager adds in an ARN. */
function nameOf(written: string): string {
  const last = arnOf(written).split(":").at(6) ?? written;
  return last.replace(/-[A-Za-z0-9]{6}$/, "");
}

async function secretThere(session: Session, written: string, signal?: AbortSignal): Promise<Observed<true>> {
  const id = arnOf(written);
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
